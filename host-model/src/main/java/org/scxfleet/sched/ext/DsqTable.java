package org.scxfleet.sched.ext;

import org.jspecify.annotations.Nullable;

/**
 * The user DSQs of one scheduler by id: open addressing over primitive keys, because every
 * insertion looks up its queue. Never iterated in hash order: {@link #inOrder} is the order of
 * creation.
 */
final class DsqTable {
    /** Most user DSQs of one scheduler; the kernel has no limit but memory. */
    static final int MAX_DSQS = 1 << 20;

    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final java.util.ArrayList<DispatchQueue> inOrder = new java.util.ArrayList<>();
    private @Nullable DispatchQueue[] slots = new DispatchQueue[16];
    private int mask = 15;

    @Nullable DispatchQueue find(long id) {
        int slot = slot(id);
        DispatchQueue queue = slots[slot];
        while (queue != null) {
            if (queue.id() == id) {
                return queue;
            }
            slot = (slot + 1) & mask;
            queue = slots[slot];
        }
        return null;
    }

    boolean isFull() {
        return inOrder.size() >= MAX_DSQS;
    }

    void add(DispatchQueue queue) {
        inOrder.add(queue);
        if (inOrder.size() * 2 > slots.length) {
            rebuild(slots.length * 2);
        } else {
            place(queue);
        }
    }

    void remove(DispatchQueue queue) {
        inOrder.remove(queue);
        rebuild(slots.length);
    }

    java.util.List<DispatchQueue> inOrder() {
        return inOrder;
    }

    private void rebuild(int size) {
        slots = new DispatchQueue[size];
        mask = size - 1;
        for (DispatchQueue queue : inOrder) {
            place(queue);
        }
    }

    private void place(DispatchQueue queue) {
        int slot = slot(queue.id());
        while (slots[slot] != null) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = queue;
    }

    private int slot(long id) {
        return (int) ((id * SPREAD) >>> 40) & mask;
    }
}
