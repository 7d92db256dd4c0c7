package org.scxfleet.sched.fair;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.task.FairEntity;

/**
 * Queued entities of one CPU by virtual deadline, each node knowing the smallest vruntime and the
 * smallest and largest slice below it.
 *
 * <p>The kernel uses a red-black tree; this is a treap with priorities drawn from task numbers.
 * What is found does not depend on the shape: entities with equal deadlines stay in order of
 * arrival, and searches go by deadline. The links lie in the entities, so nothing is allocated.
 */
final class FairTree {
    private @Nullable FairEntity root;
    private long arrivals;

    @Nullable FairEntity root() {
        return root;
    }

    /** The entity with the earliest deadline. */
    @Nullable FairEntity first() {
        FairEntity node = root;
        while (node != null && node.left != null) {
            node = node.left;
        }
        return node;
    }

    void insert(FairEntity entity) {
        if (entity.left != null || entity.right != null || root == entity) {
            throw new IllegalStateException(entity.task + " is in a tree already");
        }
        entity.arrival = ++arrivals;
        entity.treePriority = (int) SeedTree.mix(((long) entity.task.number << 32) ^ arrivals);
        root = insertBelow(root, entity);
    }

    void remove(FairEntity entity) {
        root = removeBelow(root, entity);
        entity.left = null;
        entity.right = null;
    }

    /** Entities with an earlier deadline come first. */
    static boolean before(FairEntity a, FairEntity b) {
        return a.deadlineNs - b.deadlineNs < 0;
    }

    private static boolean sortsBefore(FairEntity a, FairEntity b) {
        return a.deadlineNs == b.deadlineNs
                ? a.arrival < b.arrival
                : a.deadlineNs - b.deadlineNs < 0;
    }

    private static FairEntity insertBelow(@Nullable FairEntity at, FairEntity entity) {
        if (at == null) {
            refresh(entity);
            return entity;
        }
        FairEntity top = at;
        if (sortsBefore(entity, at)) {
            FairEntity left = insertBelow(at.left, entity);
            at.left = left;
            if (left.treePriority > at.treePriority) {
                at.left = left.right;
                left.right = at;
                refresh(at);
                top = left;
            }
        } else {
            FairEntity right = insertBelow(at.right, entity);
            at.right = right;
            if (right.treePriority > at.treePriority) {
                at.right = right.left;
                right.left = at;
                refresh(at);
                top = right;
            }
        }
        refresh(top);
        return top;
    }

    private static @Nullable FairEntity removeBelow(@Nullable FairEntity at, FairEntity entity) {
        if (at == null) {
            throw new IllegalStateException(entity.task + " is not in the tree");
        }
        if (at == entity) {
            return join(at.left, at.right);
        }
        if (sortsBefore(entity, at)) {
            at.left = removeBelow(at.left, entity);
        } else {
            at.right = removeBelow(at.right, entity);
        }
        refresh(at);
        return at;
    }

    private static @Nullable FairEntity join(@Nullable FairEntity a, @Nullable FairEntity b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        FairEntity top;
        if (a.treePriority > b.treePriority) {
            a.right = join(a.right, b);
            top = a;
        } else {
            b.left = join(a, b.left);
            top = b;
        }
        refresh(top);
        return top;
    }

    private static void refresh(FairEntity node) {
        long minVruntime = node.vruntimeNs;
        long minSlice = node.sliceNs;
        long maxSlice = node.sliceNs;
        FairEntity child = node.left;
        for (int side = 0; side < 2; side++) {
            if (child != null) {
                if (child.minVruntimeNs - minVruntime < 0) {
                    minVruntime = child.minVruntimeNs;
                }
                minSlice = Math.min(minSlice, child.minSliceNs);
                maxSlice = Math.max(maxSlice, child.maxSliceNs);
            }
            child = node.right;
        }
        node.minVruntimeNs = minVruntime;
        node.minSliceNs = minSlice;
        node.maxSliceNs = maxSlice;
    }
}
