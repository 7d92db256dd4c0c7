package org.scxfleet.workload.tiresias;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.workload.TextInput.dataset;
import static org.scxfleet.workload.TextInput.lines;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.cluster.simulation.SlotNode;
import org.scxfleet.cluster.simulation.TimedJob;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.JobTrace;

class TiresiasReaderTest {
    private static final String HEADER = "job_id,num_gpu,submit_time,iterations,duration";

    @Test
    void shouldReadThePublishedTrace() throws IOException {
        try (InputStream in = dataset("tiresias/60_job.csv")) {
            JobTrace trace = TiresiasReader.readJobs(in, "60_job.csv");

            assertThat(trace.jobs()).hasSize(60);
            assertThat(trace.jobs().getFirst().spec().gpus()).isEqualTo(1);
            assertThat(trace.jobs().getFirst().runNs()).isEqualTo(164_000_000_000L);
            assertThat(trace.notices())
                    .singleElement()
                    .satisfies(notice -> assertThat(notice.count()).isEqualTo(180));
        }
    }

    @Test
    void shouldReadTheShapeOfACluster() throws IOException {
        try (InputStream in = dataset("tiresias/n160g8.csv")) {
            assertThat(TiresiasReader.readCluster(in, "n160g8.csv"))
                    .hasSize(160)
                    .containsOnly(new SlotNode("", 8));
        }
    }

    @Test
    void shouldReadGpuTimes() throws IOException {
        try (InputStream in = dataset("tiresias/yarn-gput1000.csv")) {
            assertThat(TiresiasReader.readGpuSeconds(in, "yarn-gput1000.csv")).hasSize(1001);
        }
    }

    @Test
    void shouldKeepTheOrderOfTheFile() throws IOException {
        JobTrace trace = TiresiasReader.readJobs(lines(HEADER, "b,2,5,7,9", "a,1,3,7,9"), "t.csv");

        assertThat(trace.jobs())
                .extracting(TimedJob::spec)
                .extracting("name")
                .containsExactly("b", "a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a,0,5,7,9;t.csv:2: 'num_gpu' is 0; give a whole number from 1",
                "a,1,-5,7,9;t.csv:2: 'submit_time' is -5; give a whole number from 0",
                "a,1,5,7,0;t.csv:2: 'duration' is 0; give a whole number from 1",
                "a,1,5,7;t.csv:2: has 4 fields; give 5 as in the header line"
            })
    void shouldRefuseBadLines(String line, String message) {
        assertThatThrownBy(() -> TiresiasReader.readJobs(lines(HEADER, line), "t.csv"))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldRefuseANameGivenTwiceAndAMissingColumn() {
        assertThatThrownBy(
                        () -> TiresiasReader.readJobs(lines(HEADER, "a,1,1,1,1", "a,1,1,1,1"), "t"))
                .hasMessageContaining("t:3: 'job_id' is \"a\" as in line 2");
        assertThatThrownBy(() -> TiresiasReader.readJobs(lines("job_id,num_gpu", "a,1"), "t"))
                .hasMessageContaining("t:1: 'submit_time' is missing from the header line");
    }
}
