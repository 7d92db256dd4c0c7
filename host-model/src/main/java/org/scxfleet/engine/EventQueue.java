package org.scxfleet.engine;

import java.util.Arrays;

/**
 * The timing wheel of one host: which timer fires next.
 *
 * <p><b>What.</b> A fixed set of timers, each a small number with a rank, an owner (kernel number)
 * and a source (CPU, task or device number). A timer is armed for at most one time. {@link #pop}
 * returns the armed timer that is first by (time, rank, owner, source); the order of arming plays
 * no part, so no result can depend on it.
 *
 * <p><b>How.</b> A hierarchical wheel with 64 slots a level: a timer lies at the level of the
 * highest 6-bit digit in which its time differs from the present, so level 0 holds single
 * nanoseconds. When the first occupied slot is reached, the present jumps to the slot's smallest
 * time and the slot's other timers move to lower levels; a timer moves at most once per level.
 * Lists are intrusive, in primitive arrays: arming, cancelling and firing allocate nothing.
 *
 * <p><b>One instant.</b> Timers of the present instant wait in a run, an array in the order in
 * which they fire. What arrives in order (CPUs mostly arm in theirs) is appended; what arrives out
 * of order goes to a small heap beside it, and the smaller of the two heads fires. A cancelled
 * timer leaves a hole in the run.
 *
 * <p><b>Cost.</b> Arm and cancel are O(1); firing is O(levels between now and the deadline), in
 * practice 2 or 3 moves for microseconds to milliseconds, plus O(log k) for k timers that arrived
 * out of order at one instant.
 */
public final class EventQueue {
    /** Most timers one host may register; a bound against runaway forks. */
    public static final int MAX_TIMERS = 1 << 26;

    private static final int DIGIT_BITS = 6;
    private static final int SLOTS = 1 << DIGIT_BITS;
    private static final int LEVELS = 11;
    private static final int NOT_ARMED = -1;
    private static final int IN_RUN = 1 << 29;
    private static final int IN_HEAP = 1 << 30;
    private static final int POSITION = IN_RUN - 1;
    private static final int HOLE = -1;
    private static final int SMALL = 16;
    private static final int OWNER_SHIFT = 40;
    private static final int RANK_SHIFT = 56;

    private final int[] slotHead = new int[LEVELS * SLOTS];
    private final long[] occupied = new long[LEVELS];

    private long[] timeNs;
    private long[] key;
    private int[] next;
    private int[] previous;

    /** Slot index, IN_RUN or IN_HEAP plus the position there, or NOT_ARMED. */
    private int[] place;

    /** Timers of the present instant by ascending key, from runHead to runEnd; some are holes. */
    private int[] run = new int[SMALL];

    private int runHead;
    private int runEnd;
    private int runLength;
    private long runLastKey = Long.MIN_VALUE;

    /** Timers of the present instant that came out of order. */
    private int[] heap = new int[SMALL];

    private int heapSize;
    private int timerCount;
    private int armedCount;
    private int occupiedLevels;
    private long nowNs;

    public EventQueue(int expectedTimers) {
        int capacity = Math.max(expectedTimers, SMALL);
        timeNs = new long[capacity];
        key = new long[capacity];
        next = new int[capacity];
        previous = new int[capacity];
        place = new int[capacity];
        Arrays.fill(slotHead, -1);
    }

    /**
     * Registers a timer and returns its number.
     *
     * @param owner number of the kernel (host 0, guests from 1), below 65,536
     * @param source number of the CPU, task or device within the owner
     */
    public int register(EventRank rank, int owner, int source) {
        if (owner < 0 || owner > 0xffff || source < 0) {
            throw new IllegalArgumentException(
                    "owner " + owner + " or source " + source + " out of range");
        }
        if (timerCount == timeNs.length) {
            grow();
        }
        int timer = timerCount++;
        key[timer] = ((long) rank.ordinal() << RANK_SHIFT) | ((long) owner << OWNER_SHIFT) | source;
        place[timer] = NOT_ARMED;
        return timer;
    }

