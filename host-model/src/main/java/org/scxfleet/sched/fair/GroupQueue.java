package org.scxfleet.sched.fair;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.FairEntity;
import org.scxfleet.task.LoadAverage;

/**
 * What one cgroup has on one CPU (a cfs_rq): counts, weight, averages, the cgroup's own weight in
 * its parent, and its pool of bandwidth. The root's is the CPU's.
 */
final class GroupQueue {
    final int cgroup;
    final int cpu;

    /** The parent cgroup's queue on the same CPU; null for the root. */
    final @Nullable GroupQueue parent;

    /** Entities directly below: tasks of this cgroup and child cgroups with tasks here. */
    int queued;

    /** Tasks below, at any depth; delayed ones too, and without them. */
    int tasksQueued;

    int tasksRunnable;

    /** Sum of the weights of the entities directly below. */
    long weight;

    /** The cgroup's weight in its parent's queue. */
    long ownWeight;

    /** The cgroup counts in its parent's queue. */
    boolean ownQueued;

    /** The CPU's running task is below. */
    boolean running;

    final LoadAverage average = new LoadAverage();

    /** What the cgroup's totals contain of this queue. */
    long contributedLoad;

    long contributedRunnable;
    long contributedAtNs = Long.MIN_VALUE / 2;

    // Bandwidth.

    /** CPU time that tasks may still use here before asking the cgroup's pool. */
    long runtimeNs;

    boolean throttled;

    /** Throttled queues from here up to the root. */
    int throttleCount;

    /** Tasks set aside, first come first. */
    @Nullable FairEntity asideHead;

    @Nullable FairEntity asideTail;

    GroupQueue(int cgroup, int cpu, @Nullable GroupQueue parent) {
        this.cgroup = cgroup;
        this.cpu = cpu;
        this.parent = parent;
        throttleCount = parent == null ? 0 : parent.throttleCount;
    }

    /** Brings the averages up to date; call before counts or weights change. */
    boolean age(long nowNs) {
        if (average.updatedNs == 0) {
            average.updatedNs = Math.max(1, nowNs);
            return false;
        }
        boolean period =
                average.add(nowNs, weight >> Groups.RESOLUTION_SHIFT, tasksRunnable, running);
        if (period) {
            average.settle(1);
        }
        return period;
    }

    void setAside(FairEntity entity) {
        entity.asideNext = null;
        entity.asidePrevious = asideTail;
        if (asideTail == null) {
            asideHead = entity;
        } else {
            asideTail.asideNext = entity;
        }
        asideTail = entity;
    }

    void takeBack(FairEntity entity) {
        FairEntity before = entity.asidePrevious;
        FairEntity after = entity.asideNext;
        if (before == null) {
            asideHead = after;
        } else {
            before.asideNext = after;
        }
        if (after == null) {
            asideTail = before;
        } else {
            after.asidePrevious = before;
        }
        entity.asideNext = null;
        entity.asidePrevious = null;
    }
}
