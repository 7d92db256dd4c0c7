package org.scxfleet.share.queue;

/**
 * Dominant shares in a hierarchy, scaled so that a child which goes on alone does not count against
 * its siblings (H-DRF); see {@link org.scxfleet.share.HierarchicalDrf} for the rule and its
 * sources.
 */
final class ScaledShares {
    private final QueueTree tree;
    private final double[] shares;
    private final double[][] held;

    ScaledShares(QueueTree tree) {
        this.tree = tree;
        shares = new double[tree.size()];
        held = new double[tree.size()][tree.resources()];
    }

    /** Computes all shares; children have larger numbers than their parent. */
    void refresh(QueueAccounts accounts, boolean[] blocked) {
        for (int node = tree.size() - 1; node >= 0; node--) {
            refresh(node, accounts, blocked);
        }
    }

    /** Computes the shares of a leaf and of all above it. */
    void refreshAbove(int leaf, QueueAccounts accounts, boolean[] blocked) {
        for (int node = leaf; node != 0; node = tree.parent(node)) {
            refresh(node, accounts, blocked);
        }
        refresh(0, accounts, blocked);
    }

    private void refresh(int node, QueueAccounts accounts, boolean[] blocked) {
        if (tree.isLeaf(node)) {
            for (int resource = 0; resource < tree.resources(); resource++) {
                long whole = tree.capacity().get(resource);
                held[node][resource] =
                        whole == 0 ? 0 : (double) accounts.used(node, resource) / whole;
            }
        } else {
            addUp(node, blocked);
        }
        shares[node] = 0;
        for (double part : held[node]) {
            shares[node] = Math.max(shares[node], part);
        }
    }

    private void addUp(int node, boolean[] blocked) {
        double smallest = Double.POSITIVE_INFINITY;
        for (int place = 0; place < tree.childCount(node); place++) {
            int child = tree.child(node, place);
            if (!blocked[child] && shares[child] > 0) {
                smallest = Math.min(smallest, shares[child]);
            }
        }
        for (int resource = 0; resource < tree.resources(); resource++) {
            double sum = 0;
            for (int place = 0; place < tree.childCount(node); place++) {
                int child = tree.child(node, place);
                boolean scaled = !blocked[child] && shares[child] > 0;
                double part = held[child][resource];
                sum += scaled ? part * (smallest / shares[child]) : part;
            }
            held[node][resource] = sum;
        }
    }

    double share(int node) {
        return shares[node];
    }
}
