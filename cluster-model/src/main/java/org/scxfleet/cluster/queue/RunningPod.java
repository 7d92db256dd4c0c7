package org.scxfleet.cluster.queue;

import java.util.Comparator;

/** A pod that holds resources of a node. */
final class RunningPod {
    /** Order of the ends of one instant. */
    static final Comparator<RunningPod> BY_END =
            Comparator.comparingLong((RunningPod pod) -> pod.freedNs)
                    .thenComparingInt(pod -> pod.queued.number)
                    .thenComparingInt(pod -> pod.pod);

    final QueuedJob queued;
    final int pod;
    final int attempt;
    final int node;
    final long devices;
    final long startNs;
    final long endNs;

    /** When the queues learn that it has ended. */
    final long freedNs;

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
        endNs = later(startNs, queued.remainingNs(pod));
        freedNs = later(endNs, controlLatencyNs);
    }

    static long later(long timeNs, long byNs) {
        long sum = timeNs + byNs;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
