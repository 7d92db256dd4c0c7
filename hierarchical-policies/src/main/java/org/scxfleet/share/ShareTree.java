package org.scxfleet.share;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Divides a capacity from the root to the leaves by nested weights.
 *
 * <p><b>What.</b> The root has the whole; every inner node's amount is divided among its children
 * by their weights. One tree reaches from the cluster's queues over users to the cgroups of a host,
 * so that "twice as much for research" means the same on every level. Nodes are numbered in written
 * order, a node before its children (pre-order); results are arrays over these numbers.
 *
 * <p><b>Exactness.</b> Amounts are whole smallest units and the children's amounts add up to
 * exactly their parent's when there are neither demands nor limits; with them, to the smaller of
 * the parent's amount and what the children can use. Remainders go to the first children in written
 * order ({@link ProportionalSplit}). No floating point.
 *
 * <p><b>With demands</b> (work-conserving): a leaf never gets more than it asks for and what it
 * leaves is divided among its siblings first, then further up, because the demand of an inner node
 * is the sum of its children's ({@link WaterFilling} on every level). A limit (quota) caps the
 * demand of its node. Without demands a limit caps the share and what is above it goes to the
 * siblings.
 *
 * <p><b>What it leaves out.</b> Every resource is divided by itself. Coupled demands, where a task
 * needs CPU and GPU in proportion, are the matter of {@link HierarchicalDrf}.
 */
public final class ShareTree {
    /** Separates the names of a path. */
    public static final char PATH_SEPARATOR = '/';

    /** Deepest tree: far above the kernel's cgroup nesting in use, a bound for recursion. */
    public static final int DEPTH_MAX = 64;

    private final List<ShareNode> nodes = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private final List<int[]> children = new ArrayList<>();
    private final Map<String, Integer> indexOfPath = new TreeMap<>();

    /** The tree below {@code root}; the root's weight has no meaning. */
    public ShareTree(ShareNode root) {
        add(root, root.name(), 1);
    }

    private int add(ShareNode node, String path, int depth) {
        if (depth > DEPTH_MAX) {
            throw new IllegalArgumentException(
                    "share tree deeper than " + DEPTH_MAX + " levels at " + path);
        }
        int index = nodes.size();
        nodes.add(node);
        paths.add(path);
        indexOfPath.put(path, index);
        int[] childIndexes = new int[node.children().size()];
        children.add(childIndexes);
        for (int i = 0; i < childIndexes.length; i++) {
            ShareNode child = node.children().get(i);
            childIndexes[i] = add(child, path + PATH_SEPARATOR + child.name(), depth + 1);
        }
        return index;
    }

    /** Number of nodes, the root included. */
    public int size() {
        return nodes.size();
    }

    /** The node with this number; 0 is the root. */
    public ShareNode node(int index) {
        return nodes.get(index);
    }

    /** Names from the root to the node, for example {@code cluster/research/alice}. */
    public String path(int index) {
        return paths.get(index);
    }

    /** Number of the node with this path; the path has to exist. */
    public int index(String path) {
        Integer index = indexOfPath.get(path);
        if (index == null) {
            throw new IllegalArgumentException(
                    "no share " + path + "; there are " + String.join(", ", indexOfPath.keySet()));
        }
        return index;
    }

    /** Numbers of the node's children in written order. */
    public int[] children(int index) {
        return children.get(index).clone();
    }

    /** Whether the node has no children. */
    public boolean isLeaf(int index) {
        return children.get(index).length == 0;
    }

    /** Divides every resource of {@code capacity} by weights and limits alone; amount by node. */
    public List<ResourceVector> divide(ResourceVector capacity) {
        return divide(capacity, null);
    }

    /**
     * Divides every resource of {@code capacity} among those that demand it; amount by node.
     *
     * @param demands by node; those of inner nodes are not looked at; null for boundless demands
     */
    public List<ResourceVector> divide(
            ResourceVector capacity, @Nullable List<ResourceVector> demands) {
        if (demands != null && demands.size() != size()) {
            throw new IllegalArgumentException(
                    "share tree of " + size() + " nodes, but " + demands.size() + " demands");
        }
        long[][] amounts = new long[size()][capacity.size()];
        for (int resource = 0; resource < capacity.size(); resource++) {
            long[] wanted = wanted(resource, demands);
            long[] given = new long[size()];
            given[0] = Math.min(capacity.get(resource), wanted[0]);
            divideBelow(0, given, wanted);
            for (int node = 0; node < size(); node++) {
                amounts[node][resource] = given[node];
            }
        }
        List<ResourceVector> result = new ArrayList<>(size());
        for (long[] amount : amounts) {
            result.add(ResourceVector.of(amount));
        }
        return result;
    }

    /** What every node can use: its leaves' demands, capped by the limits on the way up. */
    private long[] wanted(int resource, @Nullable List<ResourceVector> demands) {
        long[] wanted = new long[size()];
        for (int node = size() - 1; node >= 0; node--) {
            int[] below = children.get(node);
            if (below.length == 0) {
                wanted[node] = demands == null ? Long.MAX_VALUE : demands.get(node).get(resource);
            }
            for (int child : below) {
                wanted[node] = saturatedSum(wanted[node], wanted[child]);
            }
            ResourceVector limit = nodes.get(node).limit();
            if (limit != null) {
                wanted[node] = Math.min(wanted[node], limit.get(resource));
            }
        }
        return wanted;
    }

    private void divideBelow(int node, long[] given, long[] wanted) {
        int[] below = children.get(node);
        if (below.length == 0) {
            return;
        }
        int[] weights = new int[below.length];
        long[] childWanted = new long[below.length];
        for (int i = 0; i < below.length; i++) {
            weights[i] = nodes.get(below[i]).weight();
            childWanted[i] = wanted[below[i]];
        }
        long[] parts = WaterFilling.fill(given[node], weights, childWanted);
        for (int i = 0; i < below.length; i++) {
            given[below[i]] = parts[i];
            divideBelow(below[i], given, wanted);
        }
    }

    private static long saturatedSum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
