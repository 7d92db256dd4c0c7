package org.scxfleet.workload.pollux;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.scxfleet.cluster.goodput.ApplicationProfile;
import org.scxfleet.cluster.goodput.GoodputWork;
import org.scxfleet.cluster.simulation.GpuPool;
import org.scxfleet.cluster.simulation.JobSpec;
import org.scxfleet.cluster.simulation.RoundPolicy;
import org.scxfleet.cluster.simulation.RoundSettings;
import org.scxfleet.cluster.simulation.RoundSettings.RestartRule;
import org.scxfleet.cluster.simulation.RoundSettings.RoundEnd;
import org.scxfleet.cluster.simulation.RoundSimulation;
import org.scxfleet.cluster.simulation.SimulationOutcome;
import org.scxfleet.cluster.simulation.Work;
import org.scxfleet.cluster.simulation.policy.MarginalGain;
import org.scxfleet.cluster.simulation.policy.TwoQueueAttainedService;

/**
 * The published comparison of policies: every workload of the table on nodes of four GPUs, a
 * decision every minute, 30 seconds lost whenever a job gets other GPUs.
 */
public final class PolluxStudy {
    public static final int DEFAULT_NODES = 16;
    public static final int DEFAULT_GPUS_PER_NODE = 4;

    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long ROUND_NS = 60 * NS_PER_SECOND;
    private static final long RESTART_NS = 30 * NS_PER_SECOND;

    /** Whose embeddings cannot be split over GPUs there. */
    private static final String ONE_GPU_APPLICATION = "ncf";

    private final PolluxProfiles profiles;
    private final int nodes;
    private final int gpusPerNode;

    public PolluxStudy(PolluxProfiles profiles, int nodes, int gpusPerNode) {
        this.profiles = profiles;
        this.nodes = nodes;
        this.gpusPerNode = gpusPerNode;
    }

    /** The policies of the comparison that do not draw lots. */
    public enum Policy {
        TIRESIAS("tiresias") {
            @Override
            RoundPolicy create() {
                return new TwoQueueAttainedService(
                        TwoQueueAttainedService.DEFAULT_THRESHOLD_GPU_HOURS);
            }
        },
        OPTIMUS("optimus") {
            @Override
            RoundPolicy create() {
                return new MarginalGain();
            }
        };

        private final String officialName;

        Policy(String officialName) {
            this.officialName = officialName;
        }

        /** The name in the published tables. */
        public String officialName() {
            return officialName;
        }

        abstract RoundPolicy create();
    }

    /** The jobs of a table by workload, in the order of the file. */
    public static Map<String, List<PolluxJob>> byWorkload(List<PolluxJob> jobs, String load) {
        Map<String, List<PolluxJob>> byWorkload = new LinkedHashMap<>();
        for (PolluxJob job : jobs) {
            if (job.load().equals(load)) {
                byWorkload.computeIfAbsent(job.workload(), key -> new ArrayList<>()).add(job);
            }
        }
        return byWorkload;
    }

    /** Runs one workload. */
    public SimulationOutcome run(Policy policy, List<PolluxJob> jobs) {
        List<JobSpec> specs = new ArrayList<>();
        List<Supplier<Work>> works = new ArrayList<>();
        for (PolluxJob job : jobs) {
            specs.add(new JobSpec(job.name(), job.submitNs(), job.replicas(), 1));
            works.add(() -> work(job));
        }
        return RoundSimulation.run(
                RoundSettings.of(
                        ROUND_NS, RESTART_NS, RestartRule.PLACEMENT_CHANGED, RoundEnd.ON_THE_GRID),
                GpuPool.uniform(nodes, gpusPerNode),
                policy.create(),
                specs,
                works);
    }

    private Work work(PolluxJob job) {
        ApplicationProfile profile = profiles.byName().get(job.application());
        if (profile == null) {
            throw new IllegalArgumentException("no profile of " + job.application());
        }
        return new GoodputWork(
                profile,
                job.batchSize(),
                Math.min(gpusMax(job, profile), nodes * gpusPerNode),
                gpusPerNode);
    }

    /** Most GPUs that the job can use. */
    static int gpusMax(PolluxJob job, ApplicationProfile profile) {
        return job.application().equals(ONE_GPU_APPLICATION)
                ? 1
                : Math.max(1, job.batchSize() / profile.localBatchMin());
    }
}
