package org.scxfleet.cluster.queue;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A pod that holds resources of a node. */
final class RunningPod {
    /** Order of the ends of one instant. */
    static final Comparator<RunningPod> BY_END =
            Comparator.comparingLong(RunningPod::freedNs)
                    .thenComparingInt(pod -> pod.queued.number)
                    .thenComparingInt(pod -> pod.pod);

    final QueuedJob queued;
    final int pod;
    final int attempt;
    final int node;
    final long devices;
    final long startNs;
    private final long controlLatencyNs;

    /** How far it has come; null if it never ends by itself. */
    private final @Nullable Pace pace;

    private long endNs;

    /** It was preempted; its end does not matter any more. */
    boolean gone;

    RunningPod(
            QueuedJob queued,
            int pod,
            int node,
            long devices,
            long startNs,
            long controlLatencyNs) {
        this.queued = queued;
        this.pod = pod;
        this.attempt = queued.attempts;
        this.node = node;
        this.devices = devices;
        this.startNs = startNs;
        this.controlLatencyNs = controlLatencyNs;
        pace = queued.isFinite() ? new Pace(queued.remainingNs(pod), startNs) : null;
        endNs = pace == null ? Long.MAX_VALUE : pace.endNs();
    }

    /** When it ends, at its present pace. */
    long endNs() {
        return endNs;
    }

    /** When the queues learn that it has ended. */
    long freedNs() {
        return later(endNs, controlLatencyNs);
    }

    /** It goes on at another pace; whoever keeps it in an order takes it out before. */
    void changePace(long nowNs, int ppm) {
        Pace known = pace;
        if (known != null) {
            known.change(nowNs, ppm);
            endNs = known.endNs();
        }
    }

    /** Work that it has done by then, of its job's duration. */
    long workNs(long atNs) {
        Pace known = pace;
        return known == null
                ? Math.max(0, atNs - startNs)
                : known.doneNs(Math.max(startNs, Math.min(atNs, endNs)));
    }

    /** Throws unless all its work is done at its end. */
    void requireDone() {
        Pace known = pace;
        if (known != null) {
            known.requireDone(endNs);
        }
    }

    static long later(long timeNs, long byNs) {
        long sum = timeNs + byNs;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
