package org.scxfleet.share.queue;

/** Whose turn it is among the children of one queue. Equal ones go in written order. */
public interface QueueOrder {
    /**
     * Called before {@link #compare} is asked again after anything changed.
     *
     * @param blocked by queue: wants nothing more, or cannot have it
     */
    default void refresh(boolean[] blocked) {}

    /** The same when nothing but the leaf and what is above it has changed. */
    default void refreshAbove(int leaf, boolean[] blocked) {}

    /** Negative if the first of two siblings goes first; never by their numbers. */
    int compare(int a, int b);

    /** The first of the node's children that are not blocked; one at least is not. */
    static int next(QueueOrder order, QueueTree tree, int node, boolean[] blocked) {
        int best = -1;
        for (int place = 0; place < tree.childCount(node); place++) {
            int child = tree.child(node, place);
            if (!blocked[child] && (best < 0 || order.compare(child, best) < 0)) {
                best = child;
            }
        }
        if (best < 0) {
            throw new IllegalStateException(
                    "queue " + tree.path(node) + " is not blocked, but all below it are");
        }
        return best;
    }
}
