package org.scxfleet.share.queue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.scxfleet.share.ResourceVector;
import org.scxfleet.share.ShareTree;

/**
 * The tree of queues over a capacity. Queue 0 is the root and has the whole; a parent comes before
 * its children, siblings are in written order, which decides ties.
 *
 * <p>The guarantees of the children may not exceed what their parent is guaranteed, nor, at the
 * top, the capacity.
 */
public final class QueueTree {
    /** Most queues. */
    public static final int QUEUES_MAX = 100_000;

    private final List<QueueNode> nodes;
    private final ResourceVector capacity;
    private final int[][] children;
    private final int[] depth;

    /**
     * @param nodes the first is the root, whose bounds are not looked at
     * @param capacity of every resource
     */
    public QueueTree(List<QueueNode> nodes, ResourceVector capacity) {
        this.nodes = List.copyOf(nodes);
        this.capacity = capacity;
        if (nodes.isEmpty() || nodes.size() > QUEUES_MAX) {
            throw new IllegalArgumentException(
                    "a tree has 1 to " + QUEUES_MAX + " queues, not " + nodes.size());
        }
        depth = new int[nodes.size()];
        List<List<Integer>> below = new ArrayList<>();
        for (int node = 0; node < nodes.size(); node++) {
            below.add(new ArrayList<>());
            if (node > 0) {
                hang(node, below);
            }
        }
        children =
                below.stream()
                        .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                        .toArray(int[][]::new);
        requireDifferentSiblings();
        for (int node = 0; node < nodes.size(); node++) {
            requireGuaranteesFit(node);
        }
    }

    private void hang(int node, List<List<Integer>> below) {
        int parent = nodes.get(node).parent();
        if (parent < 0 || parent >= node) {
            throw new IllegalArgumentException(
                    "queue " + nodes.get(node).name() + " comes before its parent");
        }
        below.get(parent).add(node);
        depth[node] = depth[parent] + 1;
        if (depth[node] >= ShareTree.DEPTH_MAX) {
            throw new IllegalArgumentException(
                    "queues deeper than "
                            + ShareTree.DEPTH_MAX
                            + " levels at "
                            + nodes.get(node).name());
        }
    }

    private void requireDifferentSiblings() {
        for (int[] siblings : children) {
            Set<String> names = new HashSet<>();
            for (int node : siblings) {
                if (!names.add(nodes.get(node).name())) {
                    throw new IllegalArgumentException(
                            "two queues are called " + path(node) + "; names must differ");
                }
            }
        }
    }

    private void requireGuaranteesFit(int node) {
        QueueNode queue = nodes.get(node);
        for (int resource = 0; resource < resources(); resource++) {
            long sum = 0;
            for (int child : children[node]) {
                sum = Math.addExact(sum, nodes.get(child).guarantee().orElse(resource, 0));
            }
            boolean bounded = node == 0 || queue.guarantee().has(resource);
            long own = node == 0 ? capacity.get(resource) : queue.guarantee().get(resource);
            if (bounded && sum > own) {
                throw new GuaranteeException(node, resource, sum, own);
            }
            if (node > 0 && queue.limit().has(resource) && sum > queue.limit().get(resource)) {
                throw new GuaranteeException(node, resource, sum, queue.limit().get(resource));
            }
            if (node > 0
                    && queue.guarantee().has(resource)
                    && queue.guarantee().get(resource)
                            > queue.limit().orElse(resource, Long.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "queue "
                                + path(node)
                                + " is guaranteed more of resource "
                                + resource
                                + " than its limit");
            }
        }
    }

    /** Guarantees of children that their parent cannot keep. */
    public static final class GuaranteeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        private final int parent;
        private final int resource;
        private final long sum;
        private final long available;

        GuaranteeException(int parent, int resource, long sum, long available) {
            super(
                    "the guarantees below queue "
                            + parent
                            + " add up to "
                            + sum
                            + " of resource "
                            + resource
                            + ", more than its "
                            + available);
            this.parent = parent;
            this.resource = resource;
            this.sum = sum;
            this.available = available;
        }

        /** Number of the parent. */
        public int parent() {
            return parent;
        }

        /** The resource that is promised too often. */
        public int resource() {
            return resource;
        }

        /** What the children are guaranteed. */
        public long sum() {
            return sum;
        }

        /** What the parent has. */
        public long available() {
            return available;
        }
    }

    /** Number of queues, the root included. */
    public int size() {
        return nodes.size();
    }

    /** Number of resources. */
    public int resources() {
        return capacity.size();
    }

    /** What the root has. */
    public ResourceVector capacity() {
        return capacity;
    }

    /** The queue with that number. */
    public QueueNode node(int node) {
        return nodes.get(node);
    }

    /** Number of its parent; the root is its own. */
    public int parent(int node) {
        return node == 0 ? 0 : nodes.get(node).parent();
    }

    /** Levels above it. */
    public int depth(int node) {
        return depth[node];
    }

    /** Whether it has no queues below it. */
    public boolean isLeaf(int node) {
        return children[node].length == 0;
    }

    /** Number of the queues right below it. */
    public int childCount(int node) {
        return children[node].length;
    }

    /** The queue below it in that place of the written order. */
    public int child(int node, int place) {
        return children[node][place];
    }

    /** Names below the root, for example {@code research/vision}; the root's own for the root. */
    public String path(int node) {
        return depth[node] <= 1
                ? nodes.get(node).name()
                : path(parent(node)) + ShareTree.PATH_SEPARATOR + nodes.get(node).name();
    }

    /** The lowest queue that both are, or are below. */
    public int commonAncestor(int a, int b) {
        int left = a;
        int right = b;
        while (left != right) {
            if (depth[left] >= depth[right]) {
                left = parent(left);
            } else {
                right = parent(right);
            }
        }
        return left;
    }
}
