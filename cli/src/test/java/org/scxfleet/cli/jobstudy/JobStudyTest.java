package org.scxfleet.cli.jobstudy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scxfleet.cli.yaml.InputException;

class JobStudyTest {
    @TempDir private Path folder;

    private Path file(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private static JobStudyReport run(
            StudyFormat format, Path jobs, Path expected, int nodes, String... policies) {
        return new JobStudy(
                        format,
                        new StudyOptions(
                                jobs,
                                null,
                                null,
                                expected,
                                "v100",
                                nodes,
                                4,
                                null,
                                0,
                                1,
                                false,
                                List.of(policies)))
                .run();
    }

    private static JobStudyReport run(StudyFormat format, Path jobs, String... policies) {
        return new JobStudy(
                        format,
                        new StudyOptions(
                                jobs,
                                null,
                                null,
                                null,
                                "v100",
                                1,
                                4,
                                null,
                                0,
                                1,
                                false,
                                List.of(policies)))
                .run();
    }

    @Test
    void shouldAccountForEveryJobInItsDocument() throws IOException {
        Path jobs =
                file(
                        "jobs.csv",
                        "job_id,num_gpu,submit_time,duration",
                        "a,4,0,100",
                        "b,2,10,100",
                        "large,5,20,100");
        ObjectNode row =
                (ObjectNode) run(StudyFormat.TIRESIAS, jobs, "fifo").document().at("/rows/0");

        assertThat(row.get("jobs").asInt()).isEqualTo(3);
        assertThat(row.get("finished").asInt()).isEqualTo(2);
        assertThat(row.get("rejected").asInt()).isEqualTo(1);
        assertThat(row.get("rejected_jobs").get(0).asText()).isEqualTo("large");
        assertThat(row.get("mean_jct_s").asDouble()).isEqualTo((100 + 190) / 2.0);
        assertThat(row.get("makespan_s").asDouble()).isEqualTo(200);
        assertThat(row.get("gpu_seconds").asInt()).isEqualTo(600);
    }

    @Test
    void shouldRunAllPoliciesThatFitWhereNoneIsNamed() throws IOException {
        Path jobs = file("jobs.csv", "job_id,num_gpu,submit_time,duration", "a,4,0,100");

        assertThat(run(StudyFormat.TIRESIAS, jobs).rows())
                .extracting(StudyRow::policy)
                .containsExactly("fifo", "first_fit", "shortest_first", "las");
    }

    @Test
    void shouldRefuseWhatDoesNotFitTheFormat() throws IOException {
        Path jobs = file("jobs.csv", "job_id,num_gpu,submit_time,duration", "a,4,0,100");

        assertThatThrownBy(() -> run(StudyFormat.TIRESIAS, jobs, "optimus"))
                .hasMessageContaining("has no policy \"optimus\"; there are fifo, first_fit");
        assertThatThrownBy(() -> run(StudyFormat.TIRESIAS, jobs, jobs, 1))
                .hasMessageContaining("no figures were published for format tiresias");
        assertThatThrownBy(() -> run(StudyFormat.TIRESIAS, jobs, jobs, 0))
                .hasMessageContaining("needs --nodes N and --gpus-per-node N, or --node-list FILE");
    }

    @Test
    void shouldNameTheLineOfABadJob() throws IOException {
        Path jobs = file("jobs.csv", "job_id,num_gpu,submit_time,duration", "a,4,-1,100");

        assertThatThrownBy(() -> run(StudyFormat.TIRESIAS, jobs))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("jobs.csv:2: 'submit_time' is -1");
    }
}
