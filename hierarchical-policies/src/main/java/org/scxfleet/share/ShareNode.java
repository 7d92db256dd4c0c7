package org.scxfleet.share;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One node of a share tree as written: a queue, a user, a cgroup. Its weight counts against its
 * siblings only. The order of the children is part of the meaning: remainders of a division go to
 * the first ones.
 *
 * @param name unique among the siblings, not empty, without {@code /}
 * @param weight 1 to {@link #WEIGHT_MAX}, as a cgroup's {@code cpu.weight}
 * @param limit most that the node may have of every resource, or null for no limit
 * @param children in written order; empty for a leaf
 */
public record ShareNode(
        String name, int weight, @Nullable ResourceVector limit, List<ShareNode> children) {
    /** Largest weight, that of the kernel's {@code cpu.weight}. */
    public static final int WEIGHT_MAX = 10_000;

    public ShareNode {
        if (name.isEmpty() || name.indexOf(ShareTree.PATH_SEPARATOR) >= 0) {
            throw new IllegalArgumentException(
                    "a share needs a name without '"
                            + ShareTree.PATH_SEPARATOR
                            + "': \""
                            + name
                            + "\"");
        }
        if (weight < 1 || weight > WEIGHT_MAX) {
            throw new IllegalArgumentException(
                    "weight of share " + name + " must be 1 to " + WEIGHT_MAX + ", not " + weight);
        }
        children = List.copyOf(children);
        Set<String> names = new HashSet<>();
        for (ShareNode child : children) {
            if (!names.add(child.name)) {
                throw new IllegalArgumentException(
                        "share " + name + " has two children called " + child.name);
            }
        }
    }

    /** A leaf without limit. */
    public static ShareNode leaf(String name, int weight) {
        return new ShareNode(name, weight, null, List.of());
    }

    /** An inner node without limit. */
    public static ShareNode inner(String name, int weight, ShareNode... children) {
        return new ShareNode(name, weight, null, List.of(children));
    }

    /** This node with a limit (a quota) on what it may have. */
    public ShareNode withLimit(ResourceVector newLimit) {
        return new ShareNode(name, weight, newLimit, children);
    }

    /** This node with one more child, written last. */
    public ShareNode withChild(ShareNode child) {
        List<ShareNode> more = new ArrayList<>(children);
        more.add(child);
        return new ShareNode(name, weight, limit, more);
    }
}
