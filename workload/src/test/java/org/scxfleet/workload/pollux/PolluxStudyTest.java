package org.scxfleet.workload.pollux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.cluster.simulation.JobPhase;
import org.scxfleet.cluster.simulation.SimulationOutcome;
import org.scxfleet.tests.requirement.Requirement;
import org.scxfleet.workload.pollux.PolluxStudy.Policy;

/** The published averages over eight workloads at four loads. */
class PolluxStudyTest {
    private static final double TOLERANCE = 0.05;

    private static PolluxJobs jobs;
    private static PolluxProfiles profiles;

    @BeforeAll
    static void readTrace() throws IOException {
        Path folder = Requirement.shared("datasets/pollux");
        try (InputStream in =
                new GZIPInputStream(Files.newInputStream(folder.resolve("jobs.csv.gz")))) {
            jobs = PolluxJobReader.read(in, "jobs.csv.gz");
        }
        try (InputStream in = Files.newInputStream(folder.resolve("application_profiles.tar.gz"))) {
            profiles = PolluxProfileReader.readArchive(in, "application_profiles.tar.gz");
        }
        PolluxJobReader.requireProfiles(jobs, profiles);
    }

    @ParameterizedTest
    @CsvSource({
        "TIRESIAS,0.5,2091.5",
        "TIRESIAS,1.0,4038.2",
        "TIRESIAS,1.5,6182.3",
        "TIRESIAS,2.0,10039.5",
        "OPTIMUS,0.5,2395.4",
        "OPTIMUS,1.0,5681.9",
        "OPTIMUS,1.5,7234.6",
        "OPTIMUS,2.0,9721.0"
    })
    void shouldAgreeWithThePublishedAverage(Policy policy, String load, double published) {
        PolluxStudy study =
                new PolluxStudy(
                        profiles, PolluxStudy.DEFAULT_NODES, PolluxStudy.DEFAULT_GPUS_PER_NODE);
        double sum = 0;
        var workloads = PolluxStudy.byWorkload(jobs.jobs(), load);
        for (var workload : workloads.entrySet()) {
            SimulationOutcome outcome = study.run(policy, workload.getValue());
            assertThat(outcome.count(JobPhase.FINISHED)).isEqualTo(workload.getValue().size());
            sum += outcome.meanCompletionSeconds();
        }

        assertThat(workloads).hasSize(8);
        assertThat(sum / workloads.size()).isCloseTo(published, within(published * TOLERANCE));
    }
}
