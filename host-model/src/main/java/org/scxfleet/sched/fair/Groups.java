package org.scxfleet.sched.fair;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.FairEntity;
import org.scxfleet.task.LoadAverage;
import org.scxfleet.task.Weight;

/**
 * The cgroup side of the fair class: how much of a CPU's time each cgroup, and hence each task, is
 * due (kernel/sched/fair.c: the hierarchy of cfs_rq, calc_group_shares, __calc_prop_weight).
 *
 * <p><b>What.</b> Tasks compete in one flat tree per CPU. A task's weight there is the product,
 * from its cgroup up to the root, of its part of each level. A cgroup's weight on a CPU is its
 * configured weight times its load there over its load everywhere. In the default mode the
 * configured weight counts once per CPU that the cgroup can keep busy, so that a cgroup of four
 * tasks on four CPUs weighs on each as much as a single task with the weight of the cgroup.
 *
 * <p><b>Cost.</b> O(depth) at each enqueue, dequeue, switch and tick. Queues are made when a cgroup
 * first has a task on a CPU.
 *
 * <p>The averages behind it are kept by {@link LoadTracking}.
 */
final class Groups {
    static final int RESOLUTION_SHIFT = Weight.RESOLUTION_SHIFT;

    /** Least weight of anything. */
    static final long MIN_SHARES = 2;

    private static final long HEAVIEST = (long) Weight.ofNice(-20) << RESOLUTION_SHIFT;
    private static final int SCALE_SHIFT = 10;

    private final SchedCore core;
    private final CgroupTree tree;
    private final FairFeatures features;
    private final LoadTracking tracking = new LoadTracking();

    /** By cgroup, then CPU; rows and queues appear when first used. */
    private GroupQueue[][] queues = new GroupQueue[4][];

    /** Per CPU, a parent before its children. */
    private final List<List<GroupQueue>> byCpu = new ArrayList<>();

