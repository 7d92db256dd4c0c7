package org.scxfleet.policy.storage;

/**
 * A FIFO of numbers with a fixed bound, as a BPF queue map: a push onto a full queue is refused.
 *
 * <p>Memory follows the longest length reached, not the bound, because a host may have thousands of
 * such queues and most stay short.
 */
public final class BoundedIntQueue {
    /** What {@link #pop} returns when there is nothing. */
    public static final int EMPTY = -1;

    private static final int FIRST_SIZE = 16;

    private final int capacity;
    private int[] ring = new int[0];
    private int head;
    private int size;

    /**
     * @param capacity most numbers that it holds, at least 1
     */
    public BoundedIntQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a queue needs a capacity, got " + capacity);
        }
        this.capacity = capacity;
    }

    /**
     * Appends a number that is not negative.
     *
     * @return false if the queue is full
     */
    public boolean push(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a queue holds numbers from 0, got " + number);
        }
        if (size == capacity) {
            return false;
        }
        if (size == ring.length) {
            grow();
        }
        int tail = head + size;
        ring[tail < ring.length ? tail : tail - ring.length] = number;
        size++;
        return true;
    }

    /** Takes the oldest number, or {@link #EMPTY}. */
    public int pop() {
        if (size == 0) {
            return EMPTY;
        }
        int number = ring[head];
        head = head + 1 == ring.length ? 0 : head + 1;
        size--;
        return number;
    }

    public int size() {
        return size;
    }

    public boolean isEmpty() {
        return size == 0;
    }

    private void grow() {
        int[] longer = new int[Math.min(capacity, Math.max(FIRST_SIZE, ring.length * 2))];
        for (int i = 0; i < size; i++) {
            int from = head + i;
            longer[i] = ring[from < ring.length ? from : from - ring.length];
        }
        ring = longer;
        head = 0;
    }
}
