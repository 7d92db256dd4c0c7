package org.scxfleet.sched.fair;

import java.util.Arrays;
import org.scxfleet.task.FairEntity;
import org.scxfleet.task.LoadAverage;

/**
 * The load averages of tasks, of cgroups' queues and of the entities that stand for them
 * (kernel/sched/fair.c: update_load_avg and what it calls).
 *
 * <p><b>What.</b> A queue's averages contain those of the tasks attached to it, asleep or not. When
 * a task comes or goes, the entity of its cgroup follows at that entity's next update, and so on
 * upwards: the load of an entity is its weight times the part of time in which its queue had
 * something runnable, which for a task that came or left can only be estimated.
 *
 * <p><b>Totals.</b> A cgroup's sums over all CPUs, from which its weight on each CPU follows, are
 * brought up to date by a CPU at most once a millisecond, and only for changes of more than 1/64.
 */
final class LoadTracking {
    private static final int CONTRIBUTION_PART = 64;
    private static final long CONTRIBUTION_INTERVAL_NS = 1_000_000;
    private static final int SCALE_SHIFT = 10;

    /** Part of 1024 by which an estimate must exceed the average to be worth an update. */
    private static final long ESTIMATE_MARGIN = 1024 / 100;

    private static final int ESTIMATE_SHIFT = 2;

    private long[] totalLoad = new long[4];
    private long[] totalRunnable = new long[4];

    /** Makes room for a cgroup. */
    void ensure(int cgroup) {
        if (cgroup >= totalLoad.length) {
            int length = Math.max(cgroup + 1, totalLoad.length * 2);
            totalLoad = Arrays.copyOf(totalLoad, length);
            totalRunnable = Arrays.copyOf(totalRunnable, length);
        }
    }

    long totalLoad(int cgroup) {
        return totalLoad[cgroup];
    }

    long totalRunnable(int cgroup) {
        return totalRunnable[cgroup];
    }

    static boolean isAttached(FairEntity task) {
        return task.averageGroup >= 0;
    }

    // Up to now.

    /** Brings a task and its queue up to date. */
    void updateTask(GroupQueue leaf, FairEntity task, long nowNs) {
        ageTask(task, nowNs, leaf.current == task);
        updateQueue(leaf, nowNs);
    }

    /** Brings a queue up to date. */
    boolean updateQueue(GroupQueue q, long nowNs) {
        boolean changed = ageQueue(q, nowNs);
        if (changed) {
            contribute(q, nowNs);
        }
        return changed;
    }

    /** Brings a cgroup's entity and the parent's queue up to date. */
    void updateEntity(GroupQueue child, GroupQueue in, long nowNs) {
        LoadAverage own = child.own;
        int on = child.ownQueued ? 1 : 0;
        if (child.ownAttached && own.add(nowNs, on, child.ownRunnable, child.current != null)) {
            own.settle(weightOf(child));
        }
        boolean changed = ageQueue(in, nowNs);
        if (!child.ownAttached) {
            child.ownAttached = true;
            own.updatedNs = in.average.updatedNs;
            own.periodPart = in.average.periodPart;
        }
        if (child.propagates) {
            propagate(child, in);
            changed = true;
        }
        if (changed) {
            contribute(in, nowNs);
        }
    }

    static void ageTask(FairEntity task, long nowNs, boolean running) {
        LoadAverage average = task.average;
        if (!isAttached(task)) {
            return;
        }
        int on = task.queued ? 1 : 0;
        if (average.add(nowNs, on, task.delayed ? 0 : on, running)) {
            average.settle(task.task.loadWeight());
            task.utilEstimated = false;
        }
    }

    private static boolean ageQueue(GroupQueue q, long nowNs) {
        LoadAverage average = q.average;
        if (!q.started) {
            q.started = true;
            average.updatedNs = nowNs;
            return false;
        }
        boolean changed = q.removed;
        if (changed) {
            takeOutRemoved(q);
        }
        if (average.add(
                nowNs, q.weight >> Groups.RESOLUTION_SHIFT, q.tasksRunnable, q.current != null)) {
            average.settle(1);
            changed = true;
        }
        return changed;
    }

