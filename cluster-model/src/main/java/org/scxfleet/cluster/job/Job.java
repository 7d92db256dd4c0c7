package org.scxfleet.cluster.job;

import java.util.List;
import org.scxfleet.cluster.resource.PodRequest;

/**
 * A number of equal pods that arrive together.
 *
 * @param name unique among the jobs of a run
 * @param queue path of the queue that it waits in
 * @param priority larger goes first
 * @param submitNs arrival
 * @param durationNs run time of each pod once placed, or {@link #ENDLESS}
 * @param podCount 1 to {@link #PODS_MAX}
 * @param startTogether pods that have to be placed before any starts (gang), 1 to podCount
 * @param request what each pod asks for
 * @param preemptible whether its pods can be ended before they end by themselves
 * @param after what has to have ended before it arrives
 */
public record Job(
        String name,
        String queue,
        int priority,
        long submitNs,
        long durationNs,
        int podCount,
        int startTogether,
        PodRequest request,
        boolean preemptible,
        After after) {
    /** Duration of a job whose pods never end by themselves. */
    public static final long ENDLESS = Long.MAX_VALUE;

    /** Most pods of a job. */
    public static final int PODS_MAX = 1 << 20;

    public Job {
        if (name.isEmpty() || queue.isEmpty()) {
            throw new IllegalArgumentException(
                    "job \"" + name + "\" in queue \"" + queue + "\": both names are needed");
        }
        if (submitNs < 0 || durationNs < 1) {
            throw new IllegalArgumentException(
                    "job "
                            + name
                            + " is submitted at "
                            + submitNs
                            + " ns and runs "
                            + durationNs
                            + " ns; the first starts at 0, the second at 1");
        }
        if (podCount < 1 || podCount > PODS_MAX || startTogether < 1 || startTogether > podCount) {
            throw new IllegalArgumentException(
                    "job "
                            + name
                            + " has "
                            + podCount
                            + " pods of which "
                            + startTogether
                            + " start together; the first is 1 to "
                            + PODS_MAX
                            + ", the second at most the first");
        }
    }

    /** A job that waits for no other and runs anywhere. */
    public Job(
            String name,
            String queue,
            int priority,
            long submitNs,
            long durationNs,
            int podCount,
            int startTogether,
            PodRequest request,
            boolean preemptible) {
        this(
                name,
                queue,
                priority,
                submitNs,
                durationNs,
                podCount,
                startTogether,
                request,
                preemptible,
                After.NOTHING);
    }

    /**
     * Jobs that have to have ended.
     *
     * @param jobs their names
     * @param thinkNs time from the end of the last of them to the arrival of this one
     */
    public record After(List<String> jobs, long thinkNs) {
        /** It arrives when it is submitted. */
        public static final After NOTHING = new After(List.of(), 0);

        public After {
            jobs = List.copyOf(jobs);
            if (thinkNs < 0) {
                throw new IllegalArgumentException(
                        "a job arrives " + thinkNs + " ns after others; the least is 0");
            }
        }
    }

    /** This job, after others. */
    public Job after(After newAfter) {
        return new Job(
                name,
                queue,
                priority,
                submitNs,
                durationNs,
                podCount,
                startTogether,
                request,
                preemptible,
                newAfter);
    }

    /** One pod as a job of its own. */
    public static Job single(Pod pod, String queue, long submitNs, long durationNs) {
        return new Job(pod.name(), queue, 0, submitNs, durationNs, 1, 1, pod.request(), false);
    }

    /** Name of the pod with this number. */
    public Pod pod(int index) {
        return new Pod(podCount == 1 ? name : name + "-" + index, request);
    }
}
