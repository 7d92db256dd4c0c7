package org.scxfleet.bpf.code;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.map.BpfMap;
import org.scxfleet.bpf.map.MapFactory;
import org.scxfleet.bpf.map.MapSpec;
import org.scxfleet.bpf.map.MapStorage;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.Bytes;
import org.scxfleet.bpf.memory.FlatRegion;
import org.scxfleet.bpf.memory.MemoryLimit;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * The state of one scheduler instance: its memory, stack, maps, timers and instruction account. The
 * code itself is shared.
 *
 * <p>Not for concurrent use. Programs nest: a kfunc that a program calls can make the kernel model
 * call another op of the same instance, which then runs on the same stack above its caller, with an
 * instruction budget of its own.
 */
public final class Machine {
    /** Instructions that one run may take unless told otherwise. */
    public static final long DEFAULT_BUDGET = 1L << 26;

    private static final long CHARGED_BYTES_MIN = 4096;
    private static final long BYTES_PER_INSTRUCTION = 8;

    /** Stack frames over all nested runs. The kernel allows 8 in one run. */
    public static final int FRAMES_MAX = 32;

    /**
     * How often a may_goto of one stack frame lets the program go on, as in the kernel
     * (BPF_MAX_LOOPS).
     */
    public static final int MAY_GOTO_MAX = 8 * 1024 * 1024;

    static final int FRAME_BYTES = ProgramChecker.STACK_FRAME_BYTES;
    private static final int SPILL_WORDS = 16;

    /** Place of the may_goto count behind the spilled registers. */
    public static final int SPILLED_MAY_GOTO = 11;

    private static final int CONTEXT_WORDS = 5;

    /** Instructions that the current run may still take; negative once it is used up. */
    public long remaining;

    /** Offset of the end of the current stack frame. */
    public int frame;

    private final AddressSpace memory = new AddressSpace();
    private final byte[] stack = new byte[FRAMES_MAX * FRAME_BYTES];
    private final long[] spill = new long[(FRAMES_MAX + 1) * SPILL_WORDS];
    private final ProgramImage image;
    private final Executor executor;
    private final Environment environment;
    private final MapStorage storage;
    private final List<BpfMap> maps = new ArrayList<>();
    private final TimerTable timers;
    private final ObjectHeap heap;
    private final long budget;
    private AllocationTypes types = typeId -> 0;
    private long executed;

    /**
     * @param executor runs the image
     * @param limit what maps, arena and objects may take
     * @param budget instructions that one run may take
     */
    public Machine(
            ProgramImage image,
            Executor executor,
            Environment environment,
            MemoryLimit limit,
            long budget) {
        this.image = image;
        this.executor = executor;
        this.environment = environment;
        this.budget = budget;
        this.storage =
                new MapStorage(memory, limit, AddressLayout.MAPS_FIRST, environment.cpuCount());
        this.timers = new TimerTable(this);
        this.heap = new ObjectHeap(memory, limit);
        memory.map(AddressLayout.STACK, new FlatRegion("stack", stack, true));
    }

    /** Returns the memory that the program sees. */
    public AddressSpace memory() {
        return memory;
    }

    /** Returns the bytes of the stack region. */
    public byte[] stack() {
        return stack;
    }

    /** Returns the code. */
    public ProgramImage image() {
        return image;
    }

    /** Returns the host, as far as programs can see it. */
    public Environment environment() {
        return environment;
    }

    /** Returns the timers that live in map values. */
    public TimerTable timers() {
        return timers;
    }

    /** Returns the objects that programs have allocated. */
    public ObjectHeap heap() {
        return heap;
    }

    /** Sets where the sizes of allocated types come from. */
    public void useTypes(AllocationTypes allocationTypes) {
        types = allocationTypes;
    }

    /** Returns the sizes of the types that programs allocate. */
    public AllocationTypes types() {
        return types;
    }

    /** Returns the instructions executed by all runs so far. */
    public long executed() {
        return executed;
    }

    /** Creates the next map. */
    public BpfMap addMap(MapSpec spec) {
        BpfMap map = MapFactory.create(spec, storage);
        map.listen(timers::valueDeleted);
        maps.add(map);
        return map;
    }

    /** Returns the maps in the order of their creation. */
    public List<BpfMap> maps() {
        return maps;
    }

    /** Returns the map that a program's pointer stands for; faults when it is none. */
    public BpfMap map(long handle) {
        int index = AddressLayout.mapIndex(handle);
        if (index < 0 || index >= maps.size()) {
            throw new ProgramFault(
                    ProgramFault.Kind.ARGUMENT, "0x" + Long.toHexString(handle) + " is not a map");
        }
        return maps.get(index);
    }

    /** Returns the handle of a map, or 0 when it is not of this machine. */
    public long handle(BpfMap map) {
        int index = maps.indexOf(map);
        return index < 0 ? 0 : AddressLayout.mapHandle(index);
    }

    /**
     * Runs an entry function whose context is an array of 64-bit arguments, as struct_ops and
     * tracing programs have it.
     *
     * @return r0
     */
    public long invoke(int function, long a0, long a1, long a2, long a3, long a4) {
        int context = frame;
        int top = frame + CONTEXT_WORDS * Long.BYTES;
        if (top + FRAME_BYTES > stack.length) {
            throw tooDeep();
        }
        Bytes.putI64(stack, context, a0);
        Bytes.putI64(stack, context + 8, a1);
        Bytes.putI64(stack, context + 16, a2);
        Bytes.putI64(stack, context + 24, a3);
        Bytes.putI64(stack, context + 32, a4);
        return enter(function, top, AddressSpace.address(AddressLayout.STACK, context), 0);
    }