    private static void takeOutRemoved(GroupQueue q) {
        long divider = q.average.divider();
        q.average.changeLoad(-q.removedLoad, -q.removedLoad * divider);
        q.average.changeUtil(-q.removedUtil, -q.removedUtil * divider);
        q.average.changeRunnable(-q.removedRunnable, -q.removedRunnable * divider);
        q.propagates = true;
        q.propagatedSum += -(q.removedRunnable * divider) >> SCALE_SHIFT;
        q.removedLoad = 0;
        q.removedUtil = 0;
        q.removedRunnable = 0;
        q.removed = false;
    }

    private void contribute(GroupQueue q, long nowNs) {
        if (q.parent == null || nowNs - q.contributedAtNs < CONTRIBUTION_INTERVAL_NS) {
            return;
        }
        long load = q.average.load - q.contributedLoad;
        long runnable = q.average.runnable - q.contributedRunnable;
        if (Math.abs(load) > q.contributedLoad / CONTRIBUTION_PART
                || Math.abs(runnable) > q.contributedRunnable / CONTRIBUTION_PART) {
            totalLoad[q.cgroup] += load;
            totalRunnable[q.cgroup] += runnable;
            q.contributedLoad = q.average.load;
            q.contributedRunnable = q.average.runnable;
            q.contributedAtNs = nowNs;
        }
    }

    // Coming and going.

    /** Adds a task's averages to its queue, which is up to date. */
    void attach(FairEntity task, GroupQueue leaf, long nowNs) {
        LoadAverage average = task.average;
        average.updatedNs = leaf.average.updatedNs;
        average.periodPart = leaf.average.periodPart;
        long divider = average.divider();
        long weight = task.task.loadWeight();
        average.utilSum = average.util * divider;
        average.runnableSum = average.runnable * divider;
        long sum = average.load * divider;
        average.loadSum = weight < sum ? sum / weight : 1;
        task.averageGroup = leaf.cgroup;
        task.averageCpu = leaf.cpu;
        task.averageWeight = weight;
        leaf.average.changeLoad(average.load, weight * average.loadSum);
        leaf.average.changeUtil(average.util, average.utilSum);
        leaf.average.changeRunnable(average.runnable, average.runnableSum);
        leaf.propagates = true;
        leaf.propagatedSum += average.loadSum;
        contribute(leaf, nowNs);
    }

    /** Takes a task's averages out of its queue; both are up to date. */
    void detach(FairEntity task, GroupQueue leaf, long nowNs) {
        LoadAverage average = task.average;
        leaf.average.changeLoad(-average.load, -task.averageWeight * average.loadSum);
        leaf.average.changeUtil(-average.util, -average.utilSum);
        leaf.average.changeRunnable(-average.runnable, -average.runnableSum);
        leaf.propagates = true;
        leaf.propagatedSum -= average.loadSum;
        task.averageGroup = -1;
        contribute(leaf, nowNs);
    }

    /**
     * A sleeping task leaves: its queue does without it from its next update on.
     *
     * @param idle nothing has updated the queue of late: the task's averages decay up to now
     */
    static void remove(FairEntity task, GroupQueue leaf, long nowNs, boolean idle) {
        LoadAverage average = task.average;
        ageTask(task, leaf.average.updatedNs, false);
        leaf.removed = true;
        leaf.removedLoad += average.load;
        leaf.removedUtil += average.util;
        leaf.removedRunnable += average.runnable;
        if (idle) {
            ageTask(task, nowNs, false);
        }
        task.averageGroup = -1;
    }

    /** The weight of an attached task changed. */
    static void taskReweighted(FairEntity task, GroupQueue leaf) {
        LoadAverage average = task.average;
        leaf.average.changeLoad(-average.load, -task.averageWeight * average.loadSum);
        task.averageWeight = task.task.loadWeight();
        average.load = task.averageWeight * average.loadSum / average.divider();
        leaf.average.changeLoad(average.load, task.averageWeight * average.loadSum);
    }

    /** Gives a cgroup's entity another weight. */
    static void reweight(GroupQueue child, GroupQueue in, long weight) {
        if (child.ownWeight == weight) {
            return;
        }
        LoadAverage own = child.own;
        in.average.changeLoad(-own.load, -weightOf(child) * own.loadSum);
        if (child.ownQueued) {
            in.weight += weight - child.ownWeight;
        }
        child.ownWeight = weight;
        own.load = weightOf(child) * own.loadSum / own.divider();
        in.average.changeLoad(own.load, weightOf(child) * own.loadSum);
    }

