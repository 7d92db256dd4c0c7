package org.scxfleet.cluster.queue;

/**
 * Time that was held, written down three times: by job, by queue and by node. At the end the three
 * have to agree.
 */
final class Ledger {
    private static final long NS_PER_US = 1_000;

    final long[] cpuMilliUs;
    final long[] gpuMilliUs;
    final long[] lostGpuMilliUs;
    final long[] preemptions;
    private final long[] nodeGpuMilliUs;
    private long jobGpuMilliUs;

    Ledger(int queues, int nodes) {
        cpuMilliUs = new long[queues];
        gpuMilliUs = new long[queues];
        lostGpuMilliUs = new long[queues];
        preemptions = new long[queues];
        nodeGpuMilliUs = new long[nodes];
    }

    void ran(QueuedJob queued, PodRun run) {
        long gpuMilliUs = run.ranUs() * queued.job.request().gpuMilliTotal();
        cpuMilliUs[queued.leaf] += run.ranUs() * queued.job.request().cpuMilli();
        this.gpuMilliUs[queued.leaf] += gpuMilliUs;
        nodeGpuMilliUs[run.node()] += gpuMilliUs;
        jobGpuMilliUs += gpuMilliUs;
    }

    void lose(QueuedJob queued, long ranNs) {
        lostGpuMilliUs[queued.leaf] += ranNs / NS_PER_US * queued.job.request().gpuMilliTotal();
    }

    void preempted(int leaf) {
        preemptions[leaf]++;
    }

    /** Throws if the books do not agree. */
    void check() {
        long byQueue = 0;
        for (long amount : gpuMilliUs) {
            byQueue += amount;
        }
        long byNode = 0;
        for (long amount : nodeGpuMilliUs) {
            byNode += amount;
        }
        if (byQueue != jobGpuMilliUs || byNode != jobGpuMilliUs) {
            throw new IllegalStateException(
                    "GPU time does not add up: "
                            + jobGpuMilliUs
                            + " by job, "
                            + byQueue
                            + " by queue, "
                            + byNode
                            + " by node");
        }
    }
}
