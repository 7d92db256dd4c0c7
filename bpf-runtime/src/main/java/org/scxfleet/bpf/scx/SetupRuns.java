package org.scxfleet.bpf.scx;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.BpfMap;
import org.scxfleet.bpf.map.MapOfMaps;
import org.scxfleet.bpf.map.MapSpec;
import org.scxfleet.bpf.memory.Bytes;
import org.scxfleet.bpf.memory.MemoryCopy;
import org.scxfleet.bpf.memory.ProgramFault;
import org.scxfleet.bpf.object.BpfObject;
import org.scxfleet.bpf.object.LoadPlan;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.bpf.profile.ProfileValue;
import org.scxfleet.ops.Scx;

/**
 * What a loader does with a scheduler's machine once its maps exist: fill maps and run syscall
 * programs.
 */
final class SetupRuns {
    private static final int WORD_BYTES = 8;

    private final LoaderProfile profile;
    private final LoadPlan plan;
    private final BpfObject object;
    private final Machine machine;
    private final HostNames names;
    private final FaultText faults;

    SetupRuns(
            LoaderProfile profile,
            LoadPlan plan,
            Machine machine,
            HostNames names,
            FaultText faults) {
        this.profile = profile;
        this.plan = plan;
        this.object = plan.linked().object();
        this.machine = machine;
        this.names = names;
        this.faults = faults;
    }

    /** Whether the loader has anything to do once the scheduler is attached. */
    boolean goesOnAfterAttach() {
        return !profile.afterAttach().isEmpty() || change(false);
    }

    /**
     * Goes through the variables that are set once the scheduler is attached.
     *
     * @param write whether they are written; otherwise they are only looked at
     * @return whether one of them has another value than it is to have
     */
    private boolean change(boolean write) {
        boolean[] differs = new boolean[1];
        for (Map.Entry<String, ProfileValue> change : profile.changes().entrySet()) {
            LoadPlan.Location location = plan.find(change.getKey());
            if (location == null && profile.lenient()) {
                continue;
            }
            if (location == null) {
                throw new IllegalArgumentException(wrong("no variable " + change.getKey()));
            }
            long start = location.address() - location.variable().offset();
            ValueWriter.Target target =
                    new ValueWriter.Target() {
                        @Override
                        public void write(int offset, byte[] bytes) {
                            for (int i = 0; i < bytes.length; i++) {
                                long at = start + offset + i;
                                differs[0] |= (byte) machine.memory().load8(at) != bytes[i];
                                if (write) {
                                    machine.memory().store8(at, bytes[i]);
                                }
                            }
                        }

                        @Override
                        public long read(int offset, int sizeBytes) {
                            return 0;
                        }
                    };
            new ValueWriter(object.btf(), names, target)
                    .write(
                            change.getKey(),
                            location.variable().type(),
                            location.variable().offset(),
                            change.getValue());
        }
        return differs[0];
    }

    /**
     * Fills maps and runs the programs that come before attaching.
     *
     * @throws IllegalArgumentException if one of them fails; the message says which and how
     */
    void beforeAttach() {
        profile.maps()
                .forEach((name, setting) -> {
                    int index = object.mapIndex(name);
                    if (index < 0 && profile.lenient()) {
                        return;
                    }
                    if (setting.inner()) {
                        fillInner(machine.maps().get(index));
                    }
                    for (LoaderProfile.MapEntry entry : setting.entries()) {
                        putAll(
                                machine.maps().get(index),
                                object.maps().get(index).valueType(),
                                entry);
                    }
                });
        try {
            runAll(profile.beforeAttach());
        } catch (ProgramFault fault) {
            throw new IllegalArgumentException(wrong(faults.describe(fault)), fault);
        }
    }

    private void fillInner(BpfMap map) {
        MapSpec inner = map.spec().inner();
        if (!(map instanceof MapOfMaps outer) || inner == null) {
            throw new IllegalArgumentException(
                    wrong("map " + map.spec().name() + " holds no maps"));
        }
        outer.fillLazily(() -> {
            machine.addMap(inner);
            return AddressLayout.mapHandle(machine.maps().size() - 1);
        });
    }

    /**
     * Sets the variables and runs the programs that come after attaching.
     *
     * @return what went wrong, or null
     * @throws ProgramFault if one of them faults
     */
    @Nullable String afterAttach() {
        try {
            change(true);
            runAll(profile.afterAttach());
            return null;
        } catch (IllegalArgumentException unexpected) {
            return unexpected.getMessage();
        }
    }

