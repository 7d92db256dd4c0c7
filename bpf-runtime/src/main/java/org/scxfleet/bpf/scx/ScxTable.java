package org.scxfleet.bpf.scx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.kernel.HostEnvironment;
import org.scxfleet.bpf.kernel.KernelMemory;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.OpsContext.Group;
import org.scxfleet.task.Task;

/**
 * The kernel functions of sched_ext in Linux 7.3, by name, with who may call each.
 *
 * <p>Every function converts its arguments and passes on to {@link ExtKernel}, where the kernel's
 * rules are. Without a loaded scheduler it does nothing and returns what the kernel returns then.
 */
final class ScxTable {
    static final ScxTable TABLE = new ScxTable();

    private final Map<String, ScxFunction> functions = new LinkedHashMap<>();
    private final Map<HostFunction, ScxFunction> byTarget = new LinkedHashMap<>();

    /** What a call does once there is a kernel. */
    @FunctionalInterface
    interface Body {
        long call(Machine m, ExtKernel.All kernel, long a, long b, long c, long d, long e);
    }

    private ScxTable() {
        InsertFunctions.addTo(this);
        DsqFunctions.addTo(this);
        IdleFunctions.addTo(this);
        CpuFunctions.addTo(this);
        CidFunctions.addTo(this);
        SubFunctions.addTo(this);
        TaskFunctions.addTo(this);
        TaskIterators.addTo(this);
        CgroupFunctions.addTo(this);
        TextFunctions.addTo(this);
    }

    @Nullable ScxFunction named(String name) {
        return functions.get(name);
    }

    /** The function that a call goes to, or null when it is none of these. */
    @Nullable ScxFunction of(HostFunction target) {
        return byTarget.get(target);
    }

    List<ScxFunction> all() {
        return List.copyOf(functions.values());
    }

    /** A function of both forms. */
    void add(@Nullable Group group, long none, String declaration, Body body) {
        put(new ScxFunction(declaration, group, false, false, target(none, body)));
    }

    /** A function that only programs of the cpu form may call. */
    void addCpuForm(Group group, long none, String declaration, Body body) {
        put(new ScxFunction(declaration, group, false, true, target(none, body)));
    }

    /** A function that only programs that may sleep can call. */
    void addSleeping(Group group, long none, String declaration, Body body) {
        put(new ScxFunction(declaration, group, true, false, target(none, body)));
    }

    private void put(ScxFunction function) {
        if (functions.put(function.name(), function) != null) {
            throw new IllegalStateException(function.name() + " is listed twice");
        }
        byTarget.put(function.target(), function);
    }

    private static HostFunction target(long none, Body body) {
        return (m, a, b, c, d, e) -> {
            ExtKernel.All kernel = HostEnvironment.of(m).kernel();
            return kernel == null ? none : body.call(m, kernel, a, b, c, d, e);
        };
    }

    static KernelMemory memory(Machine m) {
        return HostEnvironment.of(m).memory();
    }

    /** The task at an address; ends the scheduler when there is none. */
    static @Nullable Task task(Machine m, ExtKernel.All kernel, long address) {
        Task task = memory(m).task(address);
        if (task == null) {
            kernel.fault(
                    address == 0
                            ? "called with a NULL task"
                            : "called with a task that has ended or never was: 0x"
                                    + Long.toHexString(address));
        }
        return task;
    }

    static long bool(boolean value) {
        return value ? 1 : 0;
    }
}
