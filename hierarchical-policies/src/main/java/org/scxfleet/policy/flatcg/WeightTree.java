package org.scxfleet.policy.flatcg;

import org.scxfleet.policy.storage.Tables;

/**
 * The share of the whole machine that each cgroup is entitled to, among those that have runnable
 * tasks.
 *
 * <p>A cgroup is active while it or a cgroup below it has a runnable task. Its hierarchical weight
 * is the parent's, times its own weight, over the sum of the weights of the active children of that
 * parent, rounded up; the root has {@link #ONE}. Weights are computed when asked for and kept until
 * a generation counter moves, which it does whenever a cgroup becomes active or inactive or changes
 * its weight.
 *
 * <p>The root is never counted active: tasks directly in it form a cgroup with the weight of the
 * whole machine, beside the others. An inactive cgroup keeps the last value it had, and a refresh
 * stops at the first inactive level.
 *
 * <p>Cost: a change costs one step per level that it reaches; a refresh one step per level.
 */
final class WeightTree {
    /** The whole machine. */
    static final int ONE = 1 << 16;

    private static final int NO_PARENT = -1;

    private int[] parent = new int[0];

    /** Active children, plus one while the cgroup itself has runnable tasks. */
    private int[] active = new int[0];

    private int[] runnable = new int[0];
    private int[] weight = new int[0];
    private int[] hweight = new int[0];
    private long[] activeChildWeights = new long[0];

    /** Generation for which the hierarchical weight was computed. */
    private long[] computedFor = new long[0];

    private long generation = 1;

    /**
     * Adds a cgroup.
     *
     * @param parentCgroup -1 for the root
     */
    void add(int cgroup, int parentCgroup, int cgroupWeight) {
        parent = Tables.fit(parent, cgroup);
        active = Tables.fit(active, cgroup);
        runnable = Tables.fit(runnable, cgroup);
        weight = Tables.fit(weight, cgroup);
        hweight = Tables.fit(hweight, cgroup);
        activeChildWeights = Tables.fit(activeChildWeights, cgroup);
        computedFor = Tables.fit(computedFor, cgroup);
        parent[cgroup] = parentCgroup;
        active[cgroup] = 0;
        runnable[cgroup] = 0;
        weight[cgroup] = cgroupWeight;
        hweight[cgroup] = ONE;
        activeChildWeights[cgroup] = 0;
        computedFor[cgroup] = 0;
    }

    /** Hierarchical weight as last computed, of {@link #ONE}. */
    int hweight(int cgroup) {
        return hweight[cgroup];
    }

    long generation() {
        return generation;
    }

    /** A task of the cgroup became runnable. */
    void taskRunnable(int cgroup) {
        if (runnable[cgroup]++ != 0) {
            return;
        }
        boolean changed = false;
        for (int c = cgroup; parent[c] != NO_PARENT; c = parent[c]) {
            if (active[c]++ != 0) {
                break;
            }
            activeChildWeights[parent[c]] += weight[c];
            changed = true;
        }
        if (changed) {
            generation++;
        }
        refresh(cgroup);
    }

    /** A task of the cgroup stopped being runnable. */
    void taskQuiescent(int cgroup) {
        if (--runnable[cgroup] != 0) {
            return;
        }
        // What it used is charged afterwards, by the weight that it had while it was active.
        refresh(cgroup);
        boolean changed = false;
        for (int c = cgroup; parent[c] != NO_PARENT; c = parent[c]) {
            if (--active[c] != 0) {
                break;
            }
            activeChildWeights[parent[c]] -= weight[c];
            changed = true;
        }
        if (changed) {
            generation++;
        }
    }

    void setWeight(int cgroup, int newWeight) {
        if (parent[cgroup] != NO_PARENT && active[cgroup] != 0) {
            activeChildWeights[parent[cgroup]] += newWeight - (long) weight[cgroup];
        }
        weight[cgroup] = newWeight;
        generation++;
    }

    /** Brings the hierarchical weight up to date if the cgroup is active. */
    void refresh(int cgroup) {
        if (active[cgroup] != 0 && computedFor[cgroup] != generation) {
            computeDownTo(cgroup);
        }
    }

    /** Computes all levels from the root; false if one above the cgroup, or itself, is inactive. */
    private boolean computeDownTo(int cgroup) {
        int above = parent[cgroup];
        if (above == NO_PARENT) {
            hweight[cgroup] = ONE;
            computedFor[cgroup] = generation;
            return true;
        }
        if (!computeDownTo(above) || active[cgroup] == 0) {
            return false;
        }
        computedFor[cgroup] = computedFor[above];
        long product = hweight[above] * (long) weight[cgroup];
        long sum = activeChildWeights[above];
        hweight[cgroup] = (int) ((product + sum - 1) / sum);
        return true;
    }
}
