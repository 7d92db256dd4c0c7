package org.scxfleet.cluster.simulation.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scxfleet.cluster.simulation.RoundPolicy;
import org.scxfleet.cluster.simulation.SimulatedJob;

/**
 * Tiresias (Gu et al., NSDI 2019): least attained service in two dimensions, time and GPUs, made
 * discrete.
 *
 * <p>A job begins in the first queue and moves to the end of the second when it has used a
 * threshold of GPU time; it never returns (the guard against starvation is off, as in the published
 * comparison). Jobs are served queue by queue in the order in which they came into it; one that
 * does not fit is passed over.
 */
public final class TwoQueueAttainedService implements RoundPolicy {
    /** GPU hours of the published comparisons. */
    public static final int DEFAULT_THRESHOLD_GPU_HOURS = 16;

    private static final long NS_PER_HOUR = 3_600_000_000_000L;
    private static final int QUEUES = 2;

    private final long thresholdGpuNs;
    private final List<List<SimulatedJob>> queues = new ArrayList<>();
    private boolean[] seen = new boolean[0];
    private boolean[] running = new boolean[0];
    private long[] executedNs = new long[0];
    private long lastNs;

    public TwoQueueAttainedService(int thresholdGpuHours) {
        if (thresholdGpuHours < 1) {
            throw new IllegalArgumentException(
                    "a threshold of " + thresholdGpuHours + " GPU hours");
        }
        thresholdGpuNs = thresholdGpuHours * NS_PER_HOUR;
        for (int i = 0; i < QUEUES; i++) {
            queues.add(new ArrayList<>());
        }
    }

    @Override
    public String officialName() {
        return "tiresias";
    }

    @Override
    public List<Grant> decide(long nowNs, List<SimulatedJob> active, int gpus) {
        grow(active);
        for (List<SimulatedJob> queue : queues) {
            queue.removeIf(job -> job.endNs() != SimulatedJob.NEVER);
        }
        for (SimulatedJob job : active) {
            if (!seen[job.index()]) {
                seen[job.index()] = true;
                queues.getFirst().add(job);
            } else if (running[job.index()]) {
                executedNs[job.index()] += nowNs - lastNs;
                demote(job);
            }
        }
        lastNs = nowNs;
        List<Grant> grants = new ArrayList<>();
        int left = gpus;
        for (List<SimulatedJob> queue : queues) {
            for (SimulatedJob job : queue) {
                running[job.index()] = job.spec().gpus() <= left;
                if (running[job.index()]) {
                    left -= job.spec().gpus();
                    grants.add(new Grant(job, job.spec().gpus()));
                }
            }
        }
        return grants;
    }

    private void demote(SimulatedJob job) {
        if (executedNs[job.index()] >= thresholdGpuNs / job.spec().gpus()
                && queues.getFirst().remove(job)) {
            queues.getLast().add(job);
        }
    }

    private void grow(List<SimulatedJob> active) {
        int needed = active.isEmpty() ? 0 : active.getLast().index() + 1;
        if (needed > seen.length) {
            seen = Arrays.copyOf(seen, needed);
            running = Arrays.copyOf(running, needed);
            executedNs = Arrays.copyOf(executedNs, needed);
        }
    }
}
