package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.AddressSpace;

/**
 * Sorted trees of program-owned objects.
 *
 * <p>A root is 16 bytes, of which the first 8 hold the top node. A node is 32 bytes: left, right,
 * parent, and the root it is under. The kernel balances by colour; here the tree is a treap whose
 * priorities are a fixed hash of the node's address. Order and ties are the same (equal keys go
 * right, so they leave in the order they came); how often the program's comparison runs can differ.
 */
final class TreeFunctions {
    private static final int LEFT = 0;
    private static final int RIGHT = 8;
    private static final int PARENT = 16;
    private static final int OWNER = 24;

    private TreeFunctions() {}

    static void addTo(CallTable table) {
        for (String suffix : new String[] {"", "_impl"}) {
            table.function("bpf_rbtree_add" + suffix, TreeFunctions::add);
        }
        table.function(
                "bpf_rbtree_remove", (m, root, node, c, d, e) -> remove(m.memory(), root, node));
        table.function("bpf_rbtree_first", (m, root, b, c, d, e) -> first(m.memory(), root));
        table.function("bpf_rbtree_root", (m, root, b, c, d, e) -> m.memory().load64(root));
        table.function(
                "bpf_rbtree_left", (m, root, node, c, d, e) -> m.memory().load64(node + LEFT));
        table.function(
                "bpf_rbtree_right", (m, root, node, c, d, e) -> m.memory().load64(node + RIGHT));
    }

    private static long priority(long node) {
        long mixed = node * 0x9e3779b97f4a7c15L;
        return (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
    }

    private static long add(Machine m, long root, long node, long less, long meta, long offset) {
        AddressSpace memory = m.memory();
        if (memory.load64(node + OWNER) != 0) {
            m.heap().release(node - offset);
            return Errno.EINVAL;
        }
        long parent = 0;
        long link = root;
        for (long at = memory.load64(root); at != 0; at = memory.load64(link)) {
            parent = at;
            link = m.callback(less, node, at, 0, 0, 0) != 0 ? at + LEFT : at + RIGHT;
        }
        memory.store64(node + LEFT, 0);
        memory.store64(node + RIGHT, 0);
        memory.store64(node + PARENT, parent);
        memory.store64(node + OWNER, root);
        memory.store64(link, node);
        while (memory.load64(node + PARENT) != 0
                && priority(node) > priority(memory.load64(node + PARENT))) {
            rotateUp(memory, root, node);
        }
        return 0;
    }

    private static long first(AddressSpace memory, long root) {
        long at = memory.load64(root);
        while (at != 0 && memory.load64(at + LEFT) != 0) {
            at = memory.load64(at + LEFT);
        }
        return at;
    }

    private static long remove(AddressSpace memory, long root, long node) {
        if (memory.load64(node + OWNER) != root) {
            return 0;
        }
        while (memory.load64(node + LEFT) != 0 || memory.load64(node + RIGHT) != 0) {
            long left = memory.load64(node + LEFT);
            long right = memory.load64(node + RIGHT);
            boolean liftLeft = right == 0 || (left != 0 && priority(left) > priority(right));
            rotateUp(memory, root, liftLeft ? left : right);
        }
        replaceChild(memory, root, memory.load64(node + PARENT), node, 0);
        memory.store64(node + PARENT, 0);
        memory.store64(node + OWNER, 0);
        return node;
    }

    /** Lifts a node above its parent, keeping the order. */
    private static void rotateUp(AddressSpace memory, long root, long node) {
        long parent = memory.load64(node + PARENT);
        long grandparent = memory.load64(parent + PARENT);
        int side = memory.load64(parent + LEFT) == node ? LEFT : RIGHT;
        int other = side == LEFT ? RIGHT : LEFT;
        long inner = memory.load64(node + other);
        memory.store64(parent + side, inner);
        if (inner != 0) {
            memory.store64(inner + PARENT, parent);
        }
        memory.store64(node + other, parent);
        memory.store64(parent + PARENT, node);
        memory.store64(node + PARENT, grandparent);
        replaceChild(memory, root, grandparent, parent, node);
    }

    private static void replaceChild(
            AddressSpace memory, long root, long parent, long old, long replacement) {
        if (parent == 0) {
            memory.store64(root, replacement);
        } else if (memory.load64(parent + LEFT) == old) {
            memory.store64(parent + LEFT, replacement);
        } else {
            memory.store64(parent + RIGHT, replacement);
        }
    }
}
