package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.AddressSpace;

/**
 * Doubly linked lists of program-owned objects.
 *
 * <p>A head is 16 bytes: first and last node. A node is 24 bytes: next, previous, and the head it
 * is on.
 */
final class ListFunctions {
    private static final int NEXT = 0;
    private static final int PREVIOUS = 8;
    private static final int OWNER = 16;
    private static final int FIRST = 0;
    private static final int LAST = 8;

    private ListFunctions() {}

    static void addTo(CallTable table) {
        for (String suffix : new String[] {"", "_impl"}) {
            table.function(
                    "bpf_list_push_front" + suffix,
                    (m, head, node, meta, offset, e) ->
                            push(m, head, node, offset, FIRST, LAST, NEXT, PREVIOUS));
            table.function(
                    "bpf_list_push_back" + suffix,
                    (m, head, node, meta, offset, e) ->
                            push(m, head, node, offset, LAST, FIRST, PREVIOUS, NEXT));
        }
        table.function(
                "bpf_list_pop_front",
                (m, head, b, c, d, e) -> pop(m.memory(), head, FIRST, LAST, NEXT, PREVIOUS));
        table.function(
                "bpf_list_pop_back",
                (m, head, b, c, d, e) -> pop(m.memory(), head, LAST, FIRST, PREVIOUS, NEXT));
        table.function("bpf_list_front", (m, head, b, c, d, e) -> m.memory().load64(head + FIRST));
        addMiddle(table);
        table.function("bpf_list_back", (m, head, b, c, d, e) -> m.memory().load64(head + LAST));
    }

    private static void addMiddle(CallTable table) {
        table.function(
                "bpf_list_empty",
                (m, head, b, c, d, e) -> m.memory().load64(head + FIRST) == 0 ? 1 : 0);
        table.function(
                "bpf_list_is_first",
                (m, head, node, c, d, e) -> m.memory().load64(head + FIRST) == node ? 1 : 0);
        table.function(
                "bpf_list_is_last",
                (m, head, node, c, d, e) -> m.memory().load64(head + LAST) == node ? 1 : 0);
        for (String suffix : new String[] {"", "_impl"}) {
            table.function("bpf_list_add" + suffix, ListFunctions::addAfter);
        }
        table.function("bpf_list_del", (m, head, node, c, d, e) -> remove(m.memory(), head, node));
    }

    /** Links a node behind another one of the list. */
    private static long addAfter(
            Machine m, long head, long node, long previous, long meta, long offset) {
        AddressSpace memory = m.memory();
        if (memory.load64(node + OWNER) != 0 || memory.load64(previous + OWNER) != head) {
            m.heap().release(node - offset);
            return Errno.EINVAL;
        }
        long following = memory.load64(previous + NEXT);
        memory.store64(node + NEXT, following);
        memory.store64(node + PREVIOUS, previous);
        memory.store64(node + OWNER, head);
        memory.store64(previous + NEXT, node);
        memory.store64(following == 0 ? head + LAST : following + PREVIOUS, node);
        return 0;
    }

    /** Takes a node out; 0 if it is not on the list. */
    private static long remove(AddressSpace memory, long head, long node) {
        if (node == 0 || memory.load64(node + OWNER) != head) {
            return 0;
        }
        long following = memory.load64(node + NEXT);
        long previous = memory.load64(node + PREVIOUS);
        memory.store64(previous == 0 ? head + FIRST : previous + NEXT, following);
        memory.store64(following == 0 ? head + LAST : following + PREVIOUS, previous);
        memory.store64(node + NEXT, 0);
        memory.store64(node + PREVIOUS, 0);
        memory.store64(node + OWNER, 0);
        return node;
    }

    /** Links a node at the near end; directions are given as field offsets. */
    private static long push(
            Machine m,
            long head,
            long node,
            long offset,
            int near,
            int far,
            int inwards,
            int outwards) {
        AddressSpace memory = m.memory();
        if (memory.load64(node + OWNER) != 0) {
            m.heap().release(node - offset);
            return Errno.EINVAL;
        }
        long old = memory.load64(head + near);
        memory.store64(node + inwards, old);
        memory.store64(node + outwards, 0);
        memory.store64(node + OWNER, head);
        memory.store64(head + near, node);
        if (old == 0) {
            memory.store64(head + far, node);
        } else {
            memory.store64(old + outwards, node);
        }
        return 0;
    }

    private static long pop(
            AddressSpace memory, long head, int near, int far, int inwards, int outwards) {
        long node = memory.load64(head + near);
        if (node == 0) {
            return 0;
        }
        long following = memory.load64(node + inwards);
        memory.store64(head + near, following);
        if (following == 0) {
            memory.store64(head + far, 0);
        } else {
            memory.store64(following + outwards, 0);
        }
        memory.store64(node + inwards, 0);
        memory.store64(node + OWNER, 0);
        return node;
    }
}