    private static long weightOf(GroupQueue child) {
        return child.ownWeight >> Groups.RESOLUTION_SHIFT;
    }

    private static void propagate(GroupQueue child, GroupQueue in) {
        child.propagates = false;
        in.propagates = true;
        in.propagatedSum += child.propagatedSum;
        LoadAverage own = child.own;
        long divider = in.average.divider();
        long util = child.average.util - own.util;
        if (util != 0) {
            own.util = child.average.util;
            long sum = own.util * divider;
            long change = sum - own.utilSum;
            own.utilSum = sum;
            in.average.changeUtil(util, change);
        }
        long runnable = child.average.runnable - own.runnable;
        if (runnable != 0) {
            own.runnable = child.average.runnable;
            long sum = own.runnable * divider;
            long change = sum - own.runnableSum;
            own.runnableSum = sum;
            in.average.changeRunnable(runnable, change);
        }
        propagateLoad(child, in, divider);
    }

    private static void propagateLoad(GroupQueue child, GroupQueue in, long divider) {
        long change = child.propagatedSum;
        child.propagatedSum = 0;
        if (change == 0) {
            return;
        }
        LoadAverage own = child.own;
        long runnableSum;
        if (change >= 0) {
            runnableSum = Math.min(change + own.loadSum, divider);
        } else {
            // As if the tasks that stay were all equally runnable.
            long weight = child.weight >> Groups.RESOLUTION_SHIFT;
            long stay = weight == 0 ? 0 : child.average.loadSum / weight;
            runnableSum = Math.min(own.loadSum, stay);
        }
        runnableSum = Math.max(runnableSum, own.utilSum >> SCALE_SHIFT);
        long sum = weightOf(child) * runnableSum;
        long load = sum / divider;
        long loadChange = load - own.load;
        if (loadChange == 0) {
            return;
        }
        long sumChange = sum - weightOf(child) * own.loadSum;
        own.loadSum = runnableSum;
        own.load = load;
        in.average.changeLoad(loadChange, sumChange);
    }

    // What a CPU's sleepers leave behind.

    /**
     * Lets the averages of a queue decay, with what it owes its parent.
     *
     * @return true if there is something left to decay
     */
    boolean decay(GroupQueue q, long nowNs) {
        if (isSpent(q)) {
            return false;
        }
        updateQueue(q, nowNs);
        GroupQueue parent = q.parent;
        if (parent != null && (q.own.load != 0 || q.own.util != 0 || q.propagates)) {
            updateEntity(q, parent, nowNs);
        }
        return q.average.load != 0 || q.average.util != 0;
    }

    private static boolean isSpent(GroupQueue q) {
        LoadAverage average = q.average;
        return q.weight == 0
                && !q.removed
                && !q.propagates
                && q.contributedLoad == 0
                && average.loadSum == 0
                && average.runnableSum == 0
                && average.utilSum == 0;
    }

    // Estimates of utilisation.

    static void countEstimate(FairEntity task, GroupQueue root) {
        if (!task.utilEstimateCounted) {
            task.utilEstimateCounted = true;
            root.utilEstimate += task.utilEstimate;
        }
    }

    static void uncountEstimate(FairEntity task, GroupQueue root) {
        if (task.utilEstimateCounted) {
            task.utilEstimateCounted = false;
            root.utilEstimate = Math.max(0, root.utilEstimate - task.utilEstimate);
        }
    }

    /** The task goes to sleep: what it used since it woke up. */
    static void estimate(FairEntity task) {
        if (task.utilEstimated) {
            return;
        }
        long used = task.average.util;
        long estimate = task.utilEstimate;
        if (estimate <= used) {
            estimate = used;
        } else {
            long excess = estimate - used;
            boolean disturbed = used + ESTIMATE_MARGIN < task.average.runnable;
            if (excess >= ESTIMATE_MARGIN && !disturbed) {
                estimate = ((estimate << ESTIMATE_SHIFT) - excess) >> ESTIMATE_SHIFT;
            }
        }
        task.utilEstimate = estimate;
        task.utilEstimated = true;
    }
}
