package org.scxfleet.workload.swf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.workload.TextInput.dataset;
import static org.scxfleet.workload.TextInput.lines;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.scxfleet.workload.input.JobTrace;

class SwfReaderTest {
    @Test
    void shouldReadThePublishedExcerpt() throws IOException {
        try (InputStream in = dataset("formats/sample.swf")) {
            JobTrace trace = SwfReader.read(in, "sample.swf");

            assertThat(trace.jobs()).hasSize(5);
            assertThat(trace.jobs().getFirst().spec().gpus()).isEqualTo(306);
            assertThat(trace.jobs().get(2).fails()).isTrue();
            assertThat(trace.notices()).extracting("code").contains("swf-wait-ignored");
        }
    }

    @Test
    void shouldAskForTheRequestedProcessorsWhereTheGivenOnesAreUnknown() throws IOException {
        JobTrace trace =
                SwfReader.read(
                        lines("; comment", "1 10 -1 60 -1 -1 -1 8 -1 -1 1 -1 -1 -1 -1 -1 -1 -1"),
                        "t.swf");

        assertThat(trace.jobs().getFirst().spec().gpus()).isEqualTo(8);
        assertThat(trace.notices()).isEmpty();
    }

    @Test
    void shouldLetAJobFollowItsPrecedingJobAfterItsThinkTime() throws IOException {
        JobTrace trace =
                SwfReader.read(
                        lines(
                                "1 10 -1 60 4 -1 -1 -1 -1 -1 1 -1 -1 -1 -1 -1 -1 -1",
                                "2 20 -1 60 4 -1 -1 -1 -1 -1 1 -1 -1 -1 -1 -1 1 30"),
                        "t.swf");

        assertThat(trace.jobs().get(1).after()).containsExactly("1");
        assertThat(trace.jobs().get(1).thinkNs()).isEqualTo(30_000_000_000L);
        assertThat(trace.notices()).isEmpty();
    }

    @Test
    void shouldCountJobsThatNeverRan() throws IOException {
        JobTrace trace =
                SwfReader.read(
                        lines(
                                "1 10 -1 -1 4 -1 -1 8 -1 -1 5 -1 -1 -1 -1 -1 -1 -1",
                                "2 10 -1 60 4 -1 -1 8 -1 -1 5 -1 -1 -1 -1 -1 -1 -1"),
                        "t.swf");

        assertThat(trace.jobs()).singleElement().satisfies(job -> assertThat(job.fails()).isTrue());
        assertThat(trace.notices())
                .singleElement()
                .satisfies(notice -> assertThat(notice.code()).isEqualTo("swf-never-ran"));
    }

    @Test
    void shouldRefuseBadLines() {
        assertThatThrownBy(() -> SwfReader.read(lines("; only", "1 2 3"), "t.swf"))
                .hasMessageStartingWith("t.swf:2: has 3 fields; give 18: job_number");
        assertThatThrownBy(() ->
                        SwfReader.read(
                                lines("1 -5 -1 60 4 -1 -1 8 -1 -1 1 -1 -1 -1 -1 -1 -1 -1"),
                                "t.swf"))
                .hasMessageStartingWith(
                        "t.swf:1: 'submit_time' is -5; give a number of at least 0");
    }
}
