package org.scxfleet.workload.gwf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.workload.TextInput.dataset;
import static org.scxfleet.workload.TextInput.lines;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.scxfleet.workload.input.JobTrace;

class GwfReaderTest {
    private static final String HEADER =
            "WorkflowID, JobID , SubmitTime, RunTime, NProcs, Dependencies";

    @Test
    void shouldReadThePublishedExcerpt() throws IOException {
        try (InputStream in = dataset("formats/sample.gwf")) {
            JobTrace trace = GwfReader.read(in, "sample.gwf");

            assertThat(trace.jobs()).hasSize(63);
            assertThat(trace.notices())
                    .extracting("code")
                    .containsExactly("gwf-field-ignored", "gwf-never-ran");
            assertThat(trace.jobs().get(6).after()).containsExactly("0/4", "0/5", "0/6");
        }
    }

    @Test
    void shouldNotLetAJobWaitForOneThatNeverRan() throws IOException {
        JobTrace trace = GwfReader.read(lines(HEADER, "0,1,0,-1,2,-1", "0,2,0,5,2,1 7"), "t.gwf");

        assertThat(trace.jobs().getFirst().after()).isEmpty();
        assertThat(trace.notices())
                .filteredOn("code", "gwf-dependency-left-out")
                .singleElement()
                .satisfies(notice -> assertThat(notice.count()).isEqualTo(2));
    }

    @Test
    void shouldRefuseJobsThatWaitForEachOther() {
        assertThatThrownBy(
                        () -> GwfReader.read(lines(HEADER, "0,1,0,5,2,2", "0,2,0,5,2,1"), "t.gwf"))
                .hasMessageContaining("t.gwf: 'Dependencies' has job 0/1 wait for jobs that wait");
    }

    @Test
    void shouldNameJobsByWorkflow() throws IOException {
        JobTrace trace =
                GwfReader.read(lines(HEADER, "0 , 1, 0, 5, 2, ", "1 , 1, 9, 5, 2, "), "t.gwf");

        assertThat(trace.jobs()).extracting(job -> job.spec().name()).containsExactly("0/1", "1/1");
    }

    @Test
    void shouldRefuseBadLines() {
        assertThatThrownBy(() -> GwfReader.read(lines(HEADER, "0,1,-1,5,2,"), "t.gwf"))
                .hasMessageStartingWith("t.gwf:2: 'SubmitTime' is -1");
        assertThatThrownBy(() -> GwfReader.read(lines(HEADER, "0,1,1,5,2,", "0,1,1,5,2,"), "t.gwf"))
                .hasMessageStartingWith("t.gwf:3: 'JobID' is \"0/1\" as in line 2");
    }
}
