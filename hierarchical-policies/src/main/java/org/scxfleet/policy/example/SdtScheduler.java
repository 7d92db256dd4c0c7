package org.scxfleet.policy.example;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.option.PolicyOption;
import org.scxfleet.policy.option.PolicyOptions;
import org.scxfleet.policy.storage.Tables;
import org.scxfleet.task.Task;

/**
 * Twin of {@code scx_sdt}: first come first served from one shared queue, with statistics per task.
 *
 * <p>The example demonstrates data of its own for each task, made in init_task and given back in
 * exit_task, from an allocator in BPF arena memory. Here that data is a row of counters at the task
 * number. The counters of a task are added to the totals when it ends; the totals are what the
 * loader prints.
 *
 * <p>Cost: one counter per callback. Leaves out the arena allocator, and with it the failure when
 * its 4 GiB are used up.
 */
public final class SdtScheduler extends KernelExample {
    /** Options: none. */
    public static final List<PolicyOption> OPTIONS = List.of();

    /** What is counted per task. */
    public enum Counter {
        ENQUEUE,
        INIT,
        EXIT,
        SELECT_IDLE_CPU,
        SELECT_BUSY_CPU
    }

    private static final EnumSet<Op> OPS =
            EnumSet.of(
                    Op.SELECT_CPU,
                    Op.ENQUEUE,
                    Op.DISPATCH,
                    Op.INIT_TASK,
                    Op.EXIT_TASK,
                    Op.INIT,
                    Op.EXIT);

    private static final int COUNTERS = Counter.values().length;
    private static final long SHARED_DSQ = 0;

    private boolean[] known = new boolean[0];

    /** Counters of all tasks: row = task number, column = counter. */
    private long[] counts = new long[0];

    private final long[] totals = new long[COUNTERS];

    public SdtScheduler(SchedulerEnvironment environment) {
        super("sdt", OPS, OpsSettings.DEFAULTS);
        PolicyOptions.parse("sdt", OPTIONS, environment.options());
    }

    @Override
    public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
        if (missing(kernel, task, "sdt_select_cpu")) {
            return 0;
        }
        int cpu = kernel.selectCpuDefault(task, prevCpu, wakeFlags);
        if (cpu < 0) {
            count(task, Counter.SELECT_BUSY_CPU);
            return ~cpu;
        }
        count(task, Counter.SELECT_IDLE_CPU);
        kernel.dsqInsert(task, Scx.DSQ_LOCAL, Scx.SLICE_DFL_NS, 0);
        return cpu;
    }

    @Override
    public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
        if (missing(kernel, task, "sdt_enqueue")) {
            return;
        }
        count(task, Counter.ENQUEUE);
        kernel.dsqInsert(task, SHARED_DSQ, Scx.SLICE_DFL_NS, enqFlags);
    }

    @Override
    public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
        kernel.dsqMoveToLocal(SHARED_DSQ, 0);
    }

    @Override
    public int initTask(ExtKernel.Unlocked kernel, Task task, boolean fork, int cgroup) {
        known = Tables.fit(known, task.number);
        counts = Tables.fit(counts, (task.number + 1) * COUNTERS - 1);
        known[task.number] = true;
        count(task, Counter.INIT);
        return 0;
    }

    @Override
    public void exitTask(ExtKernel.Any kernel, Task task, boolean cancelled) {
        if (missing(kernel, task, "sdt_exit_task")) {
            return;
        }
        count(task, Counter.EXIT);
        int row = task.number * COUNTERS;
        for (int i = 0; i < COUNTERS; i++) {
            totals[i] += counts[row + i];
            counts[row + i] = 0;
        }
        known[task.number] = false;
    }

    @Override
    public int init(ExtKernel.Unlocked kernel) {
        return createDsq(kernel, SHARED_DSQ);
    }

    /** Sum over the tasks that have ended. */
    public long total(Counter counter) {
        return totals[counter.ordinal()];
    }

    private boolean missing(ExtKernel.Any kernel, Task task, String op) {
        if (task.number < known.length && known[task.number]) {
            return false;
        }
        kernel.error(op + ": no stats for pid " + task.pid);
        return true;
    }

    private void count(Task task, Counter counter) {
        counts[task.number * COUNTERS + counter.ordinal()]++;
    }
}
