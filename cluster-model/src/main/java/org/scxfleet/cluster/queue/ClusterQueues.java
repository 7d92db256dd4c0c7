package org.scxfleet.cluster.queue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.job.QueueSpec;
import org.scxfleet.share.ResourceVector;
import org.scxfleet.share.queue.QueueNode;
import org.scxfleet.share.queue.QueueTree;

/** The queues of a cluster by name, as a tree over what the cluster has. */
public final class ClusterQueues {
    /** Name of the root, which stands for the whole cluster. */
    public static final String ROOT = "cluster";

    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final QueueTree tree;

    /**
     * @param queues parents before their children; at least one
     * @param capacity of the cluster, in the order of {@link QueueResource}
     * @throws IllegalArgumentException if they contradict each other; the message names the queue
     */
    public ClusterQueues(List<QueueSpec> queues, ResourceVector capacity) {
        List<QueueNode> nodes = new ArrayList<>();
        nodes.add(QueueNode.weighted(ROOT, 0, 1, QueueResource.COUNT));
        numbers.put(ROOT, 0);
        for (QueueSpec queue : queues) {
            Integer parent =
                    queue.parent().isEmpty() ? Integer.valueOf(0) : numbers.get(queue.parent());
            if (parent == null) {
                throw new IllegalArgumentException(
                        "queue "
                                + queue.name()
                                + " has the parent "
                                + queue.parent()
                                + ", which is not written before it");
            }
            if (numbers.putIfAbsent(queue.name(), nodes.size()) != null) {
                throw new IllegalArgumentException(
                        "queue name "
                                + queue.name()
                                + " is taken; names are unique, and "
                                + ROOT
                                + " is the whole cluster");
            }
            nodes.add(
                    new QueueNode(
                            queue.name(),
                            parent,
                            queue.weight(),
                            queue.guarantee(),
                            queue.limit(),
                            queue.borrowLimit(),
                            queue.lendLimit()));
        }
        if (queues.isEmpty()) {
            throw new IllegalArgumentException("a cluster needs at least one queue");
        }
        tree = tree(nodes, capacity);
    }

    private static QueueTree tree(List<QueueNode> nodes, ResourceVector capacity) {
        try {
            return new QueueTree(nodes, capacity);
        } catch (QueueTree.GuaranteeException e) {
            QueueResource resource = QueueResource.values()[e.resource()];
            throw new IllegalArgumentException(
                    "the guarantees of the queues "
                            + (e.parent() == 0
                                    ? "at the top"
                                    : "below " + nodes.get(e.parent()).name())
                            + " add up to "
                            + resource.text(e.sum())
                            + ", but "
                            + (e.parent() == 0
                                    ? "the cluster"
                                    : "queue " + nodes.get(e.parent()).name())
                            + " has "
                            + resource.text(e.available()),
                    e);
        }
    }

    /** The tree. */
    public QueueTree tree() {
        return tree;
    }

    /** Number of the leaf queue with this name, in which jobs can wait. */
    public int leaf(String name) {
        Integer number = numbers.get(name);
        if (number == null) {
            throw new IllegalArgumentException(
                    "no queue " + name + "; there are " + String.join(", ", numbers.keySet()));
        }
        if (!tree.isLeaf(number)) {
            throw new IllegalArgumentException(
                    "queue " + name + " has queues below it; jobs wait in those");
        }
        return number;
    }
}