    /** Arms the timer for a time not before now; an armed timer is moved. */
    public void arm(int timer, long atNs) {
        if (atNs < nowNs) {
            throw new IllegalStateException(
                    "event in the past: " + atNs + " ns at " + nowNs + " ns");
        }
        if (place[timer] != NOT_ARMED) {
            if (timeNs[timer] == atNs) {
                return;
            }
            remove(timer);
        } else {
            armedCount++;
        }
        timeNs[timer] = atNs;
        insert(timer);
    }

    public void cancel(int timer) {
        if (place[timer] != NOT_ARMED) {
            remove(timer);
            place[timer] = NOT_ARMED;
            armedCount--;
        }
    }

    public boolean isArmed(int timer) {
        return place[timer] != NOT_ARMED;
    }

    /** Time for which an armed timer is set. */
    public long deadlineNs(int timer) {
        return timeNs[timer];
    }

    public long nowNs() {
        return nowNs;
    }

    public int armedCount() {
        return armedCount;
    }

    public int owner(int timer) {
        return (int) (key[timer] >>> OWNER_SHIFT) & 0xffff;
    }

    public int source(int timer) {
        return (int) key[timer];
    }

    public int rank(int timer) {
        return (int) (key[timer] >>> RANK_SHIFT);
    }

    /** Time of the first armed timer, or Long.MAX_VALUE. */
    public long nextTimeNs() {
        if (runLength + heapSize > 0) {
            return nowNs;
        }
        return occupiedLevels == 0 ? Long.MAX_VALUE : smallestTime(firstSlot());
    }

    /**
     * Takes the first timer whose time is below the bound and moves the present to that time.
     *
     * @return the timer, no longer armed, or -1 if none is below the bound
     */
    public int pop(long boundNs) {
        if (runLength + heapSize == 0) {
            if (occupiedLevels == 0 || !enterNextInstant(boundNs)) {
                return -1;
            }
        } else if (nowNs >= boundNs) {
            return -1;
        }
        int timer = takeFirst();
        place[timer] = NOT_ARMED;
        armedCount--;
        return timer;
    }

    private int firstSlot() {
        int level = Integer.numberOfTrailingZeros(occupiedLevels);
        return (level << DIGIT_BITS) + Long.numberOfTrailingZeros(occupied[level]);
    }

    private long smallestTime(int slot) {
        long smallest = Long.MAX_VALUE;
        for (int timer = slotHead[slot]; timer >= 0; timer = next[timer]) {
            smallest = Math.min(smallest, timeNs[timer]);
        }
        return smallest;
    }

    /** Moves the present to the first armed time if that is below the bound. */
    private boolean enterNextInstant(long boundNs) {
        int slot = firstSlot();
        long smallest = Long.MAX_VALUE;
        int last = -1;
        for (int timer = slotHead[slot]; timer >= 0; timer = next[timer]) {
            smallest = Math.min(smallest, timeNs[timer]);
            last = timer;
        }
        if (smallest >= boundNs) {
            return false;
        }
        nowNs = smallest;
        slotHead[slot] = -1;
        clearOccupied(slot);
        // The timer armed first comes first, so that a run which was armed in order stays in order.
        while (last >= 0) {
            int armedLater = previous[last];
            insert(last);
            last = armedLater;
        }
        return true;
    }

    /** Takes the first timer of the present instant off its run or heap. */
    private int takeFirst() {
        if (runLength == 0) {
            return takeFromHeap();
        }
        while (run[runHead] == HOLE) {
            runHead++;
        }
        int timer = run[runHead];
        if (heapSize > 0 && key[heap[0]] < key[timer]) {
            return takeFromHeap();
        }
        runHead++;
        shortenRun();
        return timer;
    }

    private int takeFromHeap() {
        int timer = heap[0];
        removeFromHeap(0);
        return timer;
    }

    private void insert(int timer) {
        long difference = timeNs[timer] ^ nowNs;
        if (difference == 0) {
            addToPresent(timer);
            return;
        }
        int level = (63 - Long.numberOfLeadingZeros(difference)) / DIGIT_BITS;
        int digit = (int) (timeNs[timer] >>> (level * DIGIT_BITS)) & (SLOTS - 1);
        int slot = (level << DIGIT_BITS) + digit;
        int head = slotHead[slot];
        next[timer] = head;
        previous[timer] = -1;
        if (head >= 0) {
            previous[head] = timer;
        } else {
            occupied[level] |= 1L << digit;
            occupiedLevels |= 1 << level;
        }
        slotHead[slot] = timer;
        place[timer] = slot;
    }

