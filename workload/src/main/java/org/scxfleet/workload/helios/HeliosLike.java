package org.scxfleet.workload.helios;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.workload.helios.HeliosReader.Summary;
import org.scxfleet.workload.tracejob.TraceJob;

/**
 * Made-up jobs and nodes that resemble one cluster of the trace: as many GPUs, GPU jobs as often as
 * there on average, with the same median and mean of durations and about the same mean of GPUs.
 *
 * <p>Arrivals are a Poisson process, which has neither days nor weekends. Durations are lognormal,
 * which the median and the mean determine. A job has 1, 2, 4 … 64 GPUs, half as often with each
 * step up or as often as the mean asks for. Nothing else of the trace is in it: its job logs are
 * not part of what is published with the summary.
 */
public final class HeliosLike {
    /** Days of the trace, April to September. */
    private static final double DAYS = 183;

    private static final double NS_PER_SECOND = 1e9;
    private static final double NS_PER_DAY = 86_400 * NS_PER_SECOND;
    private static final int GPUS_PER_NODE = 8;

    /** Nodes of that trace: 48 CPUs, 376 GB. */
    private static final long NODE_CPU_MILLI = 48_000;

    private static final long NODE_MEMORY_MIB = 376L * 1_024;
    private static final String MODEL = "V100M32";
    private static final int SIZES = 7;

    private HeliosLike() {}

    /** Nodes of eight GPUs, as many as the cluster's GPUs need. */
    public static List<NodeSpec> nodes(Summary cluster) {
        List<NodeSpec> nodes = new ArrayList<>();
        for (int node = 0; node < Math.ceilDiv(cluster.gpus(), GPUS_PER_NODE); node++) {
            nodes.add(
                    new NodeSpec(
                            cluster.cluster().toLowerCase(Locale.ROOT)
                                    + "-"
                                    + String.format(Locale.ROOT, "%04d", node),
                            NODE_CPU_MILLI,
                            NODE_MEMORY_MIB,
                            GPUS_PER_NODE,
                            MODEL));
        }
        return nodes;
    }

    /**
     * The jobs of so much time.
     *
     * @param untilNs the last arrival is before
     */
    public static List<TraceJob> jobs(Summary cluster, long seed, long untilNs) {
        SeededRandom random = new SeededRandom(SeedTree.derive(seed, "helios-like"));
        double mu = StrictMath.log(cluster.medianGpuRunSeconds());
        double sigma =
                StrictMath.sqrt(
                        2
                                * StrictMath.log(
                                        Math.max(
                                                1,
                                                cluster.meanGpuRunSeconds()
                                                        / cluster.medianGpuRunSeconds())));
        double betweenNs = NS_PER_DAY * DAYS / cluster.gpuJobs();
        double ratio = ratio(cluster.meanGpus());
        List<TraceJob> jobs = new ArrayList<>();
        double atNs = betweenNs * exponential(random);
        while (atNs < untilNs) {
            double seconds = StrictMath.exp(mu + sigma * normal(random));
            jobs.add(
                    new TraceJob(
                            "job-" + jobs.size(),
                            (long) atNs,
                            Math.max(1, Math.round(Math.min(seconds, 1e8) * NS_PER_SECOND)),
                            new TraceJob.Asked.Gpus(gpus(random, ratio), 0, List.of()),
                            new TraceJob.Work.Unknown()));
            atNs += betweenNs * exponential(random);
        }
        return jobs;
    }

    private static double uniform(SeededRandom random) {
        return (random.below(1L << 53) + 0.5) / (1L << 53);
    }

    private static double exponential(SeededRandom random) {
        return -StrictMath.log(uniform(random));
    }

    private static double normal(SeededRandom random) {
        return StrictMath.sqrt(-2 * StrictMath.log(uniform(random)))
                * StrictMath.cos(2 * StrictMath.PI * uniform(random));
    }

    /** How often 2^(i+1) GPUs come for once 2^i, so that the mean is this; at most twice. */
    private static double ratio(double mean) {
        double low = 0;
        double high = 2;
        for (int step = 0; step < 60; step++) {
            double middle = (low + high) / 2;
            if (meanGpus(middle) < mean) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double meanGpus(double ratio) {
        double weights = 0;
        double sum = 0;
        double weight = 1;
        for (int size = 0; size < SIZES; size++) {
            weights += weight;
            sum += weight * (1 << size);
            weight *= ratio;
        }
        return sum / weights;
    }

    private static int gpus(SeededRandom random, double ratio) {
        double weights = 0;
        for (int size = 0; size < SIZES; size++) {
            weights += StrictMath.pow(ratio, size);
        }
        double drawn = uniform(random) * weights;
        for (int size = 0; size < SIZES; size++) {
            drawn -= StrictMath.pow(ratio, size);
            if (drawn < 0) {
                return 1 << size;
            }
        }
        return 1 << (SIZES - 1);
    }
}
