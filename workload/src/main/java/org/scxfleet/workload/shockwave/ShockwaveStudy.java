package org.scxfleet.workload.shockwave;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.scxfleet.cluster.simulation.GpuPool;
import org.scxfleet.cluster.simulation.JobSpec;
import org.scxfleet.cluster.simulation.RoundPolicy;
import org.scxfleet.cluster.simulation.RoundSettings;
import org.scxfleet.cluster.simulation.RoundSettings.RestartRule;
import org.scxfleet.cluster.simulation.RoundSettings.RoundEnd;
import org.scxfleet.cluster.simulation.RoundSimulation;
import org.scxfleet.cluster.simulation.SimulationOutcome;
import org.scxfleet.cluster.simulation.Unrunnable;
import org.scxfleet.cluster.simulation.Work;
import org.scxfleet.cluster.simulation.policy.Colocation;
import org.scxfleet.cluster.simulation.policy.LeastReceivedShare;
import org.scxfleet.cluster.simulation.policy.MaxMinFairness;
import org.scxfleet.cluster.simulation.policy.MaxSumThroughput;
import org.scxfleet.cluster.simulation.policy.MinTotalDuration;
import org.scxfleet.cluster.simulation.policy.ShareRule;
import org.scxfleet.cluster.throughput.StepWork;
import org.scxfleet.cluster.throughput.ThroughputTable;
import org.scxfleet.workload.gavel.MeasuredJob;

/**
 * The published comparison of policies, all in Gavel's rounds: 120 seconds each, 20 lost by a job
 * that did not run in the round before, all GPUs of one kind and in one place.
 */
public final class ShockwaveStudy {
    public static final int DEFAULT_GPUS = 32;

    /** The kind of GPU of the comparison. */
    public static final String GPU_TYPE = "v100";

    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long ROUND_NS = 120 * NS_PER_SECOND;
    private static final long RESTART_NS = 20 * NS_PER_SECOND;

    private final ThroughputTable table;
    private final String gpuType;
    private final int nodes;
    private final int gpusPerNode;

    /** The policies of the comparison that are built here. */
    public enum Policy {
        MAX_MIN_FAIRNESS(new MaxMinFairness()),
        MAX_SUM_THROUGHPUT(new MaxSumThroughput()),
        MIN_TOTAL_DURATION(new MinTotalDuration());

        private final ShareRule rule;

        Policy(ShareRule rule) {
            this.rule = rule;
        }

        /** The name in the published table. */
        public String officialName() {
            return rule.officialName();
        }
    }

    /** As published: all GPUs in one place. */
    public ShockwaveStudy(ThroughputTable table, String gpuType, int gpus) {
        this(table, gpuType, 1, gpus);
    }

    /**
     * On several nodes a job whose GPUs are spread has the rates that were measured so.
     *
     * @param gpuType a kind of GPU of the table
     */
    public ShockwaveStudy(ThroughputTable table, String gpuType, int nodes, int gpusPerNode) {
        this.table = table;
        this.gpuType = gpuType;
        this.nodes = nodes;
        this.gpusPerNode = gpusPerNode;
    }

    /** Runs the trace, every job on GPUs of its own. */
    public SimulationOutcome run(Policy policy, List<MeasuredJob> jobs) {
        return run(policy, jobs, false);
    }

    /**
     * Runs the trace.
     *
     * @param colocated whether jobs that would wait may share GPUs with running ones
     */
    public SimulationOutcome run(Policy policy, List<MeasuredJob> jobs, boolean colocated) {
        List<JobSpec> specs = new ArrayList<>();
        List<Supplier<Work>> works = new ArrayList<>();
        for (MeasuredJob job : jobs) {
            specs.add(new JobSpec(job.name(), job.arrivalNs(), job.kind().gpus(), job.weight()));
            works.add(() -> work(job));
        }
        return RoundSimulation.run(
                RoundSettings.of(
                        ROUND_NS,
                        RESTART_NS,
                        RestartRule.NOT_IN_LAST_ROUND,
                        RoundEnd.WITH_THE_LAST_JOB),
                GpuPool.uniform(nodes, gpusPerNode),
                colocated ? new Colocation(rounds(policy)) : rounds(policy),
                specs,
                works);
    }

    private static RoundPolicy rounds(Policy policy) {
        return new LeastReceivedShare(policy.rule, LeastReceivedShare.DEFAULT_SHARES_NS, ROUND_NS);
    }

    /** A job that ran half as long again as its user said is taken as done. */
    private Work work(MeasuredJob job) {
        if (table.alone(gpuType, job.kind(), false).orElse(0) <= 0) {
            return new Unrunnable(job.kind().type() + " was not measured");
        }
        long limitNs =
                job.durationNs() == MeasuredJob.UNKNOWN
                        ? Long.MAX_VALUE
                        : job.durationNs() + job.durationNs() / 2;
        return new StepWork(
                table, gpuType, nodes > 1, job.kind(), job.totalSteps(), job.batchRule(), limitNs);
    }
}
