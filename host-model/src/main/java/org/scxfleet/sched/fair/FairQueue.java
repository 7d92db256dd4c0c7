package org.scxfleet.sched.fair;

import org.jspecify.annotations.Nullable;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.task.FairEntity;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.topology.CpuSet;

/**
 * The fair run queue of one CPU: EEVDF arithmetic (kernel/sched/fair.c: avg_vruntime, place_entity,
 * pick_eevdf and what they need).
 *
 * <p><b>What.</b> Every entity i has a weight w and a virtual run time v that grows by time / w
 * while it runs. V, the average of the v weighted by w, is where an entity would stand that got
 * exactly its share; V - v is its lag. Entities with lag of at least 0 are eligible, and of these
 * the one with the earliest virtual deadline (v at the start of its slice + slice / w) runs.
 *
 * <p><b>How.</b> Sums are kept relative to a moving zero so that they fit 64 bits; V is the zero
 * plus sum / weight, rounded down, and each evaluation moves the zero there. The running entity is
 * not in the tree and is added where it counts. Comparisons of sums use 128 bits.
 *
 * <p><b>Protection.</b> A picked entity keeps the CPU up to a vruntime (its deadline, or earlier if
 * someone with a shorter slice waits), so that a wake-up does not end its slice at once.
 */
final class FairQueue {
    /** Load of nice 0: the unit of weights, and of virtual time. */
    static final long NICE_0_LOAD = 1L << 20;

    /** Slice of one CPU's machine; also what protects a runner without run-to-parity. */
    static final long UNSCALED_SLICE_NS = 700_000;

    private static final long MIN_CUSTOM_SLICE_NS = 100_000;
    private static final long MAX_CUSTOM_SLICE_NS = 100_000_000;
    private static final int MAX_SCALING_CPUS = 8;

    final RunQueue rq;
    final FairTree tree = new FairTree();
    private final FairFeatures features;
    private final long tickNs;

    /** The running entity; not in the tree. */
    @Nullable FairEntity current;

    /** Entity to be preferred in the next choice. */
    @Nullable FairEntity buddy;

    /** Entities in the tree and running, delayed ones too. */
    int queued;

    /** Entities that are not merely delayed. */
    int runnable;

    /** Entities of the idle policy among those queued. */
    int idlePolicyQueued;

    /** CPUs with such entities, of the whole machine. */
    @Nullable CpuSet idlePolicyCpus;

    long baseSliceNs;

    /** Most recently run entity first: the order in which balancing looks at them backwards. */
    @Nullable FairEntity listHead;

    @Nullable FairEntity listTail;

    private long sumWeightedKeys;
    private long sumWeights;
    private long zeroVruntimeNs;

    FairQueue(RunQueue rq, FairFeatures features, long tickNs, int onlineCpus) {
        this.rq = rq;
        this.features = features;
        this.tickNs = tickNs;
        baseSliceNs = baseSliceNs(onlineCpus);
    }

    /** Slice of a task that asked for none: grows with the logarithm of the CPU count, up to 8. */
    static long baseSliceNs(int onlineCpus) {
        int counted = Math.clamp(onlineCpus, 1, MAX_SCALING_CPUS);
        return UNSCALED_SLICE_NS * (1 + 31 - Integer.numberOfLeadingZeros(counted));
    }

    /** One more entity is queued, or one less; matters if it is of the idle policy. */
    void countIdlePolicy(FairEntity entity, int change) {
        if (entity.task.policy != SchedPolicy.IDLE) {
            return;
        }
        idlePolicyQueued += change;
        if (idlePolicyCpus != null && idlePolicyQueued == 0) {
            idlePolicyCpus.remove(rq.cpu);
        } else if (idlePolicyCpus != null) {
            idlePolicyCpus.add(rq.cpu);
        }
    }

    /** Takes over the slice that the task asked for. */
    static void setSlice(FairEntity entity) {
        long custom = entity.task.customSliceNs;
        if (custom != 0) {
            entity.sliceNs = Math.clamp(custom, MIN_CUSTOM_SLICE_NS, MAX_CUSTOM_SLICE_NS);
        }
    }

    /** Virtual time in which an entity of that weight spends a real time. */
    static long virtualNs(long realNs, long weight) {
        return weight == NICE_0_LOAD ? realNs : realNs * NICE_0_LOAD / weight;
    }

    /** The shortest real time in which an entity of that weight spends a virtual time. */
    static long realNsAtLeast(long virtualNs, long weight) {
        return Math.ceilDiv(virtualNs * weight, NICE_0_LOAD);
    }

    private @Nullable FairEntity countedCurrent() {
        return current != null && current.queued ? current : null;
    }