    private void remove(int timer) {
        int slot = place[timer];
        if (slot >= IN_RUN) {
            removeFromPresent(slot);
            return;
        }
        int before = previous[timer];
        int after = next[timer];
        if (before >= 0) {
            next[before] = after;
        } else {
            slotHead[slot] = after;
            if (after < 0) {
                clearOccupied(slot);
            }
        }
        if (after >= 0) {
            previous[after] = before;
        }
    }

    private void clearOccupied(int slot) {
        int level = slot >>> DIGIT_BITS;
        occupied[level] &= ~(1L << slot);
        if (occupied[level] == 0) {
            occupiedLevels &= ~(1 << level);
        }
    }

    private void addToPresent(int timer) {
        if (key[timer] < runLastKey) {
            addToHeap(timer);
            return;
        }
        if (runEnd == run.length) {
            closeHoles();
        }
        runLastKey = key[timer];
        place[timer] = IN_RUN + runEnd;
        run[runEnd++] = timer;
        runLength++;
    }

    private void removeFromPresent(int placeInPresent) {
        int position = placeInPresent & POSITION;
        if (placeInPresent >= IN_HEAP) {
            removeFromHeap(position);
        } else {
            run[position] = HOLE;
            shortenRun();
        }
    }

    private void shortenRun() {
        if (--runLength == 0) {
            runHead = 0;
            runEnd = 0;
            runLastKey = Long.MIN_VALUE;
        }
    }

    /** Makes room at the end of the run. */
    private void closeHoles() {
        int[] to = runLength * 2 > run.length ? new int[run.length * 2] : run;
        int end = 0;
        for (int position = runHead; position < runEnd; position++) {
            int timer = run[position];
            if (timer != HOLE) {
                place[timer] = IN_RUN + end;
                to[end++] = timer;
            }
        }
        run = to;
        runHead = 0;
        runEnd = end;
    }

    private void addToHeap(int timer) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, heapSize * 2);
        }
        siftUp(heapSize++, timer);
    }

    private void removeFromHeap(int hole) {
        int last = heap[--heapSize];
        if (hole != heapSize) {
            if (hole > 0 && key[last] < key[heap[(hole - 1) >>> 1]]) {
                siftUp(hole, last);
            } else {
                siftDown(hole, last);
            }
        }
    }

    private void siftUp(int from, int timer) {
        int position = from;
        while (position > 0) {
            int parent = (position - 1) >>> 1;
            int above = heap[parent];
            if (key[above] <= key[timer]) {
                break;
            }
            heap[position] = above;
            place[above] = IN_HEAP + position;
            position = parent;
        }
        heap[position] = timer;
        place[timer] = IN_HEAP + position;
    }

    private void siftDown(int from, int timer) {
        int position = from;
        while (true) {
            int child = 2 * position + 1;
            if (child >= heapSize) {
                break;
            }
            if (child + 1 < heapSize && key[heap[child + 1]] < key[heap[child]]) {
                child++;
            }
            int below = heap[child];
            if (key[timer] <= key[below]) {
                break;
            }
            heap[position] = below;
            place[below] = IN_HEAP + position;
            position = child;
        }
        heap[position] = timer;
        place[timer] = IN_HEAP + position;
    }

    private void grow() {
        if (timerCount >= MAX_TIMERS) {
            throw new IllegalStateException("more than " + MAX_TIMERS + " timers on one host");
        }
        int capacity = Math.min(timerCount + timerCount / 2, MAX_TIMERS);
        timeNs = Arrays.copyOf(timeNs, capacity);
        key = Arrays.copyOf(key, capacity);
        next = Arrays.copyOf(next, capacity);
        previous = Arrays.copyOf(previous, capacity);
        place = Arrays.copyOf(place, capacity);
    }
}
