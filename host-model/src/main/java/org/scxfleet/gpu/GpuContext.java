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

    GpuProfile profile = GpuProfile.DEFAULT;

    /** How fast its kernels are at present. */
    final Pace pace = new Pace();

    /** Executes at present, beside others, on a device that runs several at a time. */
    boolean executing;

    /** When the task launched to the device for the first time; -1 before. */
    long firstLaunchNs = -1;

    /** When it did so last. */
    long lastLaunchNs = -1;

    /** Position in the round of the device, or -1 before the first launch. */
    int turn = -1;

    /** When the oldest pending work may start: its launch plus the start latency. */
    long readyNs;

    /** Of kernels. */
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

    /** Streams whose next is a kernel. */
    private int streamsWithWork;

    /** Copies in flight. */
    private int copies;

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

    void launchedAt(long nowNs) {
        if (firstLaunchNs < 0) {
            firstLaunchNs = nowNs;
        }
        lastLaunchNs = nowNs;
    }

    /** Whether some kernel waits for nothing but the processors. */
    boolean hasKernels() {
        return streamsWithWork > 0;
    }

    /**
     * Adds a copy to a stream.
     *
     * @param kind of {@link LaunchQueue}
     * @param speed bytes a second alone
     * @param end the device or node at the far end
     */
    void addCopy(int stream, long durationNs, byte kind, long speed, int end) {
        LaunchQueue queue = stream(stream);
        boolean first = queue.isEmpty();
        queue.addCopy(durationNs, kind, speed, end);
        inFlight++;
        places++;
        copies++;
        if (first) {
            gpu.copyReady(this, stream, queue);
        }
    }

    /** The copy at the head of the stream is complete. */
    void copyDone(int stream) {
        LaunchQueue queue = streams[stream];
        places -= queue.retire(1);
        inFlight--;
        copies--;
        nextInStream(stream, queue);
    }

    /** The head of the stream is another one. */
    private void nextInStream(int stream, LaunchQueue queue) {
        if (queue.headIsCopy()) {
            gpu.copyReady(this, stream, queue);
        } else if (queue.headIsKernel()) {
            kernelReady(stream, queue.headDurationNs());
        }
    }

    private void kernelReady(int stream, long durationNs) {
        if (streamsWithWork++ == 0) {
            current = stream;
            kernelLeftNs = durationNs;
        }
    }

    /**
     * Forgets all that is in flight.
     *
     * @return how much that was
     */
    int dropAll() {
        int dropped = inFlight;
        for (LaunchQueue queue : streams) {
            queue.clear();
        }
        inFlight = 0;
        places = 0;
        copies = 0;
        pendingNs = 0;
        streamsWithWork = 0;
        kernelLeftNs = 0;
        pace.clear();
        return dropped;
    }

    void add(int stream, long durationNs, int kernels, boolean graph) {
        if (durationNs > (MAX_PENDING_NS - pendingNs) / kernels
                || kernels > Integer.MAX_VALUE - inFlight) {
            throw new IllegalArgumentException(
                    "GPU work of task " + task + " is out of range: " + kernels + " kernels");
        }
        LaunchQueue queue = stream(stream);
        boolean first = queue.isEmpty();
        queue.add(durationNs, kernels, graph ? LaunchQueue.GRAPH : LaunchQueue.KERNELS);
        if (first) {
            kernelReady(stream, durationNs);
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
     * Executes for that long, at its pace.
     *
     * @return kernels that became complete
     */
    int pass(long elapsedNs) {
        busyNs += elapsedNs;
        return execute(pace.pass(elapsedNs));
    }

    /**
     * Does so much of its work, at most to the end of the pending work.
     *
     * @return kernels that became complete
     */
    private int execute(long ns) {
        if (ns > pendingNs) {
            throw new IllegalStateException(
                    "GPU context of task " + task + " executes " + ns + " of " + pendingNs + " ns");
        }
        int before = inFlight;
        long left = ns;
        pendingNs -= ns;
        while (streamsWithWork > 0 && left >= kernelLeftNs) {
            left -= kernelLeftNs;
            complete(1);
            if (streamsWithWork > 0) {
                current = nextStream();
                kernelLeftNs = streams[current].headDurationNs();
                left -= skipWholeKernels(left);
            }
        }
        kernelLeftNs = streamsWithWork > 0 ? kernelLeftNs - left : 0;
        if (streamsWithWork == 0) {
            pace.clear();
        }
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
        if (!queue.headIsKernel()) {
            streamsWithWork--;
            nextInStream(current, queue);
        }
    }

    private int nextStream() {
        int next = current;
        do {
            next = next + 1 == streams.length ? 0 : next + 1;
        } while (!streams[next].headIsKernel());
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

    /** Time until something outside can notice a change, if it executes all the time. */
    long untilChangeNs() {
        long workNs = copies > 0 ? kernelLeftNs : Math.min(pendingNs, untilPlaceNs());
        return pace.untilNs(workNs);
    }

    /**
     * Execution time after which a place may become free for the waiting task; Long.MAX_VALUE if it
     * waits for none. Never too late, and exact with one stream at work.
     */
    private long untilPlaceNs() {
        if (wait != Wait.PLACE || dueNs != Long.MAX_VALUE || streamsWithWork == 0) {
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