    /** V: moves the zero there. */
    long averageVruntimeNs() {
        FairEntity running = countedCurrent();
        long delta = 0;
        if (sumWeights != 0) {
            long sum = sumWeightedKeys;
            long weight = sumWeights;
            if (running != null) {
                sum += (running.vruntimeNs - zeroVruntimeNs) * running.treeWeight;
                weight += running.treeWeight;
            }
            delta = Math.floorDiv(sum, weight);
        } else if (running != null) {
            delta = running.vruntimeNs - zeroVruntimeNs;
        }
        moveZero(delta);
        return zeroVruntimeNs;
    }

    private void moveZero(long delta) {
        sumWeightedKeys -= sumWeights * delta;
        zeroVruntimeNs += delta;
    }

    boolean isEligible(FairEntity entity) {
        return isEligible(entity.vruntimeNs);
    }

    private boolean isEligible(long vruntimeNs) {
        long sum = sumWeightedKeys;
        long weight = sumWeights;
        FairEntity running = countedCurrent();
        if (running != null) {
            sum += (running.vruntimeNs - zeroVruntimeNs) * running.treeWeight;
            weight += running.treeWeight;
        }
        long key = vruntimeNs - zeroVruntimeNs;
        long high = Math.multiplyHigh(key, weight);
        long low = key * weight;
        long sumHigh = sum >> 63;
        return sumHigh == high ? Long.compareUnsigned(sum, low) >= 0 : sumHigh > high;
    }

    /** Puts a queued entity that does not run into the tree. */
    void insert(FairEntity entity) {
        sumWeightedKeys += (entity.vruntimeNs - zeroVruntimeNs) * entity.treeWeight;
        sumWeights += entity.treeWeight;
        tree.insert(entity);
    }

    void remove(FairEntity entity) {
        tree.remove(entity);
        sumWeightedKeys -= (entity.vruntimeNs - zeroVruntimeNs) * entity.treeWeight;
        sumWeights -= entity.treeWeight;
    }

    long minSliceNs() {
        FairEntity running = countedCurrent();
        long slice = running == null ? Long.MAX_VALUE : running.sliceNs;
        FairEntity root = tree.root();
        return root == null ? slice : Math.min(slice, root.minSliceNs);
    }

    private long maxSliceNs() {
        FairEntity running = countedCurrent();
        long slice = running == null ? 0 : running.sliceNs;
        FairEntity root = tree.root();
        return root == null ? slice : Math.max(slice, root.maxSliceNs);
    }

    private long lagNs(FairEntity entity, long averageNs) {
        long limit = virtualNs(maxSliceNs() + tickNs, entity.treeWeight);
        return Math.clamp(averageNs - entity.vruntimeNs, -limit, limit);
    }

    /**
     * Stores the lag with which the entity leaves or sleeps.
     *
     * @return true if the stored lag is not where the entity stands, because it was limited
     */
    boolean updateLag(FairEntity entity) {
        long averageNs = averageVruntimeNs();
        long lag = lagNs(entity, averageNs);
        if (entity.delayed) {
            // A sleeper's lag may only be paid off, and never turn into a claim.
            lag = Math.max(lag, entity.lagNs);
            if (features.delayZero()) {
                lag = Math.min(lag, 0);
            }
        }
        entity.lagNs = lag;
        return averageNs - lag != entity.vruntimeNs;
    }

    /** Gives an arriving entity its place: {@code others} are queued already. */
    void place(FairEntity entity, int others, boolean initial) {
        long averageNs = averageVruntimeNs();
        if (entity.task.customSliceNs == 0) {
            entity.sliceNs = baseSliceNs;
        }
        long lag = 0;
        boolean heavier = false;
        if (features.placeLag() && others > 0 && entity.lagNs != 0) {
            // V moves when the entity joins; scaling makes its lag come out as it was.
            FairEntity running = countedCurrent();
            long weight = sumWeights + (running == null ? 0 : running.treeWeight);
            weight = Math.max(weight, 1);
            lag = entity.lagNs + entity.lagNs * entity.treeWeight / weight;
            heavier = entity.treeWeight > weight;
        }
        entity.vruntimeNs = averageNs - lag;
        if (heavier) {
            moveZero(-lag);
        }
        if (entity.relativeDeadline) {
            entity.deadlineNs += entity.vruntimeNs;
            entity.relativeDeadline = false;
            return;
        }
        long virtualSlice = virtualNs(entity.sliceNs, entity.treeWeight);
        if (initial && features.placeDeadlineInitial()) {
            virtualSlice /= 2;
        }
        entity.deadlineNs = entity.vruntimeNs + virtualSlice;
    }

    /** A new deadline if the slice is used up; true if so. */
    boolean renewDeadline(FairEntity entity) {
        if (entity.vruntimeNs - entity.deadlineNs < 0) {
            return false;
        }
        if (entity.task.customSliceNs == 0) {
            entity.sliceNs = baseSliceNs;
        }
        entity.deadlineNs = entity.vruntimeNs + virtualNs(entity.sliceNs, entity.treeWeight);
        averageVruntimeNs();
        return true;
    }