    /**
     * Runs a program for user space.
     *
     * @param words of the context that the program is given
     * @return what it returns, -ENOENT if there is none of that name
     * @throws ProgramFault if it faults
     */
    long runProgram(String program, List<Long> words) {
        Integer function = machine.function(program);
        if (function == null) {
            return Scx.ENOENT;
        }
        byte[] context = new byte[words.size() * WORD_BYTES];
        for (int i = 0; i < words.size(); i++) {
            Bytes.putI64(context, i * WORD_BYTES, words.get(i));
        }
        return run(function, context);
    }

    private long run(int function, byte[] context) {
        long address = machine.pushScratch(context.length);
        try {
            MemoryCopy.write(machine.memory(), address, context, 0, context.length);
            return (int) machine.run(function, address, 0);
        } finally {
            machine.popScratch(context.length);
        }
    }

    private void runAll(List<LoaderProfile.ProgramRun> runs) {
        for (LoaderProfile.ProgramRun run : runs) {
            long count = run.count().evaluate(names);
            for (long i = 0; i < count; i++) {
                long outer = names.index(i);
                run(run);
                names.index(outer);
            }
        }
    }

    private void run(LoaderProfile.ProgramRun run) {
        Integer function = machine.function(run.program());
        int struct = contextType(run.program());
        if (function == null && profile.lenient()) {
            return;
        }
        if (function == null) {
            throw new IllegalArgumentException(wrong("no program " + run.program()));
        }
        int bytes = struct < 0 ? 0 : (int) object.btf().sizeBytes(struct);
        byte[] context = new byte[bytes + WORD_BYTES - 1 & -WORD_BYTES];
        if (struct >= 0) {
            writer(context)
                    .write(run.program(), struct, 0, new ProfileValue.Members(run.arguments()));
        }
        long result = run(function, context);
        long expected = run.expected().evaluate(names);
        if (result != expected) {
            throw new IllegalArgumentException(
                    wrong(
                            "program "
                                    + run.program()
                                    + " returned "
                                    + result
                                    + ", expected "
                                    + expected));
        }
    }

    /** The struct that a program's argument points to, or -1 when it takes none. */
    private int contextType(String program) {
        Btf btf = object.btf();
        BtfType.Function function = btf.lookup(BtfType.Function.class, program);
        if (function == null
                || !(btf.type(function.prototype()) instanceof BtfType.Prototype prototype)
                || prototype.parameters().isEmpty()
                || !(btf.resolved(prototype.parameters().getFirst().type())
                        instanceof BtfType.Pointer pointer)) {
            return -1;
        }
        int target = btf.resolve(pointer.target());
        return btf.type(target) instanceof BtfType.Composite ? target : -1;
    }

    private ValueWriter writer(byte[] bytes) {
        return new ValueWriter(
                object.btf(),
                names,
                new ValueWriter.Target() {
                    @Override
                    public void write(int offset, byte[] value) {
                        System.arraycopy(value, 0, bytes, offset, value.length);
                    }

                    @Override
                    public long read(int offset, int sizeBytes) {
                        return 0;
                    }
                });
    }

    private void putAll(BpfMap map, int valueType, LoaderProfile.MapEntry entry) {
        long count = entry.count().evaluate(names);
        for (long i = 0; i < count; i++) {
            long outer = names.index(i);
            put(map, valueType, entry);
            names.index(outer);
        }
    }

    private void put(BpfMap map, int valueType, LoaderProfile.MapEntry entry) {
        int keyBytes = map.spec().keyStrideBytes();
        int valueBytes = map.spec().valueStrideBytes();
        byte[] key = new byte[keyBytes];
        byte[] value = new byte[valueBytes];
        putNumber(key, entry.key());
        if (valueType > 0) {
            writer(value).write("map " + map.spec().name(), valueType, 0, entry.value());
        } else {
            putNumber(value, entry.value());
        }
        long address = machine.pushScratch(keyBytes + valueBytes);
        MemoryCopy.write(machine.memory(), address, key, 0, keyBytes);
        MemoryCopy.write(machine.memory(), address + keyBytes, value, 0, valueBytes);
        int result = map.update(address, address + keyBytes, BpfMap.ANY, 0);
        machine.popScratch(keyBytes + valueBytes);
        if (result != 0) {
            throw new IllegalArgumentException(
                    wrong("map " + map.spec().name() + " refuses an entry (" + result + ")"));
        }
    }

    private void putNumber(byte[] bytes, ProfileValue value) {
        if (!(value instanceof ProfileValue.Scalar scalar)) {
            throw new IllegalArgumentException(wrong("a map's key is a number"));
        }
        byte[] word = new byte[WORD_BYTES];
        Bytes.putI64(word, 0, scalar.value().evaluate(names));
        System.arraycopy(word, 0, bytes, 0, Math.min(bytes.length, WORD_BYTES));
    }

    private String wrong(String why) {
        return "profile " + profile.source() + " for " + object.name() + ": " + why;
    }
}
