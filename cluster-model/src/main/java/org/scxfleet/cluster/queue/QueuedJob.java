package org.scxfleet.cluster.queue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.job.QueueResource;

/** A job on its way through the queues. */
final class QueuedJob {
    /** In a queue: priority, then arrival, then written order. */
    static final Comparator<QueuedJob> IN_LINE =
            Comparator.comparingInt((QueuedJob queued) -> -queued.job.priority())
                    .thenComparingLong(queued -> queued.arrivesNs)
                    .thenComparingInt(queued -> queued.number);

    /** By how long they wait. */
    static final Comparator<QueuedJob> BY_ARRIVAL =
            Comparator.comparingLong((QueuedJob queued) -> queued.arrivesNs)
                    .thenComparingInt(queued -> queued.number);

    /** Who has to give way first: lowest priority, latest start, last in written order. */
    static final Comparator<QueuedJob> AS_VICTIMS =
            Comparator.comparingInt((QueuedJob queued) -> queued.job.priority())
                    .thenComparingLong(queued -> -queued.lastStartNs)
                    .thenComparingInt(queued -> -queued.number);

    /** Arrival of a job that waits for others. */
    private static final long NEVER = Long.MAX_VALUE;

    final int number;
    final Job job;
    final int leaf;
    final long[] podAmounts;

    /** Equal requests have equal numbers. */
    final int requestNumber;

    /** Pods that have not been started, or not since they were preempted. */
    private final BitSet waiting;

    private int waitingCount;

    final List<RunningPod> running = new ArrayList<>(1);

    /** How long each pod has run that was preempted and goes on where it was; null before. */
    long @Nullable [] doneNs;

    /** When it gets in line; never while it waits for other jobs to end. */
    long arrivesNs;

    /** Jobs that have to end before it arrives. */
    int jobsBefore;

    long firstStartNs = -1;
    long lastStartNs = -1;
    long finishedNs = -1;
    int attempts;
    int preemptions;
    String why = "";

    /** State of the cluster when it last asked for room by preemption in vain. */
    long preemptedInVainAt = -1;

    private long[] gangAmounts;
    private int gangOfAmounts = 1;

    QueuedJob(int number, Job job, int leaf, int requestNumber) {
        this.number = number;
        this.job = job;
        this.leaf = leaf;
        podAmounts = QueueResource.of(job.request());
        this.requestNumber = requestNumber;
        gangAmounts = podAmounts;
        waiting = new BitSet(job.podCount());
        waiting.set(0, job.podCount());
        waitingCount = job.podCount();
        arrivesNs = job.after().jobs().isEmpty() ? job.submitNs() : NEVER;
    }

    /** Whether all jobs before it have ended. */
    boolean isReady() {
        return arrivesNs != NEVER;
    }

    /** Pods that have to start together now: the gang, or one more if that runs already. */
    int podsNeeded() {
        return running.isEmpty() ? Math.min(job.startTogether(), waitingCount) : 1;
    }

    /** What {@link #podsNeeded} take. */
    long[] amountsNeeded() {
        int pods = podsNeeded();
        if (pods != gangOfAmounts) {
            gangAmounts = QueueResource.times(podAmounts, pods);
            gangOfAmounts = pods;
        }
        return gangAmounts;
    }

    boolean isWaiting() {
        return waitingCount > 0;
    }

    int podsWaiting() {
        return waitingCount;
    }

    /** The first pod that waits; it does not any more. */
    int takePod() {
        int pod = waiting.nextSetBit(0);
        waiting.clear(pod);
        waitingCount--;
        return pod;
    }

    /** The pod waits again. */
    void putBack(int pod) {
        waiting.set(pod);
        waitingCount++;
    }

    boolean isFinite() {
        return job.durationNs() != Job.ENDLESS;
    }

    long remainingNs(int pod) {
        long[] done = doneNs;
        return done == null || !isFinite() ? job.durationNs() : job.durationNs() - done[pod];
    }

    /** The pod will not have to do again what it has done. */
    void keep(int pod, long ranNs) {
        long[] done = doneNs;
        if (done == null) {
            done = new long[job.podCount()];
            doneNs = done;
        }
        // Something is left to do, or it would have ended.
        done[pod] = Math.min(done[pod] + ranNs, job.durationNs() - 1);
    }
}
