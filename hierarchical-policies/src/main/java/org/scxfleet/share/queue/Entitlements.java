package org.scxfleet.share.queue;

import org.scxfleet.share.ProportionalSplit;

/**
 * What every queue can count on while all ask for everything: its guarantee, or, where none is
 * given, its part by weight of what the guarantees of its siblings leave of the parent's.
 *
 * <p>Whole units; the children's add up to at most their parent's. A limit caps it; what is above
 * is not handed to the siblings: they can borrow it.
 */
public final class Entitlements {
    private final long[][] amounts;

    /** The entitlements in this tree. */
    public Entitlements(QueueTree tree) {
        amounts = new long[tree.size()][tree.resources()];
        for (int resource = 0; resource < tree.resources(); resource++) {
            amounts[0][resource] = tree.capacity().get(resource);
        }
        for (int node = 0; node < tree.size(); node++) {
            for (int resource = 0; resource < tree.resources(); resource++) {
                divide(tree, node, resource);
            }
        }
    }

    private void divide(QueueTree tree, int node, int resource) {
        int count = tree.childCount(node);
        int[] weights = new int[count];
        long rest = amounts[node][resource];
        long weightSum = 0;
        for (int place = 0; place < count; place++) {
            QueueNode child = tree.node(tree.child(node, place));
            if (child.guarantee().has(resource)) {
                rest = Math.max(0, rest - child.guarantee().get(resource));
            } else {
                weights[place] = child.weight();
                weightSum += child.weight();
            }
        }
        long[] parts = weightSum == 0 ? new long[count] : ProportionalSplit.split(rest, weights);
        for (int place = 0; place < count; place++) {
            int child = tree.child(node, place);
            PartialVector guarantee = tree.node(child).guarantee();
            PartialVector limit = tree.node(child).limit();
            amounts[child][resource] =
                    Math.min(
                            guarantee.orElse(resource, parts[place]),
                            limit.orElse(resource, Long.MAX_VALUE));
        }
    }

    /** What the queue is entitled to of the resource. */
    public long get(int node, int resource) {
        return amounts[node][resource];
    }
}
