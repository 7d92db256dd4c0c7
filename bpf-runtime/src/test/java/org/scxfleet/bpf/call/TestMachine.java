package org.scxfleet.bpf.call;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.BareEnvironment;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.Instruction;
import org.scxfleet.bpf.code.Interpreter;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.map.BpfMap;
import org.scxfleet.bpf.map.MapSpec;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.FlatRegion;
import org.scxfleet.bpf.memory.MemoryCopy;
import org.scxfleet.bpf.memory.MemoryLimit;

/** A machine of four CPUs, a page of memory for arguments, and whatever functions a test brings. */
public final class TestMachine extends BareEnvironment {
    static final int CPUS = 4;

    /** Where a test puts keys and values. */
    static final long SCRATCH = AddressSpace.address(AddressLayout.KERNEL_FIRST, 0);

    final Machine machine;
    final List<String> printed = new ArrayList<>();
    final TreeMap<Integer, Long> armed = new TreeMap<>();
    long nowNs = 1_000;
    int cpu;
    private final int[] distribute = new int[CPUS];

    /**
     * @param functions instructions of the program's functions as hex; r0 = 0 and exit when there
     *     are none
     */
    public TestMachine(String... functions) {
        List<BpfFunction> list = new ArrayList<>();
        StringBuilder hex = new StringBuilder();
        String[] all =
                functions.length == 0
                        ? new String[] {"b700000000000000 9500000000000000"}
                        : functions;
        int start = 0;
        for (String function : all) {
            int length = Instruction.parseHex(function).length;
            list.add(new BpfFunction("f" + list.size(), start, start + length));
            start += length;
            hex.append(function);
        }
        ProgramImage image =
                new ProgramImage(
                        Instruction.parseHex(hex.toString()), list, new HostFunction[start]);
        machine =
                new Machine(
                        image,
                        new Interpreter(image),
                        this,
                        new MemoryLimit(MemoryLimit.DEFAULT_BYTES),
                        Machine.DEFAULT_BUDGET);
        machine.memory()
                .map(AddressLayout.KERNEL_FIRST, new FlatRegion("scratch", new byte[4096], true));
    }

    /** The address of a function of the program. */
    static long function(int index) {
        return AddressLayout.functionAddress(index);
    }

    AddressSpace memory() {
        return machine.memory();
    }

    /** Adds a map and returns its handle. */
    long map(MapSpec spec) {
        return machine.handle(machine.addMap(spec));
    }

    BpfMap mapOf(long handle) {
        return machine.map(handle);
    }

    long helper(int number, long... arguments) {
        HostFunction function = CallTable.GENERIC.helper(number);
        if (function == null) {
            throw new IllegalArgumentException("no helper " + number);
        }
        return call(function, arguments);
    }

    long kfunc(String name, long... arguments) {
        HostFunction function = CallTable.GENERIC.function(name);
        if (function == null) {
            throw new IllegalArgumentException("no kfunc " + name);
        }
        return call(function, arguments);
    }

    private long call(HostFunction function, long... arguments) {
        long[] r = java.util.Arrays.copyOf(arguments, 5);
        // Callbacks of a test run on the budget of a run.
        machine.remaining = Machine.DEFAULT_BUDGET;
        return function.call(machine, r[0], r[1], r[2], r[3], r[4]);
    }

    /** Stores a 64-bit number at an offset of the scratch page and returns its address. */
    long put(int offset, long value) {
        memory().store64(SCRATCH + offset, value);
        return SCRATCH + offset;
    }

    /** Stores a NUL-terminated string at an offset of the scratch page and returns its address. */
    long put(int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            memory().store8(SCRATCH + offset + i, text.charAt(i));
        }
        memory().store8(SCRATCH + offset + text.length(), 0);
        return SCRATCH + offset;
    }

    String string(long address) {
        return MemoryCopy.string(memory(), address, 4096);
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public int cpu() {
        return cpu;
    }

    @Override
    public int cpuCount() {
        return CPUS;
    }

    @Override
    public int storageOwner(long address) {
        return address > 0 && address < 1000 ? (int) address : -1;
    }

    @Override
    public int distributePrevious() {
        return distribute[cpu];
    }

    @Override
    public void distributePrevious(int picked) {
        distribute[cpu] = picked;
    }

    @Override
    public void print(String line) {
        printed.add(line);
    }

    @Override
    public void armTimer(int timer, long expiryNs, int onCpu) {
        armed.put(timer, expiryNs);
    }

    @Override
    public void cancelTimer(int timer) {
        armed.remove(timer);
    }
}