    /**
     * Runs an entry function with r1 and r2 as given: a syscall program with its context, or a raw
     * program.
     */
    public long run(int function, long r1, long r2) {
        return enter(function, frame, r1, r2);
    }

    private long enter(int function, int stackTop, long r1, long r2) {
        int outerFrame = frame;
        long outerRemaining = remaining;
        int innerFrame = stackTop + FRAME_BYTES;
        if (innerFrame > stack.length) {
            throw tooDeep();
        }
        frame = innerFrame;
        remaining = budget;
        try {
            return executor.run(this, function, innerFrame, r1, r2, 0, 0, 0);
        } finally {
            executed += budget - remaining;
            frame = outerFrame;
            remaining = outerRemaining;
        }
    }

    /**
     * Calls back into the program from a host function, on the budget of the current run.
     *
     * @param function address of a function, as a program holds it
     */
    public long callback(long function, long r1, long r2, long r3, long r4, long r5) {
        int index = AddressLayout.functionIndex(function);
        if (index < 0 || index >= image.functions().size()) {
            throw new ProgramFault(
                    ProgramFault.Kind.ARGUMENT,
                    "0x" + Long.toHexString(function) + " is not a function");
        }
        int outerFrame = frame;
        frame = calleeFrame(outerFrame);
        try {
            return executor.run(this, index, frame, r1, r2, r3, r4, r5);
        } finally {
            frame = outerFrame;
        }
    }

    /** Runs the callback of a timer that expired. */
    public void fireTimer(int timer) {
        TimerTable.Timer fired = timers.expire(timer);
        if (fired == null) {
            return;
        }
        BpfMap map = map(fired.map());
        int outerFrame = frame;
        long outerRemaining = remaining;
        remaining = budget;
        try {
            long key = pushScratch(Math.max(Long.BYTES, map.spec().keyStrideBytes()));
            timers.writeKey(map, fired, key);
            callback(fired.callback(), fired.map(), key, fired.value(), 0, 0);
        } finally {
            executed += budget - remaining;
            frame = outerFrame;
            remaining = outerRemaining;
            timers.finished(timer);
        }
    }

    /**
     * Takes room on the stack for what a host function hands to a callback, such as a key.
     *
     * @param bytes a multiple of 8
     */
    public long pushScratch(int bytes) {
        if (frame + bytes > stack.length) {
            throw tooDeep();
        }
        long address = AddressSpace.address(AddressLayout.STACK, frame);
        frame += bytes;
        return address;
    }

    /**
     * Takes what a host function does for a large argument off the budget of the run, so that a
     * program cannot keep the host busy for longer than its budget allows. Small work is free, as
     * the instruction that calls pays for it.
     *
     * @param bytes that are read or written
     */
    public void chargeBytes(long bytes) {
        if (bytes >= CHARGED_BYTES_MIN) {
            remaining -= bytes / BYTES_PER_INSTRUCTION;
        }
    }

    /** Gives back what {@link #pushScratch} took. */
    public void popScratch(int bytes) {
        frame -= bytes;
    }

    /** Returns the end of the stack frame above a frame; faults when the frames are used up. */
    public int calleeFrame(int callerFrame) {
        if (callerFrame + FRAME_BYTES > stack.length) {
            throw tooDeep();
        }
        return callerFrame + FRAME_BYTES;
    }

    private static ProgramFault tooDeep() {
        return new ProgramFault(
                ProgramFault.Kind.CALL_DEPTH, "more than " + FRAMES_MAX + " stack frames");
    }

    /** The fault of a used-up budget. */
    public static ProgramFault budgetUsedUp() {
        return new ProgramFault(
                ProgramFault.Kind.BUDGET, "instruction budget of the run is used up");
    }

    /**
     * Called by compiled code when a fault passes through a function: the innermost one stores its
     * account.
     */
    public ProgramFault faulted(ProgramFault fault, long remainingInFunction) {
        if (fault.settle()) {
            remaining = remainingInFunction;
        }
        return fault;
    }

    /**
     * Called by compiled code: puts the registers of a function that is cut into parts where its
     * parts expect them.
     */
    public void beginSpill(int frameOfFunction, long r1, long r2, long r3, long r4, long r5) {
        frame = frameOfFunction;
        int base = spillBase(frameOfFunction);
        Arrays.fill(spill, base, base + SPILL_WORDS, 0);
        spill[base + 1] = r1;
        spill[base + 2] = r2;
        spill[base + 3] = r3;
        spill[base + 4] = r4;
        spill[base + 5] = r5;
        spill[base + SPILLED_MAY_GOTO] = MAY_GOTO_MAX;
    }

    /** Called by compiled code: r0 of a function that is cut into parts. */
    public long spilledResult(int frameOfFunction) {
        return spill[spillBase(frameOfFunction)];
    }

    /** Returns where registers wait while control passes between the parts of a function. */
    public long[] spill() {
        return spill;
    }

    /**
     * Returns the place of a function's registers in {@link #spill}, by the end of its stack frame.
     */
    public static int spillBase(int frameOfFunction) {
        return frameOfFunction / FRAME_BYTES * SPILL_WORDS;
    }

    /** Returns the named function's index, or null. */
    public @Nullable Integer function(String name) {
        int index = image.functionIndex(name);
        return index < 0 ? null : index;
    }
}
