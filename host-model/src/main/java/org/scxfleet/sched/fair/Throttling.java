package org.scxfleet.sched.fair;

import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.cgroup.CpuBandwidth;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.FairEntity;
import org.scxfleet.trace.TraceKind;

/**
 * The CPUs' side of bandwidth limits: each cgroup's queue on a CPU uses up runtime, and its tasks
 * are set aside while it has none (kernel/sched/fair.c: account_cfs_rq_runtime, throttle_cfs_rq,
 * throttle_cfs_rq_work, tg_unthrottle_up).
 *
 * <p>A task is set aside when it would return to user space, which is when the class would pick it:
 * it leaves the tree but stays on the core's run queue, uncounted. When the queue has runtime again
 * it comes back like a woken task.
 */
final class Throttling implements CpuBandwidth.Throttled {
    private final SchedCore core;
    private final FairClass fair;
    private final Groups groups;
    private final CgroupTree tree;
    private final CpuBandwidth bandwidth;

    Throttling(SchedCore core, int owner, FairClass fair, Groups groups, CgroupTree tree) {
        this.core = core;
        this.fair = fair;
        this.groups = groups;
        this.tree = tree;
        bandwidth = new CpuBandwidth(core.queue(), owner, tree, this);
    }

    CpuBandwidth bandwidth() {
        return bandwidth;
    }

    boolean isUsed() {
        return bandwidth.isUsed();
    }

    /** Charges running time to all limited cgroups of the task. */
    void account(RunQueue rq, FairEntity entity, long deltaNs) {
        for (GroupQueue q = groups.leaf(entity); q != null; q = q.parent) {
            if (bandwidth.isLimited(q.cgroup)) {
                q.runtimeNs -= deltaNs;
                if (q.runtimeNs <= 0 && !q.throttled && throttle(q, CpuBandwidth.SLICE_NS)) {
                    core.resched(rq);
                }
            }
        }
    }

    /** The first task of a limited cgroup arrives on a CPU: it needs some runtime. */
    void arrived(FairEntity entity) {
        for (GroupQueue q = groups.leaf(entity); q != null; q = q.parent) {
            if (q.queued == 1
                    && q.current == null
                    && !q.throttled
                    && bandwidth.isLimited(q.cgroup)
                    && q.runtimeNs <= 0) {
                throttle(q, 1);
            }
        }
    }

    /** Cgroups without a task left on the CPU give back their runtime. */
    void left(FairEntity entity) {
        for (GroupQueue q = groups.leaf(entity); q != null; q = q.parent) {
            long spareNs = q.runtimeNs - CpuBandwidth.KEPT_NS;
            if (q.queued == 0 && spareNs > 0 && bandwidth.isLimited(q.cgroup)) {
                q.runtimeNs -= spareNs;
                bandwidth.giveBack(q.cgroup, spareNs);
            }
        }
    }

    boolean mustWait(FairEntity entity) {
        return bandwidth.isUsed()
                && groups.leaf(entity).throttleCount > 0
                && !entity.task.kernelThread
                && !entity.task.exiting;
    }

    /** A cgroup or one above it has a limit. */
    boolean limits(int cgroup) {
        for (int c = bandwidth.isUsed() ? cgroup : -1; c >= 0; c = tree.parent(c)) {
            if (bandwidth.isLimited(c)) {
                return true;
            }
        }
        return false;
    }

    /** Tasks of the cgroup would have to wait on that CPU. */
    boolean isThrottled(int cgroup, int cpu) {
        GroupQueue q = bandwidth.isUsed() ? groups.find(cgroup, cpu) : null;
        return q != null && q.throttleCount > 0;
    }

    /** A task that is off the tree waits, and does not count. */
    void putAside(RunQueue rq, FairEntity entity) {
        groups.leaf(entity).setAside(entity);
        rq.running--;
        rq.runningByClass[ClassId.FAIR.ordinal()]--;
    }

    /** The task waits no more, and counts. */
    void countAgain(RunQueue rq, FairEntity entity) {
        groups.leaf(entity).takeBack(entity);
        rq.running++;
        rq.runningByClass[ClassId.FAIR.ordinal()]++;
    }

    private boolean throttle(GroupQueue q, long targetNs) {
        q.runtimeNs += bandwidth.take(q.cgroup, targetNs - q.runtimeNs);
        if (q.runtimeNs > 0) {
            return false;
        }
        bandwidth.wait(q.cgroup, q.cpu);
        q.throttled = true;
        changeCount(q.cgroup, q.cpu, 1);
        core.recorder().record(TraceKind.THROTTLE, q.cpu, -1, 1, q.cgroup);
        return true;
    }

    private void changeCount(int cgroup, int cpu, int change) {
        groups.queue(cgroup, cpu).throttleCount += change;
        for (int child : tree.children(cgroup)) {
            if (groups.find(child, cpu) != null) {
                changeCount(child, cpu, change);
            }
        }
    }

    @Override
    public long debtNs(int cgroup, int cpu) {
        fair.accountUpToNow(core.runQueue(cpu));
        return Math.max(0, -groups.queue(cgroup, cpu).runtimeNs);
    }

    @Override
    public void refill(int cgroup, int cpu, long runtimeNs) {
        GroupQueue q = groups.queue(cgroup, cpu);
        q.runtimeNs += runtimeNs;
        if (q.runtimeNs > 0) {
            unthrottle(q);
        }
    }

    @Override
    public void release(int cgroup, int cpu) {
        GroupQueue q = groups.queue(cgroup, cpu);
        q.runtimeNs = 0;
        unthrottle(q);
    }

    private void unthrottle(GroupQueue q) {
        if (!q.throttled) {
            return;
        }
        q.throttled = false;
        core.recorder().record(TraceKind.THROTTLE, q.cpu, -1, 0, q.cgroup);
        changeCount(q.cgroup, q.cpu, -1);
        bringBack(q.cgroup, q.cpu);
        RunQueue rq = core.runQueue(q.cpu);
        if (rq.isIdle() && rq.runningByClass[ClassId.FAIR.ordinal()] > 0) {
            core.resched(rq);
        }
    }

    private void bringBack(int cgroup, int cpu) {
        // Children first, as the kernel walks the tree upwards.
        for (int child : tree.children(cgroup)) {
            if (groups.find(child, cpu) != null) {
                bringBack(child, cpu);
            }
        }
        GroupQueue q = groups.queue(cgroup, cpu);
        while (q.throttleCount == 0 && q.asideHead != null) {
            fair.comeBack(core.runQueue(cpu), q.asideHead);
        }
    }
}
