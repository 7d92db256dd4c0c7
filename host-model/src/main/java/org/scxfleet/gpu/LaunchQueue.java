package org.scxfleet.gpu;

import java.util.Arrays;

/**
 * The launches of one stream, oldest first: a growing ring of primitives.
 *
 * <p>Launches of equal kernels that follow each other share one entry, so a burst costs one entry,
 * however long it is. A graph has an entry of its own, since it gives its place in the launch queue
 * back only with its last kernel; so has a copy.
 */
final class LaunchQueue {
    static final byte KERNELS = 0;
    static final byte GRAPH = 1;

    /** A copy to the device; the duration is what it takes alone on its way. */
    static final byte COPY_TO_DEVICE = 2;

    static final byte COPY_TO_HOST = 3;

    /** A copy to another device over PCIe. */
    static final byte COPY_TO_PEER = 4;

    /** A copy to another device over NVLink. */
    static final byte COPY_BY_NVLINK = 5;

    private static final int FIRST_CAPACITY = 8;

    private long[] durationNs = new long[FIRST_CAPACITY];
    private int[] kernels = new int[FIRST_CAPACITY];
    private byte[] kind = new byte[FIRST_CAPACITY];

    /** Of copies: bytes a second alone, and the device or node at the far end. */
    private long[] speed = new long[FIRST_CAPACITY];

    private int[] end = new int[FIRST_CAPACITY];
    private int head;
    private int size;
    private int inFlight;

    /** Kernels not yet complete. */
    int inFlight() {
        return inFlight;
    }

    boolean isEmpty() {
        return size == 0;
    }

    long headDurationNs() {
        return durationNs[head];
    }

    int headKernels() {
        return kernels[head];
    }

    boolean headIsGraph() {
        return size > 0 && kind[head] == GRAPH;
    }

    /** Whether the next in the stream is for a copy engine. */
    boolean headIsCopy() {
        return size > 0 && kind[head] >= COPY_TO_DEVICE;
    }

    /** Whether the next in the stream is for the processors. */
    boolean headIsKernel() {
        return size > 0 && kind[head] < COPY_TO_DEVICE;
    }

    byte headKind() {
        return kind[head];
    }

    long headSpeed() {
        return speed[head];
    }

    int headEnd() {
        return end[head];
    }

    void addCopy(long durationNs, byte what, long bytesPerSecond, int farEnd) {
        add(durationNs, 1, what);
        int tail = (head + size - 1) & (kernels.length - 1);
        speed[tail] = bytesPerSecond;
        end[tail] = farEnd;
    }

    void add(long kernelNs, int count, byte what) {
        inFlight += count;
        if (size > 0 && what == KERNELS) {
            int tail = (head + size - 1) & (kernels.length - 1);
            if (kind[tail] == KERNELS && durationNs[tail] == kernelNs) {
                kernels[tail] += count;
                return;
            }
        }
        if (size == kernels.length) {
            grow();
        }
        int place = (head + size) & (kernels.length - 1);
        durationNs[place] = kernelNs;
        kernels[place] = count;
        kind[place] = what;
        size++;
    }

    /**
     * Completes kernels of the head entry.
     *
     * @return places of the launch queue that become free
     */
    int retire(int count) {
        if (size == 0 || count < 1 || count > kernels[head]) {
            throw new IllegalStateException(count + " kernels complete that were not launched");
        }
        inFlight -= count;
        kernels[head] -= count;
        boolean wasGraph = kind[head] == GRAPH;
        boolean finished = kernels[head] == 0;
        if (finished) {
            head = (head + 1) & (kernels.length - 1);
            size--;
        }
        return wasGraph ? (finished ? 1 : 0) : count;
    }

    /** Forgets all that is in flight. */
    void clear() {
        head = 0;
        size = 0;
        inFlight = 0;
    }

    private void grow() {
        int capacity = kernels.length;
        long[] durations = Arrays.copyOf(durationNs, 2 * capacity);
        int[] counts = Arrays.copyOf(kernels, 2 * capacity);
        byte[] kinds = Arrays.copyOf(kind, 2 * capacity);
        long[] speeds = Arrays.copyOf(speed, 2 * capacity);
        int[] ends = Arrays.copyOf(end, 2 * capacity);
        for (int i = 0; i < size; i++) {
            int from = (head + i) & (capacity - 1);
            durations[i] = durationNs[from];
            counts[i] = kernels[from];
            kinds[i] = kind[from];
            speeds[i] = speed[from];
            ends[i] = end[from];
        }
        durationNs = durations;
        kernels = counts;
        kind = kinds;
        speed = speeds;
        end = ends;
        head = 0;
    }
}
