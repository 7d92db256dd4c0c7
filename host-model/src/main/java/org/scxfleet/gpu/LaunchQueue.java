package org.scxfleet.gpu;

import java.util.Arrays;

/**
 * The launches of one stream, oldest first: a growing ring of primitives.
 *
 * <p>Launches of equal kernels that follow each other share one entry, so a burst costs one entry,
 * however long it is. A graph has an entry of its own, since it gives its place in the launch queue
 * back only with its last kernel.
 */
final class LaunchQueue {
    private static final int FIRST_CAPACITY = 8;

    private long[] durationNs = new long[FIRST_CAPACITY];
    private int[] kernels = new int[FIRST_CAPACITY];
    private boolean[] graph = new boolean[FIRST_CAPACITY];
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
        return graph[head];
    }

    void add(long kernelNs, int count, boolean asGraph) {
        inFlight += count;
        if (size > 0 && !asGraph) {
            int tail = (head + size - 1) & (kernels.length - 1);
            if (!graph[tail] && durationNs[tail] == kernelNs) {
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
        graph[place] = asGraph;
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
        boolean wasGraph = graph[head];
        boolean finished = kernels[head] == 0;
        if (finished) {
            head = (head + 1) & (kernels.length - 1);
            size--;
        }
        return wasGraph ? (finished ? 1 : 0) : count;
    }

    private void grow() {
        int capacity = kernels.length;
        long[] durations = Arrays.copyOf(durationNs, 2 * capacity);
        int[] counts = Arrays.copyOf(kernels, 2 * capacity);
        boolean[] graphs = Arrays.copyOf(graph, 2 * capacity);
        for (int i = 0; i < size; i++) {
            int from = (head + i) & (capacity - 1);
            durations[i] = durationNs[from];
            counts[i] = kernels[from];
            graphs[i] = graph[from];
        }
        durationNs = durations;
        kernels = counts;
        graph = graphs;
        head = 0;
    }
}
