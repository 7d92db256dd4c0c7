package org.scxfleet.workload.batsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.workload.TextInput.dataset;
import static org.scxfleet.workload.TextInput.lines;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatsimReaderTest {
    private static final String DELAY =
            "\"profiles\": {\"d\": {\"type\": \"delay\", \"delay\": 10}}}";

    private static BatsimReader.Workload read(String... jobs) throws IOException {
        return BatsimReader.read(
                lines("{\"nb_res\": 4, \"jobs\": [", String.join(",\n", jobs), "],", DELAY),
                "t.json");
    }

    @ParameterizedTest
    @CsvSource({
        "example_workload_hpc_seed1_jobs250, 250, 128",
        "test_batsim_paper_workload_seed1, 800, 32"
    })
    void shouldReadThePublishedWorkloads(String name, int jobs, int resources) throws IOException {
        try (InputStream in = dataset("batsim/" + name + ".json.gz")) {
            BatsimReader.Workload workload = BatsimReader.read(in, name);

            assertThat(workload.trace().jobs()).hasSize(jobs);
            assertThat(workload.resources()).isEqualTo(resources);
        }
    }

    @Test
    void shouldEndAJobAtItsWallTime() throws IOException {
        var job =
                read("{\"id\": 1, \"subtime\": 0.5, \"res\": 2, \"profile\": \"d\", \"walltime\": 4}")
                        .trace()
                        .jobs()
                        .getFirst();

        assertThat(job.runNs()).isEqualTo(4_000_000_000L);
        assertThat(job.fails()).isTrue();
        assertThat(job.spec().arrivalNs()).isEqualTo(500_000_000L);
    }

    @Test
    void shouldLeaveOutJobsWhoseTimeIsNotKnown() throws IOException {
        var workload =
                BatsimReader.read(
                        lines(
                                "{\"jobs\": [{\"id\": 1, \"subtime\": 0, \"res\": 1, \"profile\": \"c\"},",
                                "{\"id\": 2, \"subtime\": 0, \"res\": 1, \"profile\": \"d\"}],",
                                "\"profiles\": {\"c\": {\"type\": \"parallel_homogeneous\", \"cpu\": 1e9},",
                                "\"d\": {\"type\": \"delay\", \"delay\": 10}}}"),
                        "t.json");

        assertThat(workload.trace().jobs()).hasSize(1);
        assertThat(workload.trace().notices())
                .extracting("code")
                .containsExactly("batsim-no-duration");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\": 1, \"subtime\": -1, \"res\": 1, \"profile\": \"d\"}|t.json:2:1: 'subtime' is -1",
                "{\"id\": 1, \"subtime\": 0, \"res\": 0, \"profile\": \"d\"}|t.json:2:1: 'res' is 0",
                "{\"id\": 1, \"subtime\": 0, \"profile\": \"d\"}|t.json:2:1: 'res' is missing",
                "{\"id\": 1, \"subtime\": 0, \"res\": 1, \"profile\": \"x\"}|t.json:2:1: 'profile' is \"x\"",
                "{\"id\": 1, \"subtime\": 0, \"res\": 1, |t.json:3:"
            })
    void shouldRefuseBadJobs(String job, String message) {
        assertThatThrownBy(() -> read(job)).hasMessageStartingWith(message);
    }
}
