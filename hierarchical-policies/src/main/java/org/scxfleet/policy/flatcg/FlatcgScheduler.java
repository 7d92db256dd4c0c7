package org.scxfleet.policy.flatcg;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.CgroupView;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.example.KernelExample;
import org.scxfleet.policy.example.Vtime;
import org.scxfleet.policy.option.PolicyOption;
import org.scxfleet.policy.option.PolicyOptions;
import org.scxfleet.policy.storage.Tables;
import org.scxfleet.task.Task;

/**
 * Twin of {@code scx_flatcg}: hierarchical cgroup weights, flattened into one level.
 *
 * <ol>
 *   <li>Each cgroup has a DSQ of its own, in which its tasks wait by weighted virtual time (or
 *       first come first served with option f), and a place in the {@link CgroupOrder}.
 *   <li>A CPU takes the cgroup with the least virtual time, runs one task of it, and stays with the
 *       cgroup for a cgroup slice. The cgroup is charged a whole slice at once, over its {@link
 *       WeightTree hierarchical weight}, and goes back into the order, so that a crowd of CPUs does
 *       not take the same one. When the CPU leaves it, the difference to the time really spent is
 *       noted as a correction, which takes effect when the cgroup next enters the order.
 *   <li>A cgroup may save up at most half the machine for one slice, times its share.
 *   <li>A task that wakes on an idle CPU goes straight there, and one with restricted affinity to a
 *       fallback DSQ that is served before any cgroup. Both run outside the order; what they used
 *       is charged to the cgroup as a correction when they stop.
 * </ol>
 *
 * <p>Known weakness of the real one, kept: a cgroup is charged for slices, not for tasks, so many
 * cgroups below one parent of low weight that wake together may exceed the parent's share.
 *
 * <p>Cost: logarithmic in the waiting cgroups per pick. Races between CPUs, which the real one
 * counts and repairs, cannot occur here. Leaves out the counters that the loader prints.
 */
public final class FlatcgScheduler extends KernelExample {
    /** Options. */
    public static final List<PolicyOption> OPTIONS =
            List.of(
                    PolicyOption.number(
                            "s",
                            "slice_us",
                            Scx.SLICE_DFL_NS / NS_PER_US,
                            0,
                            MAX_SLICE_US,
                            "how long a CPU stays with a cgroup"),
                    PolicyOption.flag(
                            "f",
                            "fifo",
                            "first come first served within a cgroup instead of vtime"),
                    PolicyOption.number(
                            "i",
                            "interval_s",
                            2,
                            0,
                            MAX_COUNT,
                            "statistics interval of the loader; nothing is printed here"));

    /** Most cgroups that a dispatch looks at. */
    public static final int MAX_RETRIES = 1024;

    private static final EnumSet<Op> OPS =
            EnumSet.of(
                    Op.SELECT_CPU,
                    Op.ENQUEUE,
                    Op.DISPATCH,
                    Op.RUNNABLE,
                    Op.RUNNING,
                    Op.STOPPING,
                    Op.QUIESCENT,
                    Op.INIT_TASK,
                    Op.CGROUP_INIT,
                    Op.CGROUP_EXIT,
                    Op.CGROUP_MOVE,
                    Op.CGROUP_SET_WEIGHT,
                    Op.INIT,
                    Op.EXIT);

    private static final long FALLBACK_DSQ = 0;
    private static final int NO_CGROUP = -1;

    /** Run time at bypass of a task that does not bypass the order. */
    private static final long NOT_BYPASSED = 0;

    private final int cpuCount;
    private final long sliceNs;
    private final boolean fifo;
    private final WeightTree weights = new WeightTree();
    private final CgroupOrder order = new CgroupOrder();
    private long cvtimeNow;

    // Per cgroup.
    private long[] dsqId = new long[0];
    private long[] tvtimeNow = new long[0];
    private long[] cvtimeCorrection = new long[0];

    /** Where the cgroup's place in the order is; see {@link Place}. */
    private Place[] place = {};

    /** An enqueue need not look at the order. */
    private boolean[] queued = new boolean[0];

    // Per CPU.
    private final int[] current;
    private final long[] currentSinceNs;

    // Per task.
    private long[] bypassedAtNs = new long[0];

    /** Life of a cgroup's place in the order. */
    private enum Place {
        ASIDE,
        IN_ORDER,
        /** The cgroup is gone, its place is still in the order. */
        ORPHANED,
        GONE
    }

    public FlatcgScheduler(SchedulerEnvironment environment) {
        super("flatcg", OPS, OpsSettings.DEFAULTS.withFlags(Scx.OPS_ENQ_EXITING));
        PolicyOptions options = PolicyOptions.parse("flatcg", OPTIONS, environment.options());
        cpuCount = environment.topology().cpuCount();
        sliceNs = options.number("s") * NS_PER_US;
        fifo = options.flag("f");
        current = new int[cpuCount];
        Arrays.fill(current, NO_CGROUP);
        currentSinceNs = new long[cpuCount];
    }

