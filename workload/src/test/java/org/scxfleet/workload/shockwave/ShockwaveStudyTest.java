package org.scxfleet.workload.shockwave;

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
import org.scxfleet.cluster.throughput.ThroughputTable;
import org.scxfleet.tests.requirement.Requirement;
import org.scxfleet.workload.gavel.MeasuredTrace;
import org.scxfleet.workload.gavel.MeasuredTraceReader;
import org.scxfleet.workload.gavel.ThroughputReader;
import org.scxfleet.workload.shockwave.ShockwaveStudy.Policy;

/** The published simulation of 120 jobs on 32 GPUs. */
class ShockwaveStudyTest {
    private static final double TOLERANCE = 0.10;

    private static ThroughputTable table;
    private static MeasuredTrace trace;

    @BeforeAll
    static void readTrace() throws IOException {
        Path folder = Requirement.shared("datasets/shockwave");
        try (InputStream in = open(folder.resolve("tacc_throughputs.json.gz"))) {
            table = ThroughputReader.read(in, "tacc_throughputs.json.gz");
        }
        try (InputStream in = open(folder.resolve("trace_120_100.tsv.gz"))) {
            trace =
                    MeasuredTraceReader.readShockwave(
                            in, "trace_120_100.tsv.gz", table, ShockwaveStudy.GPU_TYPE);
        }
    }

    private static InputStream open(Path file) throws IOException {
        return new GZIPInputStream(Files.newInputStream(file));
    }

    @ParameterizedTest
    @CsvSource({
        "MAX_MIN_FAIRNESS,33207.7,11274.1",
        "MAX_SUM_THROUGHPUT,31909.0,9654.7",
        "MIN_TOTAL_DURATION,24204.8,19806.7"
    })
    void shouldAgreeWithThePublishedSimulation(
            Policy policy, double makespanSeconds, double completionSeconds) {
        SimulationOutcome outcome =
                new ShockwaveStudy(table, ShockwaveStudy.GPU_TYPE, ShockwaveStudy.DEFAULT_GPUS)
                        .run(policy, trace.jobs());

        assertThat(outcome.count(JobPhase.FINISHED)).isEqualTo(120);
        assertThat(outcome.makespanSeconds())
                .isCloseTo(makespanSeconds, within(makespanSeconds * TOLERANCE));
        assertThat(outcome.meanCompletionSeconds())
                .isCloseTo(completionSeconds, within(completionSeconds * TOLERANCE));
    }
}
