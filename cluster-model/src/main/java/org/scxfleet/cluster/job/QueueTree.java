package org.scxfleet.cluster.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.share.ShareNode;
import org.scxfleet.share.ShareTree;

/**
 * The queues of a cluster as a tree of shares. Names are unique, every parent exists and no queue
 * is its own ancestor. Children keep the order in which they were written. Jobs wait in leaves
 * only.
 */
public final class QueueTree {
    /** Name of the root, which stands for the whole cluster. */
    public static final String ROOT = "cluster";

    private final Map<String, QueueSpec> byName = new LinkedHashMap<>();
    private final Map<String, List<QueueSpec>> childrenOf = new LinkedHashMap<>();
    private final ShareTree shares;

    /** The tree of these queues; at least one. */
    public QueueTree(List<QueueSpec> queues) {
        for (QueueSpec queue : queues) {
            if (queue.name().equals(ROOT) || byName.put(queue.name(), queue) != null) {
                throw new IllegalArgumentException(
                        "queue name "
                                + queue.name()
                                + " is taken; names are unique, and "
                                + ROOT
                                + " is the whole cluster");
            }
        }
        for (QueueSpec queue : queues) {
            if (!queue.parent().isEmpty() && !byName.containsKey(queue.parent())) {
                throw new IllegalArgumentException(
                        "queue "
                                + queue.name()
                                + " has the parent "
                                + queue.parent()
                                + ", which does not exist; there are "
                                + String.join(", ", byName.keySet()));
            }
            requireNoCycle(queue);
            childrenOf.computeIfAbsent(queue.parent(), _ -> new ArrayList<>()).add(queue);
        }
        List<ShareNode> top = nodesBelow("");
        if (top.isEmpty()) {
            throw new IllegalArgumentException("a cluster needs at least one queue");
        }
        shares = new ShareTree(new ShareNode(ROOT, 1, null, top));
    }

    private void requireNoCycle(QueueSpec start) {
        QueueSpec queue = start;
        for (int depth = 0; !queue.parent().isEmpty(); depth++) {
            QueueSpec parent = byName.get(queue.parent());
            if (parent == null) {
                return;
            }
            if (depth > byName.size()) {
                throw new IllegalArgumentException(
                        "queue " + start.name() + " is below a circle of parents");
            }
            queue = parent;
        }
    }

    private List<ShareNode> nodesBelow(String parent) {
        List<ShareNode> nodes = new ArrayList<>();
        for (QueueSpec queue : childrenOf.getOrDefault(parent, List.of())) {
            nodes.add(new ShareNode(queue.name(), queue.weight(), null, nodesBelow(queue.name())));
        }
        return nodes;
    }

    /** The shares of the queues, below a root called {@link #ROOT}. */
    public ShareTree shares() {
        return shares;
    }

    /** Number in {@link #shares()} of the leaf queue with this name, in which jobs can wait. */
    public int leaf(String name) {
        for (int index = 1; index < shares.size(); index++) {
            if (shares.node(index).name().equals(name)) {
                if (!shares.isLeaf(index)) {
                    throw new IllegalArgumentException(
                            "queue " + name + " has queues below it; jobs wait in those");
                }
                return index;
            }
        }
        throw new IllegalArgumentException(
                "no queue " + name + "; there are " + String.join(", ", byName.keySet()));
    }
}
