package org.scxfleet.share;

import java.util.ArrayList;
import java.util.List;

/**
 * Hands out tasks by hierarchical dominant resource fairness (H-DRF).
 *
 * <p><b>What.</b> The dominant share of a user is the largest part that it holds of any one
 * resource. Plain DRF gives the next task to the user with the smallest dominant share by weight; a
 * group with one level is exactly that. In a hierarchy, the next task goes down from the root, on
 * each level to the child with the smallest share by weight that is not blocked.
 *
 * <p><b>Blocked.</b> A user is blocked when it runs all it wants or one more task does not fit into
 * what is free; a group, when all its members are.
 *
 * <p><b>Share of a group.</b> Adding up what the members hold would punish a group for a member who
 * goes on alone with a resource that nobody else there wants, and starve its siblings in the group.
 * So every member that is not blocked counts with its vector scaled down to the smallest share
 * among those that run something and are not blocked; blocked members count as they are. The share
 * is the largest component of that sum. Weights do not enter the scaling. All resources count,
 * saturated ones too, as in Volcano; the paper on H-DRF leaves saturated ones out.
 *
 * <p><b>Order.</b> Between equal shares the first in written order wins. Shares of groups are sums
 * of scaled fractions, so two of them count as equal when they differ by less than {@link
 * #SHARE_TOLERANCE} of the smaller.
 *
 * <p><b>Cost.</b> Every start or end of a task recomputes all shares, in the number of nodes times
 * resources: a resource that becomes exhausted blocks users anywhere in the tree.
 *
 * <p>Sources: Ghodsi et al., "Dominant Resource Fairness" (NSDI 2011); Bhattacharya et al.,
 * "Hierarchical Scheduling for Diverse Datacenter Workloads" (SoCC 2013).
 */
public final class HierarchicalDrf {
    /** Relative difference below which two shares are equal. */
    public static final double SHARE_TOLERANCE = 1e-12;

    /** Returned by {@link #startTask()} when nobody can run another task. */
    public static final int NOBODY = -1;

    private final ResourceVector capacity;
    private final List<DrfClaim> claims = new ArrayList<>();
    private final List<int[]> members = new ArrayList<>();
    private final long[] running;
    private final double[] shares;
    private final boolean[] blocked;
    private final double[][] held;
    private ResourceVector free;

    /**
     * Nobody runs anything at first.
     *
     * @param capacity of every resource above 0; tasks have the same resources
     */
    public HierarchicalDrf(ResourceVector capacity, DrfClaim root) {
        this.capacity = capacity;
        this.free = capacity;
        for (int resource = 0; resource < capacity.size(); resource++) {
            if (capacity.get(resource) == 0) {
                throw new IllegalArgumentException(
                        "dominant shares need some of every resource: " + capacity);
            }
        }
        add(root, 1);
        running = new long[claims.size()];
        shares = new double[claims.size()];
        blocked = new boolean[claims.size()];
        held = new double[claims.size()][capacity.size()];
        refresh();
    }

    private int add(DrfClaim claim, int depth) {
        if (depth > ShareTree.DEPTH_MAX) {
            throw new IllegalArgumentException(
                    "hierarchy deeper than " + ShareTree.DEPTH_MAX + " levels at " + claim.name());
        }
        int index = claims.size();
        claims.add(claim);
        members.add(new int[0]);
        if (claim instanceof DrfClaim.Group group) {
            int[] indexes = new int[group.members().size()];
            for (int i = 0; i < indexes.length; i++) {
                indexes[i] = add(group.members().get(i), depth + 1);
            }
            members.set(index, indexes);
        }
        return index;
    }

    /** Number of claims; 0 is the root, then in written order, a group before its members. */
    public int size() {
        return claims.size();
    }

    /** Number of the first claim with this name. */
    public int index(String name) {
        for (int i = 0; i < claims.size(); i++) {
            if (claims.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no claim is called " + name);
    }

    /** Tasks that a user runs now. */
    public long running(int user) {
        return running[user];
    }

    /** Share of a user or group now, before division by its weight. */
    public double share(int claim) {
        return shares[claim];
    }

    /** What nobody holds. */
    public ResourceVector free() {
        return free;
    }

    /** Starts one task of whose turn it is and returns the user's number, or {@link #NOBODY}. */
    public int startTask() {
        int claim = 0;
        if (blocked[claim]) {
            return NOBODY;
        }
        while (claims.get(claim) instanceof DrfClaim.Group) {
            claim = next(members.get(claim));
        }
        free = free.minus(user(claim).task());
        running[claim]++;
        refresh();
        return claim;
    }

    /** Ends one task of the user, which has to run one. */
    public void endTask(int user) {
        if (running[user] == 0) {
            throw new IllegalStateException(claims.get(user).name() + " runs no task");
        }
        running[user]--;
        free = free.plus(user(user).task());
        refresh();
    }

    /** Starts tasks until nobody can run another. */
    public void startAll() {
        while (startTask() != NOBODY) {
            // every start takes some of the capacity, so this ends
        }
    }

    private DrfClaim.User user(int claim) {
        if (claims.get(claim) instanceof DrfClaim.User user) {
            return user;
        }
        throw new IllegalArgumentException(claims.get(claim).name() + " is a group");
    }

    private int next(int[] candidates) {
        int best = NOBODY;
        double bestShare = Double.POSITIVE_INFINITY;
        for (int candidate : candidates) {
            double share = shares[candidate] / claims.get(candidate).weight();
            if (!blocked[candidate] && share < bestShare * (1 - SHARE_TOLERANCE)) {
                best = candidate;
                bestShare = share;
            }
        }
        if (best == NOBODY) {
            throw new IllegalStateException("a group that is not blocked has only blocked members");
        }
        return best;
    }

    /** Members have larger numbers than their group: from the back, they come first. */
    private void refresh() {
        for (int claim = claims.size() - 1; claim >= 0; claim--) {
            switch (claims.get(claim)) {
                case DrfClaim.User user -> refreshUser(claim, user);
                case DrfClaim.Group _ -> refreshGroup(claim);
            }
            shares[claim] = 0;
            for (double part : held[claim]) {
                shares[claim] = Math.max(shares[claim], part);
            }
        }
    }

    private void refreshUser(int claim, DrfClaim.User user) {
        blocked[claim] = running[claim] >= user.tasksWanted() || !user.task().fitsInto(free);
        for (int resource = 0; resource < capacity.size(); resource++) {
            long amount = running[claim] * user.task().get(resource);
            held[claim][resource] = (double) amount / capacity.get(resource);
        }
    }

    private void refreshGroup(int claim) {
        double smallest = Double.POSITIVE_INFINITY;
        blocked[claim] = true;
        for (int member : members.get(claim)) {
            if (!blocked[member]) {
                blocked[claim] = false;
                smallest = shares[member] > 0 ? Math.min(smallest, shares[member]) : smallest;
            }
        }
        for (int resource = 0; resource < capacity.size(); resource++) {
            double sum = 0;
            for (int member : members.get(claim)) {
                boolean scaled = !blocked[member] && shares[member] > 0;
                double part = held[member][resource];
                sum += scaled ? part * (smallest / shares[member]) : part;
            }
            held[claim][resource] = sum;
        }
    }
}