    Groups(SchedCore core, CgroupTree tree, FairFeatures features) {
        this.core = core;
        this.tree = tree;
        this.features = features;
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            byCpu.add(new ArrayList<>(1));
        }
    }

    GroupQueue root(int cpu) {
        return queue(CgroupTree.ROOT, cpu);
    }

    GroupQueue queue(int cgroup, int cpu) {
        GroupQueue known = find(cgroup, cpu);
        return known == null ? make(cgroup, cpu) : known;
    }

    @Nullable GroupQueue find(int cgroup, int cpu) {
        if (cgroup >= queues.length || queues[cgroup] == null) {
            return null;
        }
        return queues[cgroup][cpu];
    }

    private GroupQueue make(int cgroup, int cpu) {
        if (cgroup >= queues.length) {
            queues = Arrays.copyOf(queues, Math.max(cgroup + 1, queues.length * 2));
        }
        tracking.ensure(cgroup);
        if (queues[cgroup] == null) {
            queues[cgroup] = new GroupQueue[core.cpuCount()];
        }
        int parent = tree.parent(cgroup);
        GroupQueue made = new GroupQueue(cgroup, cpu, parent < 0 ? null : queue(parent, cpu));
        made.ownWeight = configuredWeight(cgroup);
        queues[cgroup][cpu] = made;
        byCpu.get(cpu).add(made);
        return made;
    }

    GroupQueue leaf(FairEntity entity) {
        return queue(entity.task.cgroup, entity.task.cpu);
    }

    private static long taskWeight(FairEntity entity) {
        return (long) entity.task.loadWeight() << RESOLUTION_SHIFT;
    }

    // Arrival and departure.

    /** Counts an arriving task at every level. */
    void enqueue(FairEntity entity, long nowNs) {
        GroupQueue leaf = leaf(entity);
        if (entity.averageGroup != leaf.cgroup || entity.averageCpu != leaf.cpu) {
            detach(entity, nowNs);
        }
        tracking.updateTask(leaf, entity, nowNs);
        if (!LoadTracking.isAttached(entity)) {
            tracking.attach(entity, leaf, nowNs);
        }
        leaf.weight += taskWeight(entity);
        leaf.queued++;
        int runnable = entity.delayed ? 0 : 1;
        count(leaf, 1, runnable);
        GroupQueue child = leaf;
        for (GroupQueue q = leaf.parent; q != null; q = q.parent) {
            updateOwn(child, q, nowNs);
            if (!child.ownQueued) {
                child.ownQueued = true;
                q.weight += child.ownWeight;
                q.queued++;
            }
            count(q, 1, runnable);
            child = q;
        }
        if (runnable > 0) {
            LoadTracking.countEstimate(entity, child);
        }
    }

    /**
     * Uncounts a leaving task.
     *
     * @param sleeps it goes to sleep now
     * @param migrates it goes to another CPU
     */
    void dequeue(FairEntity entity, boolean sleeps, boolean migrates, long nowNs) {
        GroupQueue leaf = leaf(entity);
        LoadTracking.uncountEstimate(entity, root(leaf.cpu));
        tracking.updateTask(leaf, entity, nowNs);
        if (migrates && LoadTracking.isAttached(entity)) {
            tracking.detach(entity, leaf, nowNs);
        }
        if (sleeps && !entity.delayed) {
            LoadTracking.estimate(entity);
        }
        leaf.weight -= taskWeight(entity);
        leaf.queued--;
        int runnable = entity.delayed ? 0 : 1;
        count(leaf, -1, -runnable);
        GroupQueue child = leaf;
        for (GroupQueue q = leaf.parent; q != null; q = q.parent) {
            if (child.queued == 0 && child.ownQueued) {
                tracking.updateEntity(child, q, nowNs);
                child.ownRunnable = child.tasksRunnable;
                child.ownQueued = false;
                q.weight -= child.ownWeight;
                q.queued--;
            } else {
                updateOwn(child, q, nowNs);
            }
            count(q, -1, -runnable);
            child = q;
        }
    }

    private static void count(GroupQueue q, int tasks, int runnable) {
        q.tasksQueued += tasks;
        q.tasksRunnable += runnable;
    }

    private void updateOwn(GroupQueue child, GroupQueue in, long nowNs) {
        tracking.updateEntity(child, in, nowNs);
        child.ownRunnable = child.tasksRunnable;
        reweightOwn(child, in);
    }

    /** A queued task falls asleep without leaving. */
    void fallsAsleep(FairEntity entity, long nowNs) {
        GroupQueue leaf = leaf(entity);
        LoadTracking.uncountEstimate(entity, root(leaf.cpu));
        tracking.updateTask(leaf, entity, nowNs);
        LoadTracking.estimate(entity);
        countRunnable(leaf, -1);
    }

    /** A task that slept without leaving is awake again; its averages are those of a sleeper. */
    void wakesUp(FairEntity entity, long nowNs) {
        GroupQueue leaf = leaf(entity);
        GroupQueue root = root(leaf.cpu);
        LoadTracking.countEstimate(entity, root);
        LoadTracking.ageTask(entity, nowNs, false);
        tracking.updateQueue(root, nowNs);
        countRunnable(leaf, 1);
    }

    private static void countRunnable(GroupQueue leaf, int change) {
        for (GroupQueue q = leaf; q != null; q = q.parent) {
            q.tasksRunnable += change;
        }
    }

    /** The weight of a task changed while it is not queued: its average follows. */
    void taskReweighted(FairEntity entity) {
        if (LoadTracking.isAttached(entity)) {
            LoadTracking.taskReweighted(entity, queue(entity.averageGroup, entity.averageCpu));
        } else {
            entity.average.load = entity.task.loadWeight();
        }
    }

    /**
     * What a new task is expected to use: half of what the CPU has left, or what others use. The
     * kernel's own threads are as old as the machine and have used nothing of late.
     */
    void startAverages(FairEntity entity) {
        GroupQueue leaf = leaf(entity);
        LoadAverage own = entity.average;
        if (entity.task.kernelThread) {
            own.load = 0;
            return;
        }
        LoadAverage queue = leaf.average;
        long most = (core.topology().capacityPer1024(leaf.cpu) - queue.util) / 2;
        if (most > 0) {
            long likeOthers = queue.util * entity.task.loadWeight() / (queue.load + 1);
            own.util = queue.util == 0 ? most : Math.min(most, likeOthers);
        }
        own.runnable = own.util;
    }

    /** A queued or running task leaves its cgroup or the class. */
    void detach(FairEntity entity, long nowNs) {
        if (!LoadTracking.isAttached(entity)) {
            return;
        }
        GroupQueue leaf = queue(entity.averageGroup, entity.averageCpu);
        tracking.updateTask(leaf, entity, nowNs);
        tracking.detach(entity, leaf, nowNs);
        GroupQueue child = leaf;
        for (GroupQueue q = leaf.parent; q != null; q = q.parent) {
            tracking.updateEntity(child, q, nowNs);
            child = q;
        }
    }

    /** A sleeping task goes to another CPU, or ends. */
    void remove(FairEntity entity, long nowNs) {
        if (LoadTracking.isAttached(entity)) {
            int cpu = entity.averageCpu;
            LoadTracking.remove(
                    entity, queue(entity.averageGroup, cpu), nowNs, core.runQueue(cpu).isIdle());
        }
    }

    // Running.

    void started(FairEntity entity, long nowNs) {
        GroupQueue leaf = leaf(entity);
        updateAll(entity, leaf, nowNs);
        for (GroupQueue q = leaf; q != null; q = q.parent) {
            q.current = entity;
        }
    }

    void stopped(FairEntity entity, long nowNs) {
        GroupQueue leaf = leaf(entity);
        updateAll(entity, leaf, nowNs);
        for (GroupQueue q = leaf; q != null; q = q.parent) {
            q.current = null;
        }
    }

    private void updateAll(FairEntity entity, GroupQueue leaf, long nowNs) {
        if (!entity.queued) {
            return;
        }
        tracking.updateTask(leaf, entity, nowNs);
        GroupQueue child = leaf;
        for (GroupQueue q = leaf.parent; q != null; q = q.parent) {
            tracking.updateEntity(child, q, nowNs);
            child = q;
        }
    }

    /** The tick of the running task: averages and the weights of its cgroups. */
    void tick(FairEntity entity, long nowNs) {
        GroupQueue leaf = leaf(entity);
        tracking.updateTask(leaf, entity, nowNs);
        GroupQueue child = leaf;
        for (GroupQueue q = leaf.parent; q != null; q = q.parent) {
            tracking.updateEntity(child, q, nowNs);
            reweightOwn(child, q);
            child = q;
        }
    }

    /** The task's weight in the tree at present. */
    long treeWeight(FairEntity entity) {
        GroupQueue leaf = leaf(entity);
        long weight = part(FairQueue.NICE_0_LOAD, taskWeight(entity), leaf);
        for (GroupQueue q = leaf; q.parent != null; q = q.parent) {
            weight = part(weight, q.ownWeight, q.parent);
        }
        return weight;
    }

    private static long part(long weight, long own, GroupQueue in) {
        long whole = in.parent == null ? FairQueue.NICE_0_LOAD : Math.max(in.weight, 1);
        return Math.max(weight * own / whole, MIN_SHARES);
    }

    // What balancing sees.

    /**
     * A task's load as balancing sees it: its average times the part that its queue's load has of
     * the CPU's, level by level (task_h_load). The part is computed once a tick.
     */
    long rootLoad(FairEntity entity, long tick) {
        GroupQueue leaf = leaf(entity);
        return entity.average.load * rootLoad(leaf, tick) / (leaf.average.load + 1);
    }

    private static long rootLoad(GroupQueue q, long tick) {
        if (q.rootLoadTick != tick) {
            GroupQueue parent = q.parent;
            q.rootLoad =
                    parent == null
                            ? q.average.load
                            : rootLoad(parent, tick) * q.own.load / (parent.average.load + 1);
            q.rootLoadTick = tick;
        }
        return q.rootLoad;
    }

    /**
     * Lets the averages of everything on the CPU decay.
     *
     * @return true if there is something left to decay
     */
    boolean decay(int cpu, long nowNs) {
        boolean left = false;
        List<GroupQueue> all = byCpu.get(cpu);
        for (int i = all.size() - 1; i >= 0; i--) {
            left |= tracking.decay(all.get(i), nowNs);
        }
        return left;
    }

    // Weights of cgroups.

    private long configuredWeight(int cgroup) {
        return (long) Weight.fromCgroupScale(tree.weight(cgroup)) << RESOLUTION_SHIFT;
    }

    /** The configured weight of a cgroup is another one now. */
    void weightChanged(int cgroup, long nowNs) {
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            GroupQueue child = find(cgroup, cpu);
            while (child != null && child.parent != null) {
                tracking.updateEntity(child, child.parent, nowNs);
                reweightOwn(child, child.parent);
                child = child.parent;
            }
        }
    }

    private void reweightOwn(GroupQueue child, GroupQueue in) {
        // An empty one keeps its weight, so that a delayed sleeper keeps its share.
        if (child.weight != 0) {
            LoadTracking.reweight(child, in, shares(child));
        }
    }

    private long shares(GroupQueue q) {
        long configured = configuredWeight(q.cgroup);
        long tasks = Math.max(1, tracking.totalRunnable(q.cgroup) >> SCALE_SHIFT);
        long cpus = Math.max(1, core.activeCpus().size());
        return switch (features.groupWeight()) {
            case UP -> configured;
            case SMP -> divided(q, configured, configured);
            case CONCUR -> {
                long times = Math.min(tasks, cpus);
                yield divided(q, configured * times, configured * times);
            }
            case MAX -> divided(q, configured * cpus, HEAVIEST);
            case TASKS -> divided(q, configured * tasks, configured * tasks);
        };
    }

    private long divided(GroupQueue q, long whole, long most) {
        long load = Math.max(q.weight >> RESOLUTION_SHIFT, q.average.load);
        long everywhere = tracking.totalLoad(q.cgroup) - q.contributedLoad + load;
        long shares = whole * load;
        if (everywhere != 0) {
            shares /= everywhere;
        }
        return Math.min(most, Math.max(MIN_SHARES, shares));
    }
}
