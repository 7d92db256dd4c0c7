package org.scxfleet.sched.fair;

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
 * <p><b>Left out.</b> A cgroup's averages reach its parent at once instead of by the kernel's
 * propagation at the next update.
 */
final class Groups {
    static final int RESOLUTION_SHIFT = Weight.RESOLUTION_SHIFT;

    /** Least weight of anything. */
    static final long MIN_SHARES = 2;

    private static final int CONTRIBUTION_PART = 64;
    private static final long CONTRIBUTION_INTERVAL_NS = 1_000_000;
    private static final long HEAVIEST = (long) Weight.ofNice(-20) << RESOLUTION_SHIFT;
    private static final int SCALE_SHIFT = 10;

    private final SchedCore core;
    private final CgroupTree tree;
    private final FairFeatures features;

    /** By cgroup, then CPU; rows and queues appear when first used. */
    private GroupQueue[][] queues = new GroupQueue[4][];

    private long[] totalLoad = new long[4];
    private long[] totalRunnable = new long[4];

    Groups(SchedCore core, CgroupTree tree, FairFeatures features) {
        this.core = core;
        this.tree = tree;
        this.features = features;
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
            int length = Math.max(cgroup + 1, queues.length * 2);
            queues = java.util.Arrays.copyOf(queues, length);
            totalLoad = java.util.Arrays.copyOf(totalLoad, length);
            totalRunnable = java.util.Arrays.copyOf(totalRunnable, length);
        }
        if (queues[cgroup] == null) {
            queues[cgroup] = new GroupQueue[core.cpuCount()];
        }
        int parent = tree.parent(cgroup);
        GroupQueue made = new GroupQueue(cgroup, cpu, parent < 0 ? null : queue(parent, cpu));
        made.ownWeight = configuredWeight(cgroup);
        queues[cgroup][cpu] = made;
        return made;
    }

    GroupQueue leaf(FairEntity entity) {
        return queue(entity.task.cgroup, entity.task.cpu);
    }

    private static long taskWeight(FairEntity entity) {
        return (long) entity.task.loadWeight() << RESOLUTION_SHIFT;
    }

    // Arrival and departure.

    /** Counts an arriving task at every level and returns its tree weight. */
    void enqueue(FairEntity entity, long nowNs) {
        GroupQueue leaf = leaf(entity);
        attach(entity, leaf, nowNs);
        long arriving = taskWeight(entity);
        boolean arrives = true;
        int runnable = entity.delayed ? 0 : 1;
        for (GroupQueue q = leaf; q != null; q = q.parent) {
            age(q, nowNs);
            if (arrives) {
                q.weight += arriving;
                q.queued++;
            }
            q.tasksQueued++;
            q.tasksRunnable += runnable;
            if (q.parent != null) {
                arrives = !q.ownQueued;
                reweightOwn(q);
                q.ownQueued = true;
                arriving = q.ownWeight;
            }
        }
    }

    /** Uncounts a leaving task. */
    void dequeue(FairEntity entity, long nowNs) {
        GroupQueue leaf = leaf(entity);
        ageTask(entity, nowNs, leaf);
        long leaving = taskWeight(entity);
        boolean leaves = true;
        int runnable = entity.delayed ? 0 : 1;
        for (GroupQueue q = leaf; q != null; q = q.parent) {
            age(q, nowNs);
            if (leaves) {
                q.weight -= leaving;
                q.queued--;
            }
            q.tasksQueued--;
            q.tasksRunnable -= runnable;
            if (q.parent != null) {
                leaves = q.queued == 0 && q.ownQueued;
                if (leaves) {
                    q.ownQueued = false;
                    leaving = q.ownWeight;
                } else {
                    reweightOwn(q);
                }
            }
        }
    }

    /** A queued task falls asleep without leaving, or is awake again. */
    void countRunnable(FairEntity entity, int change, long nowNs) {
        for (GroupQueue q = leaf(entity); q != null; q = q.parent) {
            age(q, nowNs);
            q.tasksRunnable += change;
        }
    }

    /** The weight of a task changed while it is not queued: its average follows. */
    void taskReweighted(FairEntity entity, long nowNs) {
        LoadAverage average = entity.average;
        boolean attached = entity.averageGroup >= 0;
        detach(entity, nowNs);
        average.load =
                attached
                        ? entity.task.loadWeight() * average.loadSum / average.divider()
                        : entity.task.loadWeight();
    }

    /** What a new task is expected to use: half of what the CPU has left, or what others use. */
    void startUtil(FairEntity entity) {
        GroupQueue leaf = leaf(entity);
        LoadAverage own = entity.average;
        LoadAverage queue = leaf.average;
        long most = (core.topology().capacityPer1024(leaf.cpu) - queue.util) / 2;
        if (most > 0) {
            long likeOthers = queue.util * entity.task.loadWeight() / (queue.load + 1);
            own.util = queue.util == 0 ? most : Math.min(most, likeOthers);
        }
        own.runnable = own.util;
    }

    // Running.

    void started(FairEntity entity, long nowNs) {
        ageTask(entity, nowNs, leaf(entity));
        for (GroupQueue q = leaf(entity); q != null; q = q.parent) {
            age(q, nowNs);
            q.running = true;
        }
    }

    void stopped(FairEntity entity, long nowNs) {
        if (entity.queued) {
            ageRunning(entity, nowNs, true);
        }
        for (GroupQueue q = leaf(entity); q != null; q = q.parent) {
            age(q, nowNs);
            q.running = false;
        }
    }

    /** The tick of the running task: averages and the weights of its cgroups. */
    void tick(FairEntity entity, long nowNs) {
        ageRunning(entity, nowNs, true);
        for (GroupQueue q = leaf(entity); q != null; q = q.parent) {
            age(q, nowNs);
            if (q.parent != null) {
                reweightOwn(q);
            }
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

    /**
     * A task's load as balancing sees it: its average, scaled by the part that its cgroup has of
     * the CPU's load.
     */
    long balanceLoad(FairEntity entity) {
        GroupQueue q = leaf(entity);
        long load = entity.average.load;
        while (q.parent != null) {
            long own = q.ownWeight >> RESOLUTION_SHIFT;
            load = load * own / (q.average.load + 1);
            q = q.parent;
        }
        return load;
    }

    // Averages.

    private void age(GroupQueue q, long nowNs) {
        if (q.age(nowNs) && q.parent != null) {
            contribute(q, nowNs);
        }
    }

    /** Brings the averages of everything on the CPU up to date, so that sleepers' load decays. */
    void ageAll(int cpu, long nowNs) {
        for (GroupQueue[] row : queues) {
            if (row != null && row[cpu] != null) {
                age(row[cpu], nowNs);
            }
        }
    }

    private void contribute(GroupQueue q, long nowNs) {
        if (nowNs - q.contributedAtNs < CONTRIBUTION_INTERVAL_NS) {
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

    private void ageTask(FairEntity entity, long nowNs, GroupQueue leaf) {
        ageRunning(entity, nowNs, leaf.running && core.runQueue(leaf.cpu).current == entity.task);
    }

    private static void ageRunning(FairEntity entity, long nowNs, boolean running) {
        LoadAverage average = entity.average;
        if (average.updatedNs == 0) {
            return;
        }
        int on = entity.queued ? 1 : 0;
        if (average.add(nowNs, on, entity.delayed ? 0 : on, running && entity.queued)) {
            average.settle(entity.task.loadWeight());
        }
    }

    /** Adds a task's averages to its cgroup's on this CPU, if they are not in them. */
    private void attach(FairEntity entity, GroupQueue leaf, long nowNs) {
        LoadAverage average = entity.average;
        if (entity.averageGroup == leaf.cgroup && entity.averageCpu == leaf.cpu) {
            ageRunning(entity, nowNs, false);
            return;
        }
        detach(entity, nowNs);
        age(leaf, nowNs);
        average.updatedNs = leaf.average.updatedNs;
        average.periodPart = leaf.average.periodPart;
        int divider = average.divider();
        average.utilSum = average.util * divider;
        average.runnableSum = average.runnable * divider;
        average.loadSum = Math.max(1, average.load * divider / entity.task.loadWeight());
        entity.averageGroup = leaf.cgroup;
        entity.averageCpu = leaf.cpu;
        shift(leaf, average.load, average.runnable, average.util, nowNs);
    }

    /** Takes a task's averages out of the queue that has them. */
    void detach(FairEntity entity, long nowNs) {
        if (entity.averageGroup < 0) {
            return;
        }
        GroupQueue leaf = queue(entity.averageGroup, entity.averageCpu);
        ageRunning(entity, nowNs, false);
        LoadAverage average = entity.average;
        shift(leaf, -average.load, -average.runnable, -average.util, nowNs);
        entity.averageGroup = -1;
        average.updatedNs = 0;
    }

    private void shift(GroupQueue leaf, long load, long runnable, long util, long nowNs) {
        long moved = load;
        for (GroupQueue q = leaf; q != null; q = q.parent) {
            age(q, nowNs);
            LoadAverage average = q.average;
            int divider = average.divider();
            average.load = Math.max(0, average.load + moved);
            average.runnable = Math.max(0, average.runnable + runnable);
            average.util = Math.max(0, average.util + util);
            average.loadSum = average.load * divider;
            average.runnableSum = average.runnable * divider;
            average.utilSum = average.util * divider;
            if (q.parent != null) {
                contribute(q, nowNs);
                long own = q.ownWeight >> RESOLUTION_SHIFT;
                moved = moved * own / Math.max(1, Math.max(q.average.load, Math.abs(moved)));
            }
        }
    }

    // Weights of cgroups.

    private long configuredWeight(int cgroup) {
        return (long) Weight.fromCgroupScale(tree.weight(cgroup)) << RESOLUTION_SHIFT;
    }

    /** The configured weight of a cgroup is another one now. */
    void weightChanged(int cgroup, long nowNs) {
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            for (GroupQueue q = find(cgroup, cpu); q != null; q = q.parent) {
                age(q, nowNs);
                reweightOwn(q);
            }
        }
    }

    private void reweightOwn(GroupQueue q) {
        if (q.weight == 0 || q.parent == null) {
            return;
        }
        long shares = shares(q);
        if (q.ownQueued) {
            q.parent.weight += shares - q.ownWeight;
        }
        q.ownWeight = shares;
    }

    private long shares(GroupQueue q) {
        long configured = configuredWeight(q.cgroup);
        long tasks = Math.max(1, totalRunnable[q.cgroup] >> SCALE_SHIFT);
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
        long everywhere = totalLoad[q.cgroup] - q.contributedLoad + load;
        long shares = whole * load;
        if (everywhere != 0) {
            shares /= everywhere;
        }
        return Math.min(most, Math.max(MIN_SHARES, shares));
    }
}
