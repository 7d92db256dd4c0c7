package org.scxfleet.cluster.queue;

import java.util.List;
import org.scxfleet.cluster.job.Job;

/**
 * What became of all jobs and queues of a run.
 *
 * @param settings how the queues worked
 * @param jobs in the order of the run
 * @param podRuns in the order in which they began
 * @param queues the root first, a parent before its children
 * @param preemptions jobs that had to make room, each time
 * @param explanations of the jobs that were asked for
 */
public record QueueOutcome(
        QueueSettings settings,
        List<JobOutcome> jobs,
        List<PodRun> podRuns,
        List<QueueFigures> queues,
        long preemptions,
        List<JobExplanation> explanations) {
    public QueueOutcome {
        jobs = List.copyOf(jobs);
        podRuns = List.copyOf(podRuns);
        queues = List.copyOf(queues);
        explanations = List.copyOf(explanations);
    }

    /** How many jobs are in this state. */
    public long count(JobState state) {
        return jobs.stream().filter(job -> job.state() == state).count();
    }

    /**
     * One job.
     *
     * @param queue number of its queue in {@link #queues}
     * @param readyNs when it got in line: its submission, or later if other jobs had to end before;
     *     {@link #NOT_READY} if they have not
     * @param firstStartNs when its first pod started, -1 if none did
     * @param finishedNs when its last pod ended, -1 if one has not
     * @param attempts how often it was started
     * @param reason why it waits or was rejected; else empty
     */
    public record JobOutcome(
            Job job,
            int queue,
            JobState state,
            long readyNs,
            long firstStartNs,
            long finishedNs,
            int attempts,
            String reason) {
        /** Of a job that waits for others to end. */
        public static final long NOT_READY = -1;

        /** In line, up to the first start; of a job that never started, to the given end. */
        public long waitedNs(long endNs) {
            if (readyNs == NOT_READY) {
                return 0;
            }
            return (firstStartNs < 0 ? Math.max(endNs, readyNs) : firstStartNs) - readyNs;
        }
    }

    /**
     * One queue with all below it.
     *
     * @param path names from the top
     * @param leaf jobs wait in it
     * @param jobs by the ordinal of {@link JobState}
     * @param preemptions of its jobs
     * @param waitedNs of all its jobs that arrived and were not rejected
     * @param longestWaitNs of those
     * @param cpuMilliUs CPU held, in thousandths times microseconds
     * @param gpuMilliUs GPU held, in the same unit
     * @param lostGpuMilliUs of that, for what preempted jobs have to do again
     * @param entitledCpuMilli what it can count on
     * @param entitledGpuMilli what it can count on
     */
    public record QueueFigures(
            String path,
            int parent,
            boolean leaf,
            int weight,
            List<Long> jobs,
            long preemptions,
            long waitedNs,
            long longestWaitNs,
            long cpuMilliUs,
            long gpuMilliUs,
            long lostGpuMilliUs,
            long entitledCpuMilli,
            long entitledGpuMilli) {
        public QueueFigures {
            jobs = List.copyOf(jobs);
        }

        /** Jobs in this state. */
        public long jobs(JobState state) {
            return jobs.get(state.ordinal());
        }

        /** All its jobs. */
        public long allJobs() {
            return jobs.stream().mapToLong(Long::longValue).sum();
        }
    }
}
