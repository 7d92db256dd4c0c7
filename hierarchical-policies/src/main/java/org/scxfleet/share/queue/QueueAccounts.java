package org.scxfleet.share.queue;

import org.jspecify.annotations.Nullable;

/**
 * What every queue of a tree holds, and whether it may take more. An amount that a leaf holds is
 * held by every queue above it too.
 */
public final class QueueAccounts {
    /** Answer of {@link #refusedBy} when nobody refuses. */
    public static final int NOBODY = -1;

    private final QueueTree tree;
    private final Entitlements entitlements;
    private final @Nullable CohortQuota cohorts;
    private final long[][] used;

    /**
     * Nobody holds anything.
     *
     * @param lendsQuota whether quotas with cohorts bound what a queue may take, beside the limits
     */
    public QueueAccounts(QueueTree tree, boolean lendsQuota) {
        this.tree = tree;
        entitlements = new Entitlements(tree);
        cohorts = lendsQuota ? new CohortQuota(tree) : null;
        used = new long[tree.size()][tree.resources()];
    }

    /** The tree. */
    public QueueTree tree() {
        return tree;
    }

    /** The quotas, or null if only limits count. */
    public @Nullable CohortQuota cohorts() {
        return cohorts;
    }

    /** What the queue and those below it hold. */
    public long used(int node, int resource) {
        return used[node][resource];
    }

    /** What the queue can count on: its nominal quota, or what weights and guarantees give it. */
    public long entitled(int node, int resource) {
        return cohorts == null || !cohorts.covers(resource)
                ? entitlements.get(node, resource)
                : cohorts.quota(node, resource);
    }

    /** Whether the queue holds more than it is entitled to, of a resource that is asked for. */
    public boolean exceedsEntitlement(int node, long[] asked) {
        for (int resource = 0; resource < tree.resources(); resource++) {
            if (asked[resource] > 0 && used[node][resource] > entitled(node, resource)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the queue is entitled to what it holds and so much more. */
    public boolean isEntitledTo(int node, long[] more) {
        for (int resource = 0; resource < tree.resources(); resource++) {
            if (more[resource] > 0
                    && used[node][resource] + more[resource] > entitled(node, resource)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Who forbids the leaf to take so much more: the lowest queue whose limit or borrowing limit it
     * would pass, the root if there is no quota left to borrow; else {@link #NOBODY}.
     */
    public int refusedBy(int leaf, long[] more) {
        for (int node = leaf; ; node = tree.parent(node)) {
            for (int resource = 0; node > 0 && resource < tree.resources(); resource++) {
                PartialVector limit = tree.node(node).limit();
                if (more[resource] > 0
                        && limit.has(resource)
                        && used[node][resource] + more[resource] > limit.get(resource)) {
                    return node;
                }
            }
            if (node == 0) {
                break;
            }
        }
        for (int resource = 0; cohorts != null && resource < tree.resources(); resource++) {
            if (more[resource] > 0 && more[resource] > cohorts.available(leaf, resource)) {
                return cohorts.shortAt(leaf, resource, more[resource]);
            }
        }
        return NOBODY;
    }

    /** Who forbids the leaf to take so much even if nobody held anything; else {@link #NOBODY}. */
    public int everRefusedBy(int leaf, long[] amounts) {
        for (int node = leaf; node > 0; node = tree.parent(node)) {
            PartialVector limit = tree.node(node).limit();
            for (int resource = 0; resource < tree.resources(); resource++) {
                if (amounts[resource] > 0
                        && amounts[resource] > limit.orElse(resource, Long.MAX_VALUE)) {
                    return node;
                }
            }
        }
        for (int resource = 0; cohorts != null && resource < tree.resources(); resource++) {
            if (amounts[resource] > 0 && amounts[resource] > cohorts.potential(leaf, resource)) {
                return leaf;
            }
        }
        return NOBODY;
    }

    /** The leaf takes so much of each resource. */
    public void take(int leaf, long[] amounts) {
        move(leaf, amounts, 1);
        for (int resource = 0; cohorts != null && resource < tree.resources(); resource++) {
            cohorts.take(leaf, resource, amounts[resource]);
        }
    }

    /** The leaf gives so much of each resource back. */
    public void giveBack(int leaf, long[] amounts) {
        move(leaf, amounts, -1);
        for (int resource = 0; cohorts != null && resource < tree.resources(); resource++) {
            cohorts.giveBack(leaf, resource, amounts[resource]);
        }
    }

    private void move(int leaf, long[] amounts, int sign) {
        if (!tree.isLeaf(leaf)) {
            throw new IllegalArgumentException(
                    "queue " + tree.path(leaf) + " has queues below it; jobs belong to those");
        }
        for (int node = leaf; ; node = tree.parent(node)) {
            for (int resource = 0; resource < tree.resources(); resource++) {
                used[node][resource] += sign * amounts[resource];
                if (used[node][resource] < 0) {
                    throw new IllegalStateException(
                            "queue " + tree.path(node) + " gives back more than it holds");
                }
            }
            if (node == 0) {
                return;
            }
        }
    }
}
