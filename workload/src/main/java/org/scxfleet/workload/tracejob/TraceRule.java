package org.scxfleet.workload.tracejob;

/**
 * What a trace does not say and somebody has to.
 *
 * @param podCpus most CPUs of one pod
 * @param podGpus most GPUs of one pod
 * @param cpuMilliPerGpu CPU that a pod asks for with each GPU
 * @param periodNs of pods that work in periods whose length the trace does not say
 * @param computePpm of a period in which each thread of a GPU job computes
 * @param kernelPpm of a period in which each GPU computes
 */
public record TraceRule(
        int podCpus,
        int podGpus,
        long cpuMilliPerGpu,
        long periodNs,
        int computePpm,
        int kernelPpm) {
    /** Parts of a whole. */
    public static final int PPM = 1_000_000;

    /** Period of pods whose trace says nothing. */
    public static final long PERIOD_NS = 100_000_000;

    /** A tenth of a step prepares the next one. */
    public static final int COMPUTE_PPM = 100_000;

    /** For four fifths of a step the GPU computes. */
    public static final int KERNEL_PPM = 800_000;

    public TraceRule {
        if (podCpus < 1 || podGpus < 1 || cpuMilliPerGpu < 0 || periodNs < 1) {
            throw new IllegalArgumentException(
                    "pods of at most "
                            + podCpus
                            + " CPUs and "
                            + podGpus
                            + " GPUs, with "
                            + cpuMilliPerGpu
                            + " milli-CPU for each, in periods of "
                            + periodNs
                            + " ns");
        }
        if (computePpm < 0 || computePpm > PPM || kernelPpm < 0 || kernelPpm > PPM) {
            throw new IllegalArgumentException(
                    computePpm + " and " + kernelPpm + " parts per million of a period");
        }
    }
}
