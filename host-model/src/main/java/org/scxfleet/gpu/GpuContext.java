package org.scxfleet.gpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One task's context on one device: its streams, what is in flight, and for what the task waits.
 *
 * <p>Streams with work take turns kernel by kernel, so a long burst on one stream does not hold up
 * another, as with the hardware's channels; one kernel has the whole device at a time. The turn
 * changes at kernel borders only, hence one partly executed kernel per context, which survives
 * preemption of the context.
 */
final class GpuContext {
    /** Most streams of one context. */
    static final int MAX_STREAMS = 1_024;

    /** Most work that may be pending, about 73 years: keeps every sum of times in range. */
    static final long MAX_PENDING_NS = 1L << 61;

    /** For what the task waits. */
    enum Wait {
        NOTHING,
        /** A free place in the launch queue. */
        PLACE,
        /** The end of all that is in flight. */
        ALL
    }

    final Gpu gpu;
    final int task;

    /** Number within the device, in the order of opening. */
    final int number;

    /** Next context of the same task, on another device. */
    @Nullable GpuContext nextOfTask;

    long memoryMib;

    /** Position in the round of the device, or -1 before the first launch. */
    int turn = -1;

    /** When the oldest pending work may start: its launch plus the start latency. */
    long readyNs;

    long pendingNs;
    long busyNs;
    int inFlight;

    Wait wait = Wait.NOTHING;

    /** When the task learns what it waits for, or Long.MAX_VALUE while that has not happened. */
    long dueNs = Long.MAX_VALUE;

    private long latencyNs;

    /** What the host said last about the task, and what the device counts it as. */
    FeederState onHost = FeederState.ON_CPU;

    FeederState counted = FeederState.BLOCKED;

    private final int depth;
    private int places;
    private LaunchQueue[] streams = {new LaunchQueue()};
    private int streamsWithWork;
    private int current;
    private long kernelLeftNs;

    GpuContext(Gpu gpu, int task, int number, int depth) {
        this.gpu = gpu;
        this.task = task;
        this.number = number;
        this.depth = depth;
    }

    boolean isFull() {
        return places >= depth;
    }

    int inFlight(int stream) {
        return stream < streams.length ? streams[stream].inFlight() : 0;
    }

    void add(int stream, long durationNs, int kernels, boolean graph) {
        if (durationNs > (MAX_PENDING_NS - pendingNs) / kernels
                || kernels > Integer.MAX_VALUE - inFlight) {
            throw new IllegalArgumentException(
                    "GPU work of task " + task + " is out of range: " + kernels + " kernels");
        }
        LaunchQueue queue = stream(stream);
        if (queue.isEmpty()) {
            streamsWithWork++;
        }
        queue.add(durationNs, kernels, graph);
        if (inFlight == 0) {
            current = stream;
            kernelLeftNs = durationNs;
        }
        inFlight += kernels;
        pendingNs += durationNs * kernels;
        places += graph ? 1 : kernels;
    }

    private LaunchQueue stream(int stream) {
        if (stream >= MAX_STREAMS) {
            throw new IllegalArgumentException(
                    "GPU stream " + stream + ", a context has at most " + MAX_STREAMS);
        }
        if (stream >= streams.length) {
            int known = streams.length;
            streams = Arrays.copyOf(streams, stream + 1);
            for (int i = known; i <= stream; i++) {
                streams[i] = new LaunchQueue();
            }
        }
        return streams[stream];
    }

    /**
     * Executes for that long, at most to the end of the pending work.
     *
     * @return kernels that became complete
     */
    int execute(long ns) {
        if (ns > pendingNs) {
            throw new IllegalStateException(
                    "GPU context of task " + task + " executes " + ns + " of " + pendingNs + " ns");
        }
        int before = inFlight;
        long left = ns;
        pendingNs -= ns;
        busyNs += ns;
        while (inFlight > 0 && left >= kernelLeftNs) {
            left -= kernelLeftNs;
            complete(1);
            if (inFlight > 0) {
                current = nextStream();
                kernelLeftNs = streams[current].headDurationNs();
                left -= skipWholeKernels(left);
            }
        }
        kernelLeftNs = inFlight > 0 ? kernelLeftNs - left : 0;
        return before - inFlight;
    }

    /** With a single stream at work, all but the last kernel of an entry may complete at once. */
    private long skipWholeKernels(long left) {
        if (streamsWithWork > 1 || left < kernelLeftNs) {
            return 0;
        }
        long whole = Math.min(left / kernelLeftNs, streams[current].headKernels() - 1);
        if (whole > 0) {
            complete((int) whole);
        }
        return whole * kernelLeftNs;
    }

    private void complete(int kernels) {
        LaunchQueue queue = streams[current];
        places -= queue.retire(kernels);
        inFlight -= kernels;
        if (queue.isEmpty()) {
            streamsWithWork--;
        }
    }

    private int nextStream() {
        int next = current;
        do {
            next = next + 1 == streams.length ? 0 : next + 1;
        } while (streams[next].isEmpty());
        return next;
    }

    void waitFor(Wait what, long latencyNs) {
        if (wait != Wait.NOTHING) {
            throw new IllegalStateException("task " + task + " waits for a GPU already");
        }
        wait = what;
        this.latencyNs = latencyNs;
        dueNs = Long.MAX_VALUE;
    }

    void endWait() {
        wait = Wait.NOTHING;
        dueNs = Long.MAX_VALUE;
    }

    /** Sets the time of the notice if what the task waits for has just come true. */
    boolean raise(long nowNs) {
        boolean over =
                switch (wait) {
                    case NOTHING -> false;
                    case PLACE -> !isFull();
                    case ALL -> inFlight == 0;
                };
        if (!over || dueNs != Long.MAX_VALUE) {
            return false;
        }
        dueNs = nowNs + latencyNs;
        return true;
    }

    /**
     * Execution time after which a place may become free for the waiting task; Long.MAX_VALUE if it
     * waits for none. Never too late, and exact with one stream at work.
     */
    long untilPlaceNs() {
        if (wait != Wait.PLACE || dueNs != Long.MAX_VALUE || inFlight == 0) {
            return Long.MAX_VALUE;
        }
        LaunchQueue queue = streams[current];
        if (streamsWithWork > 1) {
            return kernelLeftNs;
        }
        int kernels = queue.headKernels();
        int awaited = queue.headIsGraph() ? kernels : Math.min(kernels, places - depth + 1);
        return kernelLeftNs + (awaited - 1) * queue.headDurationNs();
    }
}
