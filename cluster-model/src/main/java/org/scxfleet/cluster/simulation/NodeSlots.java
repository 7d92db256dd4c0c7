package org.scxfleet.cluster.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The free GPUs of nodes of several models, found without a walk over the nodes.
 *
 * <p>A job that fits on one node gets the node that it fills best, of equal ones the first. A
 * larger one is spread over nodes of one model, those with most free GPUs first.
 */
final class NodeSlots {
    private final List<Pool> pools = new ArrayList<>();
    private final int[] poolOf;
    private final int[] free;
    private final int[] reach;
    private int capacityTotal;
    private int freeTotal;

    /**
     * The nodes of one model, as sets of those with 0, 1, 2, … free, and of those with so many free
     * or held by jobs that can be preempted.
     */
    private static final class Pool {
        final String model;
        final List<BitSet> byFree = new ArrayList<>();
        final List<BitSet> byReach = new ArrayList<>();
        int largestNode;
        int capacity;
        int free;
        int yielding;

        Pool(String model) {
            this.model = model;
        }
    }

    NodeSlots(List<SlotNode> nodes) {
        poolOf = new int[nodes.size()];
        free = new int[nodes.size()];
        reach = new int[nodes.size()];
        Map<String, Integer> poolByModel = new TreeMap<>();
        for (int node = 0; node < free.length; node++) {
            SlotNode spec = nodes.get(node);
            Integer known = poolByModel.get(spec.model());
            if (known == null) {
                known = pools.size();
                poolByModel.put(spec.model(), known);
                pools.add(new Pool(spec.model()));
            }
            Pool pool = pools.get(known);
            poolOf[node] = known;
            free[node] = spec.slots();
            reach[node] = spec.slots();
            pool.largestNode = Math.max(pool.largestNode, spec.slots());
            pool.capacity += spec.slots();
            pool.free += spec.slots();
            capacityTotal = Math.addExact(capacityTotal, spec.slots());
            while (pool.byFree.size() <= spec.slots()) {
                pool.byFree.add(new BitSet());
                pool.byReach.add(new BitSet());
            }
            pool.byFree.get(spec.slots()).set(node);
            pool.byReach.get(spec.slots()).set(node);
        }
        freeTotal = capacityTotal;
    }

    int usedTotal() {
        return capacityTotal - freeTotal;
    }

    /** Whether the empty cluster could hold it. */
    boolean canEverHold(int slots, List<String> models) {
        for (Pool pool : pools) {
            if (allowed(pool, models) && slots <= pool.capacity) {
                return true;
            }
        }
        return false;
    }

    private static boolean allowed(Pool pool, List<String> models) {
        return models.isEmpty() || models.contains(pool.model);
    }

    /** Takes slots; null, and nothing is taken, if they do not fit now. */
    @Nullable JobPlacement take(int slots, List<String> models) {
        Pool bestPool = null;
        int bestFree = Integer.MAX_VALUE;
        for (Pool pool : pools) {
            if (allowed(pool, models) && slots <= pool.free && slots <= pool.largestNode) {
                int found = smallest(pool.byFree, slots);
                if (found < bestFree) {
                    bestFree = found;
                    bestPool = pool;
                }
            }
        }
        if (bestPool != null) {
            int node = bestPool.byFree.get(bestFree).nextSetBit(0);
            change(node, -slots);
            return new JobPlacement(new int[] {node}, new int[] {slots});
        }
        for (Pool pool : pools) {
            if (allowed(pool, models) && slots > pool.largestNode && slots <= pool.free) {
                return spread(pool, slots);
            }
        }
        return null;
    }

    /** Least count of at least this many that a node has. */
    private static int smallest(List<BitSet> byCount, int slots) {
        for (int count = slots; count < byCount.size(); count++) {
            if (!byCount.get(count).isEmpty()) {
                return count;
            }
        }
        return Integer.MAX_VALUE;
    }

    /**
     * The nodes on which preempting would make room: one for a request that fits on a node, all of
     * the model for a larger one.
     *
     * @return null if preempting all would not be enough
     */
    @Nullable BitSet whereToMakeRoom(int slots, List<String> models) {
        Pool bestPool = null;
        int bestReach = Integer.MAX_VALUE;
        for (Pool pool : pools) {
            if (allowed(pool, models) && slots <= pool.largestNode) {
                int found = smallest(pool.byReach, slots);
                if (found < bestReach) {
                    bestReach = found;
                    bestPool = pool;
                }
            }
        }
        BitSet nodes = new BitSet();
        if (bestPool != null) {
            nodes.set(bestPool.byReach.get(bestReach).nextSetBit(0));
            return nodes;
        }
        for (Pool pool : pools) {
            if (allowed(pool, models)
                    && slots > pool.largestNode
                    && slots <= pool.free + pool.yielding) {
                pool.byReach.forEach(nodes::or);
                return nodes;
            }
        }
        return null;
    }

    /** The job on these slots can be preempted from now on. */
    void yields(JobPlacement placement) {
        changeReach(placement, 1);
    }

    /** The job on these slots cannot be preempted any more, or is about to leave. */
    void holdsOn(JobPlacement placement) {
        changeReach(placement, -1);
    }

    private void changeReach(JobPlacement placement, int sign) {
        for (int i = 0; i < placement.nodes().length; i++) {
            int slots = sign * placement.gpus()[i];
            pools.get(poolOf[placement.nodes()[i]]).yielding += slots;
            moveReach(placement.nodes()[i], slots);
        }
    }

    private void moveReach(int node, int slots) {
        Pool pool = pools.get(poolOf[node]);
        pool.byReach.get(reach[node]).clear(node);
        reach[node] += slots;
        pool.byReach.get(reach[node]).set(node);
    }

    private JobPlacement spread(Pool pool, int slots) {
        List<Integer> nodes = new ArrayList<>();
        List<Integer> taken = new ArrayList<>();
        int missing = slots;
        for (int count = pool.byFree.size() - 1; count > 0 && missing > 0; count--) {
            int node = pool.byFree.get(count).nextSetBit(0);
            while (node >= 0 && missing > 0) {
                int part = Math.min(count, missing);
                missing -= part;
                nodes.add(node);
                taken.add(part);
                node = pool.byFree.get(count).nextSetBit(node + 1);
            }
        }
        for (int i = 0; i < nodes.size(); i++) {
            change(nodes.get(i), -taken.get(i));
        }
        return new JobPlacement(
                nodes.stream().mapToInt(Integer::intValue).toArray(),
                taken.stream().mapToInt(Integer::intValue).toArray());
    }

    void release(JobPlacement placement) {
        for (int i = 0; i < placement.nodes().length; i++) {
            change(placement.nodes()[i], placement.gpus()[i]);
        }
    }

    private void change(int node, int slots) {
        Pool pool = pools.get(poolOf[node]);
        pool.byFree.get(free[node]).clear(node);
        free[node] += slots;
        pool.byFree.get(free[node]).set(node);
        pool.free += slots;
        freeTotal += slots;
        moveReach(node, slots);
    }
}
