package org.scxfleet.workload.tracejob;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.simulation.TimedJob;
import org.scxfleet.workload.input.JobTrace;

/**
 * A job of a trace.
 *
 * @param name as the trace has it
 * @param durationNs at least 1
 * @param asked what it asks for
 * @param work what it does, as far as the trace says
 * @param quality class of service, empty where the trace has none
 * @param after names of jobs that have to have ended before it arrives
 * @param thinkNs from then to its arrival
 */
public record TraceJob(
        String name,
        long submitNs,
        long durationNs,
        Asked asked,
        Work work,
        String quality,
        List<String> after,
        long thinkNs) {
    public TraceJob {
        after = List.copyOf(after);
    }

    /** A job that waits for no other. */
    public TraceJob(String name, long submitNs, long durationNs, Asked asked, Work work) {
        this(name, submitNs, durationNs, asked, work, "", List.of(), 0);
    }

    /** What a job asks for. */
    public sealed interface Asked {
        /**
         * CPUs.
         *
         * @param memoryMib of all of it, 0 where the trace does not say
         * @param inOnePod a machine of its own, which cannot be split
         */
        record Cpus(int count, long memoryMib, boolean inOnePod) implements Asked {}

        /**
         * Whole GPUs.
         *
         * @param cpuMilli of all of it, 0 where the trace does not say
         * @param models that will do; empty for any
         */
        record Gpus(int count, long cpuMilli, List<String> models) implements Asked {
            public Gpus {
                models = List.copyOf(models);
            }
        }

        /** Exactly one pod. */
        record OnePod(PodRequest request) implements Asked {}
    }

    /** What a job does. */
    public sealed interface Work {
        /** The trace does not say. */
        record Unknown() implements Work {}

        /**
         * Uses part of its CPU time.
         *
         * @param ppm parts per million
         */
        record Busy(int ppm) implements Work {}

        /**
         * Trains in steps.
         *
         * @param stepNs as measured
         */
        record Steps(long stepNs) implements Work {}
    }

    /** The jobs of a trace that counts CPUs. */
    public static List<TraceJob> onCpus(JobTrace trace) {
        List<TraceJob> jobs = new ArrayList<>(trace.jobs().size());
        for (TimedJob job : trace.jobs()) {
            jobs.add(of(job, new Asked.Cpus(job.spec().gpus(), 0, false)));
        }
        return jobs;
    }

    /** The jobs of a trace that counts GPUs. */
    public static List<TraceJob> onGpus(JobTrace trace) {
        List<TraceJob> jobs = new ArrayList<>(trace.jobs().size());
        for (TimedJob job : trace.jobs()) {
            jobs.add(of(job, new Asked.Gpus(job.spec().gpus(), 0, job.models())));
        }
        return jobs;
    }

    private static TraceJob of(TimedJob job, Asked asked) {
        return new TraceJob(
                job.spec().name(),
                job.spec().arrivalNs(),
                job.runNs(),
                asked,
                new Work.Unknown(),
                "",
                job.after(),
                job.thinkNs());
    }
}
