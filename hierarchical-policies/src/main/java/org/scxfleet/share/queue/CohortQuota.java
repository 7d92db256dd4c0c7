package org.scxfleet.share.queue;

/**
 * Quotas that are lent within cohorts, as Kueue counts them.
 *
 * <p><b>What.</b> A leaf has a nominal quota, an inner node (a cohort) may have one of its own. A
 * cohort's quota is its own plus what its children lend. A leaf uses what it never lends first;
 * what goes beyond is taken from the cohort, which does the same towards its own parent. A
 * borrowing limit bounds what a node takes beyond its quota, a lending limit what others may take
 * of it.
 *
 * <p>Each resource by itself. Every question and every change walks one path to the root.
 *
 * <p>Source: Kueue's resource nodes and fair sharing (2026-08-22).
 */
public final class CohortQuota {
    /** Share of a queue without weight that borrows; no share is larger. */
    public static final long INFINITE_SHARE = Long.MAX_VALUE;

    private static final int PER_MILLE = 1_000;

    private final QueueTree tree;
    private final long[][] quota;
    private final long[][] nominal;
    private final long[][] neverLent;
    private final long[][] used;
    private final boolean[] covered;

    /**
     * Nominal quotas are the guarantees; an inner queue's guarantee covers those of its children,
     * so its own quota is the difference. What the top-level queues are not guaranteed belongs to
     * the root and can be borrowed by all. A resource that nobody is guaranteed is under no quota.
     */
    public CohortQuota(QueueTree tree) {
        this.tree = tree;
        quota = new long[tree.size()][tree.resources()];
        nominal = new long[tree.size()][tree.resources()];
        neverLent = new long[tree.size()][tree.resources()];
        used = new long[tree.size()][tree.resources()];
        covered = new boolean[tree.resources()];
        for (int node = tree.size() - 1; node >= 0; node--) {
            for (int resource = 0; resource < tree.resources(); resource++) {
                count(node, resource);
            }
        }
    }

    private void count(int node, int resource) {
        covered[resource] |= node > 0 && tree.node(node).guarantee().has(resource);
        long lent = 0;
        long guaranteed = 0;
        for (int place = 0; place < tree.childCount(node); place++) {
            int child = tree.child(node, place);
            lent += quota[child][resource] - neverLent[child][resource];
            guaranteed += nominal[child][resource];
        }
        long total =
                node == 0
                        ? tree.capacity().get(resource)
                        : tree.node(node).guarantee().orElse(resource, guaranteed);
        nominal[node][resource] = total;
        quota[node][resource] = Math.max(0, total - guaranteed) + lent;
        PartialVector lendLimit = tree.node(node).lendLimit();
        neverLent[node][resource] =
                node > 0 && lendLimit.has(resource)
                        ? Math.max(0, quota[node][resource] - lendLimit.get(resource))
                        : 0;
    }

    /** Whether any queue has a quota of the resource. */
    public boolean covers(int resource) {
        return covered[resource];
    }

    /** The queue's quota, what its children lend included. */
    public long quota(int node, int resource) {
        return quota[node][resource];
    }

    /** What it uses; of a cohort, what its children have taken from it. */
    public long used(int node, int resource) {
        return used[node][resource];
    }

    /** Takes an amount for a leaf, whether it is available or not. */
    public void take(int leaf, int resource, long amount) {
        int node = leaf;
        long rest = amount;
        while (rest > 0) {
            long own = Math.max(0, neverLent[node][resource] - used[node][resource]);
            used[node][resource] += rest;
            if (node == 0) {
                return;
            }
            rest -= Math.min(rest, own);
            node = tree.parent(node);
        }
    }

    /** Gives back an amount that a leaf took. */
    public void giveBack(int leaf, int resource, long amount) {
        int node = leaf;
        long rest = amount;
        while (rest > 0) {
            if (used[node][resource] < rest) {
                throw new IllegalStateException(
                        "queue " + tree.path(node) + " gives back more than it uses");
            }
            long fromParent = Math.max(0, used[node][resource] - neverLent[node][resource]);
            used[node][resource] -= rest;
            if (node == 0) {
                return;
            }
            rest = Math.min(rest, fromParent);
            node = tree.parent(node);
        }
    }

    /** What the queue can still take; negative if more was taken than there is. */
    public long available(int node, int resource) {
        if (node == 0) {
            return quota[0][resource] - used[0][resource];
        }
        long own = Math.max(0, neverLent[node][resource] - used[node][resource]);
        long fromParent = available(tree.parent(node), resource);
        PartialVector borrowLimit = tree.node(node).borrowLimit();
        if (borrowLimit.has(resource)) {
            long lendable = quota[node][resource] - neverLent[node][resource];
            long taken = Math.max(0, used[node][resource] - neverLent[node][resource]);
            fromParent = Math.min(fromParent, lendable - taken + borrowLimit.get(resource));
        }
        return own + fromParent;
    }

    /**
     * Who is in the way if more is asked for than is available: the lowest queue whose borrowing
     * limit it would pass, else the root, where nothing is left.
     */
    public int shortAt(int leaf, int resource, long amount) {
        long rest = amount;
        for (int node = leaf; node != 0; node = tree.parent(node)) {
            rest -= Math.max(0, neverLent[node][resource] - used[node][resource]);
            PartialVector borrowLimit = tree.node(node).borrowLimit();
            long lendable = quota[node][resource] - neverLent[node][resource];
            long taken = Math.max(0, used[node][resource] - neverLent[node][resource]);
            if (borrowLimit.has(resource) && rest > lendable - taken + borrowLimit.get(resource)) {
                return node;
            }
        }
        return 0;
    }

    /** What the queue could take if nobody used anything. */
    public long potential(int node, int resource) {
        if (node == 0) {
            return quota[0][resource];
        }
        long most = neverLent[node][resource] + potential(tree.parent(node), resource);
        PartialVector borrowLimit = tree.node(node).borrowLimit();
        return borrowLimit.has(resource)
                ? Math.min(most, quota[node][resource] + borrowLimit.get(resource))
                : most;
    }

    /** Whether the queue uses more of any resource than its quota. */
    public boolean borrows(int node) {
        for (int resource = 0; resource < tree.resources(); resource++) {
            if (covered[resource] && used[node][resource] > quota[node][resource]) {
                return true;
            }
        }
        return false;
    }

    /**
     * How much the queue would borrow with a further request, in thousandths of what its parent
     * could lend, by weight; the largest over the resources. 0 if it borrows nothing.
     *
     * @param request amount of each resource
     */
    public long share(int node, long[] request) {
        long largest = 0;
        boolean borrows = false;
        for (int resource = 0; resource < tree.resources(); resource++) {
            long borrowed = used[node][resource] + request[resource] - quota[node][resource];
            if (covered[resource] && borrowed > 0 && node > 0) {
                borrows = true;
                long lendable = potential(tree.parent(node), resource);
                largest =
                        Math.max(
                                largest,
                                lendable == 0 ? INFINITE_SHARE : thousandths(borrowed, lendable));
            }
        }
        return !borrows || largest == INFINITE_SHARE ? largest : largest / tree.node(node).weight();
    }

    private static long thousandths(long part, long whole) {
        return Math.multiplyHigh(part, PER_MILLE) == 0 && part <= Long.MAX_VALUE / PER_MILLE
                ? part * PER_MILLE / whole
                : part / Math.max(1, whole / PER_MILLE);
    }
}
