package org.scxfleet.sched.fair;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.FairEntity;
import org.scxfleet.task.LoadAverage;

/**
 * What one cgroup has on one CPU: its queue there (a cfs_rq: counts, weight, averages, bandwidth)
 * and the entity that stands for that queue in the parent's (weight, averages). The root's is the
 * CPU's and has no entity.
 */
final class GroupQueue {
    final int cgroup;
    final int cpu;

    /** The parent cgroup's queue on the same CPU; null for the root. */
    final @Nullable GroupQueue parent;

    // The queue.

    /** Entities directly below: tasks of this cgroup and child cgroups with tasks here. */
    int queued;

    /** Tasks below, at any depth; delayed ones too, and without them. */
    int tasksQueued;

    int tasksRunnable;

    /** Sum of the weights of the entities directly below. */
    long weight;

    /** The CPU's running task if it is below. */
    @Nullable FairEntity current;

    final LoadAverage average = new LoadAverage();

    /** The averages count from some time on. */
    boolean started;

    /** Averages of tasks that left while asleep, taken out at the next update. */
    long removedLoad;

    long removedRunnable;
    long removedUtil;
    boolean removed;

    /** Sum of what runnable tasks are expected to use; only the root's counts. */
    long utilEstimate;

    // The entity.

    /** The cgroup's weight in its parent's queue. */
    long ownWeight;

    /** The cgroup counts in its parent's queue. */
    boolean ownQueued;

    /** Averages as the parent's queue contains them. */
    final LoadAverage own = new LoadAverage();

    boolean ownAttached;

    /** Runnable tasks when the entity was last looked at. */
    int ownRunnable;

    /** Tasks came or went since the entity's averages were made to follow, and with what sum. */
    boolean propagates;

    long propagatedSum;

    /** Load that the queue represents at the root, and the tick at which it was computed. */
    long rootLoad;

    long rootLoadTick = Long.MIN_VALUE;

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