    /** Changes the tree weight; lag, deadline and protection keep their real length. */
    void reweight(FairEntity entity, long weight) {
        if (entity.treeWeight == weight) {
            return;
        }
        boolean running = current == entity;
        boolean protectedRunner = false;
        long averageNs = 0;
        if (entity.queued) {
            averageNs = averageVruntimeNs();
            entity.lagNs = lagNs(entity, averageNs);
            protectedRunner = running && isProtected(entity);
            if (protectedRunner) {
                entity.protectionNs -= averageNs;
            }
            if (!running) {
                remove(entity);
            }
            entity.deadlineNs -= averageNs;
        }
        long old = entity.treeWeight;
        entity.lagNs = entity.lagNs * old / weight;
        if (entity.queued || entity.relativeDeadline) {
            entity.deadlineNs = entity.deadlineNs * old / weight;
        }
        if (protectedRunner) {
            entity.protectionNs = entity.protectionNs * old / weight + averageNs;
        }
        entity.treeWeight = weight;
        if (entity.queued) {
            entity.deadlineNs += averageNs;
            entity.vruntimeNs = averageNs - entity.lagNs;
            if (!running) {
                insert(entity);
            }
        }
    }

    boolean isProtected(FairEntity entity) {
        return entity.protectionNs - entity.vruntimeNs > 0;
    }

    void cancelProtection(FairEntity entity) {
        if (isProtected(entity)) {
            entity.protectionNs = entity.vruntimeNs;
        }
    }

    /** Called when the entity, already current, begins to run. */
    void protect(FairEntity entity) {
        long slice = features.runToParity() ? minSliceNs() : UNSCALED_SLICE_NS;
        slice = Math.min(slice, entity.sliceNs);
        long until = entity.deadlineNs;
        if (slice != entity.sliceNs) {
            long limit =
                    features.preemptShort()
                            ? ineligibleFromNs()
                            : entity.vruntimeNs + virtualNs(slice, entity.treeWeight);
            until = earlier(until, limit);
        }
        entity.protectionNs = until;
    }

    /** After a wake-up that does not preempt: no longer than the shortest slice from here. */
    void tightenProtection(FairEntity entity) {
        long from = earlier(entity.vruntimeNs, averageVruntimeNs());
        long until = from + virtualNs(minSliceNs(), entity.treeWeight);
        entity.protectionNs = earlier(entity.protectionNs, until);
    }

    /** The vruntime at which the running entity is ahead of the others' average. */
    private long ineligibleFromNs() {
        long delta = sumWeights == 0 ? 0 : Math.floorDiv(sumWeightedKeys, sumWeights);
        return zeroVruntimeNs + delta + 1;
    }

    private static long earlier(long a, long b) {
        return a - b < 0 ? a : b;
    }

    /** Prefers the entity in the next choice, unless one with a shorter slice is preferred. */
    void preferShort(FairEntity entity) {
        if (buddy == null || buddy.sliceNs >= entity.sliceNs) {
            buddy = entity;
        }
    }

    void clearBuddy(FairEntity entity) {
        if (buddy == entity) {
            buddy = null;
        }
    }

    /**
     * The entity to run.
     *
     * @param honourProtection false if the running entity may be displaced before its time
     */
    @Nullable FairEntity pick(boolean honourProtection) {
        FairEntity running = countedCurrent();
        FairEntity first = tree.first();
        if (queued == 1) {
            return running != null ? running : first;
        }
        if (honourProtection && buddy != null && isEligible(buddy)) {
            return buddy;
        }
        if (running != null && !isEligible(running)) {
            running = null;
        }
        if (running != null && honourProtection && isProtected(running)) {
            return running;
        }
        FairEntity best =
                first != null && isEligible(first) ? first : earliestEligible(tree.root());
        if (best == null || (running != null && FairTree.before(running, best))) {
            return running;
        }
        return best;
    }

    private @Nullable FairEntity earliestEligible(@Nullable FairEntity root) {
        FairEntity node = root;
        while (node != null) {
            if (node.left != null && isEligible(node.left.minVruntimeNs)) {
                node = node.left;
            } else if (isEligible(node)) {
                return node;
            } else {
                node = node.right;
            }
        }
        return null;
    }

    // The list of queued entities.

    void listAtHead(FairEntity entity) {
        FairEntity head = listHead;
        entity.listPrevious = null;
        entity.listNext = head;
        if (head == null) {
            listTail = entity;
        } else {
            head.listPrevious = entity;
        }
        listHead = entity;
    }

    void unlist(FairEntity entity) {
        FairEntity before = entity.listPrevious;
        FairEntity after = entity.listNext;
        if (before == null) {
            listHead = after;
        } else {
            before.listNext = after;
        }
        if (after == null) {
            listTail = before;
        } else {
            after.listPrevious = before;
        }
        entity.listNext = null;
        entity.listPrevious = null;
    }
}