    @Override
    public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
        int cpu = kernel.selectCpuDefault(task, prevCpu, wakeFlags);
        if (cpu < 0) {
            return ~cpu;
        }
        noteBypass(task);
        kernel.dsqInsert(task, Scx.DSQ_LOCAL, Scx.SLICE_DFL_NS, 0);
        return cpu;
    }

    @Override
    public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
        if (task.allowedCount != cpuCount) {
            noteBypass(task);
            boolean pinnedKernelThread = task.allowedCount == 1 && task.kernelThread;
            long dsq = pinnedKernelThread ? Scx.DSQ_LOCAL : FALLBACK_DSQ;
            kernel.dsqInsert(task, dsq, Scx.SLICE_DFL_NS, enqFlags);
            return;
        }
        int cgroup = kernel.taskCgroup(task);
        if (fifo) {
            kernel.dsqInsert(task, dsqId[cgroup], Scx.SLICE_DFL_NS, enqFlags);
        } else {
            long vtime = Vtime.withinOneSlice(task.scx.dsqVtime, tvtimeNow[cgroup]);
            kernel.dsqInsertVtime(task, dsqId[cgroup], Scx.SLICE_DFL_NS, vtime, enqFlags);
        }
        enterOrder(cgroup);
    }

    @Override
    public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
        long nowNs = kernel.nowNs();
        if (current[cpu] != NO_CGROUP) {
            int cgroup = current[cpu];
            if (Vtime.before(nowNs, currentSinceNs[cpu] + sliceNs)
                    && kernel.dsqMoveToLocal(dsqId[cgroup], 0)) {
                return;
            }
            if (exists(cgroup)) {
                correctCharge(cgroup, nowNs - currentSinceNs[cpu] - sliceNs);
            }
        }
        currentSinceNs[cpu] = nowNs;
        if (kernel.dsqMoveToLocal(FALLBACK_DSQ, 0)) {
            current[cpu] = NO_CGROUP;
            return;
        }
        for (int tries = 0; tries < MAX_RETRIES; tries++) {
            if (order.isEmpty()) {
                current[cpu] = NO_CGROUP;
                return;
            }
            if (pick(kernel, cpu)) {
                return;
            }
        }
    }

    @Override
    public void runnable(ExtKernel.Any kernel, Task task, long enqFlags) {
        weights.taskRunnable(kernel.taskCgroup(task));
    }

    @Override
    public void running(ExtKernel.Any kernel, Task task) {
        if (fifo) {
            return;
        }
        int cgroup = kernel.taskCgroup(task);
        if (Vtime.before(tvtimeNow[cgroup], task.scx.dsqVtime)) {
            tvtimeNow[cgroup] = task.scx.dsqVtime;
        }
    }

    @Override
    public void stopping(ExtKernel.Any kernel, Task task, boolean runnable) {
        if (!fifo) {
            kernel.taskSetDsqVtime(task, Vtime.afterStop(task));
        }
        long sinceNs = bypassedAtNs[task.number];
        if (sinceNs != NOT_BYPASSED) {
            int cgroup = kernel.taskCgroup(task);
            cvtimeCorrection[cgroup] += scaledByShare(cgroup, task.sumExecNs - sinceNs);
            bypassedAtNs[task.number] = NOT_BYPASSED;
        }
    }

    @Override
    public void quiescent(ExtKernel.Any kernel, Task task, long deqFlags) {
        weights.taskQuiescent(kernel.taskCgroup(task));
    }

    @Override
    public int initTask(ExtKernel.Unlocked kernel, Task task, boolean fork, int cgroup) {
        bypassedAtNs = Tables.fit(bypassedAtNs, task.number);
        bypassedAtNs[task.number] = NOT_BYPASSED;
        if (!exists(cgroup)) {
            kernel.error("cgrp_ctx lookup failed for cgid " + kernel.cgroups().id(cgroup));
            return Scx.ENOENT;
        }
        kernel.taskSetDsqVtime(task, tvtimeNow[cgroup]);
        return 0;
    }

    @Override
    public int cgroupInit(
            ExtKernel.Unlocked kernel,
            int cgroup,
            int weight,
            long periodUs,
            long quotaUs,
            long burstUs) {
        CgroupView view = kernel.cgroups();
        int result = createDsq(kernel, view.id(cgroup));
        if (result != 0) {
            return result;
        }
        makeRoom(cgroup);
        if (place[cgroup] == Place.ORPHANED) {
            throw new IllegalStateException(
                    "cgroup number " + cgroup + " is used again while its former place waits");
        }
        dsqId[cgroup] = view.id(cgroup);
        tvtimeNow[cgroup] = 0;
        cvtimeCorrection[cgroup] = 0;
        queued[cgroup] = false;
        place[cgroup] = Place.ASIDE;
        weights.add(cgroup, view.parent(cgroup), weight);
        order.register(cgroup, cvtimeNow);
        return 0;
    }

    @Override
    public void cgroupExit(ExtKernel.Unlocked kernel, int cgroup) {
        // There is no removal from the middle of the order: the place goes when it comes up.
        place[cgroup] = place[cgroup] == Place.IN_ORDER ? Place.ORPHANED : Place.GONE;
        kernel.destroyDsq(dsqId[cgroup]);
    }

    @Override
    public void cgroupMove(ExtKernel.Any kernel, Task task, int from, int to) {
        long lead = task.scx.dsqVtime - tvtimeNow[from];
        kernel.taskSetDsqVtime(task, tvtimeNow[to] + lead);
    }

    @Override
    public void cgroupSetWeight(ExtKernel.Unlocked kernel, int cgroup, int weight) {
        weights.setWeight(cgroup, weight);
    }

    @Override
    public int init(ExtKernel.Unlocked kernel) {
        return createDsq(kernel, FALLBACK_DSQ);
    }

    /** Share of the machine that the cgroup has at present, of 65536. */
    public int hierarchicalWeight(int cgroup) {
        return weights.hweight(cgroup);
    }

    /** Virtual time of the cgroup in the order, without corrections that wait. */
    public long cvtime(int cgroup) {
        return order.cvtime(cgroup);
    }

    private void noteBypass(Task task) {
        bypassedAtNs[task.number] = task.sumExecNs == NOT_BYPASSED ? -1 : task.sumExecNs;
    }

    private void enterOrder(int cgroup) {
        if (queued[cgroup]) {
            return;
        }
        queued[cgroup] = true;
        if (place[cgroup] == Place.ASIDE) {
            capBudget(cgroup);
            place[cgroup] = Place.IN_ORDER;
            order.insert(cgroup);
        }
    }

    /** Takes the first cgroup of the order for the CPU; false if it had no task for it. */
    private boolean pick(ExtKernel.Dispatch kernel, int cpu) {
        int cgroup = order.removeFirst();
        if (Vtime.before(cvtimeNow, order.cvtime(cgroup))) {
            cvtimeNow = order.cvtime(cgroup);
        }
        if (place[cgroup] == Place.ORPHANED) {
            place[cgroup] = Place.GONE;
            return false;
        }
        if (!kernel.dsqMoveToLocal(dsqId[cgroup], 0)) {
            queued[cgroup] = false;
            if (kernel.dsqNrQueued(dsqId[cgroup]) != 0) {
                order.insert(cgroup);
            } else {
                place[cgroup] = Place.ASIDE;
            }
            return false;
        }
        weights.refresh(cgroup);
        order.setCvtime(cgroup, order.cvtime(cgroup) + scaledByShare(cgroup, sliceNs));
        capBudget(cgroup);
        order.insert(cgroup);
        current[cpu] = cgroup;
        return true;
    }

    /** Applies the noted correction and limits what the cgroup has saved up. */
    private void capBudget(int cgroup) {
        long cvtime = order.cvtime(cgroup) + cvtimeCorrection[cgroup];
        cvtimeCorrection[cgroup] = 0;
        long machineNs = sliceNs * cpuCount * weights.hweight(cgroup);
        long least = cvtimeNow - Long.divideUnsigned(machineNs, 2L * WeightTree.ONE);
        order.setCvtime(cgroup, Vtime.before(cvtime, least) ? least : cvtime);
    }

    /** Notes time beyond the slice that was charged, or, negative, the unused part of it. */
    private void correctCharge(int cgroup, long beyondNs) {
        if (beyondNs >= 0) {
            cvtimeCorrection[cgroup] += scaledByShare(cgroup, beyondNs);
        } else {
            cvtimeCorrection[cgroup] -= scaledByShare(cgroup, -beyondNs);
        }
    }

    private long scaledByShare(int cgroup, long timeNs) {
        int hweight = Math.max(1, weights.hweight(cgroup));
        return Long.divideUnsigned(timeNs * WeightTree.ONE, hweight);
    }

    private boolean exists(int cgroup) {
        return cgroup >= 0
                && cgroup < place.length
                && (place[cgroup] == Place.ASIDE || place[cgroup] == Place.IN_ORDER);
    }

    private void makeRoom(int cgroup) {
        dsqId = Tables.fit(dsqId, cgroup);
        tvtimeNow = Tables.fit(tvtimeNow, cgroup);
        cvtimeCorrection = Tables.fit(cvtimeCorrection, cgroup);
        queued = Tables.fit(queued, cgroup);
        int known = place.length;
        place = Tables.fit(place, cgroup);
        Arrays.fill(place, known, place.length, Place.GONE);
    }
}
