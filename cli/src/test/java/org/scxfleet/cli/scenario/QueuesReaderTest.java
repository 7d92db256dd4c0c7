package org.scxfleet.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.run.QueuedWork;

class QueuesReaderTest {
    private static final String HEAD =
            """
            duration: 1s
            hosts: [{name: a, count: 2, topology: 4, scheduler: simple}]
            """;

    @TempDir private Path folder;

    @Test
    void shouldReadQueuesAndJobs() {
        Scenario scenario =
                read(
                        HEAD
                                + """
                                queues:
                                  - {name: team, weight: 300, guarantee: {cpu: 6}}
                                  - {name: left, parent: team, guarantee: {cpu: 2.5}}
                                queueing: {policy: quota, preemption: all, starvation_after: 1s}
                                jobs:
                                  - {name: j, queue: left, count: 2, interval: 10ms, cpu: 1.5, pods: 3, gang: 2}
                                explain: j-1
                                """);

        QueuedWork queued = scenario.run().queued();
        assertThat(queued.queues().get(1).guarantee().get(0)).isEqualTo(2_500);
        assertThat(queued.settings().starvationAfterNs()).isEqualTo(1_000_000_000L);
        Job second = queued.jobs().get(1).job();
        assertThat(second.name()).isEqualTo("j-1");
        assertThat(second.submitNs()).isEqualTo(10_000_000);
        assertThat(second.startTogether()).isEqualTo(2);
        assertThat(second.durationNs()).isEqualTo(Job.ENDLESS);
        assertThat(scenario.run().explained()).containsExactly("j-1");
        assertThat(scenario.notices())
                .extracting("code")
                .containsExactly("queue-weights-not-enforced");
    }

    @Test
    void shouldSendThePodsOfATraceToQueuesByTheirQuality() {
        String text =
                """
                duration: 1s
                queues: [{name: serving}, {name: rest}]
                jobs:
                  format: openb-like
                  node_count: 4
                  pod_count: 30
                  queue: {LS: serving, BE: rest, Burstable: rest, Guaranteed: rest}
                """;

        QueuedWork queued = read(text).run().queued();

        assertThat(queued.jobs()).hasSize(30);
        assertThat(queued.jobs())
                .allMatch(job -> job.job().queue().equals("serving") == job.quality().equals("LS"));
    }

    @Test
    void shouldHaveOneQueueWhereNoneIsDescribed() {
        QueuedWork queued = read(HEAD + "jobs: [{name: j, cpu: 1}]").run().queued();

        assertThat(queued.queues()).extracting("name").containsExactly("default");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "queues: [{name: a, guarantee: {cpu: 9}}];"
                        + "queues: the guarantees of the queues at the top add up to 9 CPU, but the"
                        + " cluster has 8 CPU",
                "queues: [{name: a, guarantee: {cpu: 2}}, {name: b, parent: a, guarantee: {cpu: 3}}];"
                        + "add up to 3 CPU, but queue a has 2 CPU",
                "queues: [{name: a}, {name: a}];queues[1].name: a queue 'a' exists already",
                "queues: [{name: a, parent: b}];no queue 'b' before this one",
                "queues: [{name: a, weight: 0}];0 is outside 1..10000",
                "queues: [{name: a}]~jobs: [{name: j, cpu: 1}];'queue' is missing",
                "queues: [{name: a}]~jobs: [{name: j, cpu: 1, queue: b}];no queue 'b'",
                "queues: [{name: a}, {name: b, parent: a}]~jobs: [{name: j, cpu: 1, queue: a}];"
                        + "queue 'a' has queues below it",
                "jobs: [{name: j, cpu: 1}, {name: j, cpu: 1}];a job 'j' exists already",
                "jobs: [{name: j, cpu: 1, submit: -1s}];jobs[0].submit",
                "jobs: [{name: j, cpu: 1, pods: 2, gang: 3}];3 is outside 1..2",
                "jobs: [{name: j, cpu: 1, gpu: 1.5}];part of one device",
                "jobs: [{name: j, cpu: 1, compute: 1ms}];belong to 'period'",
                "jobs: [{name: j, cpu: 1}]~explain: k;no job or pod 'k' to explain",
                "queueing: {policy: fifo};'fifo' is not known",
            })
    void shouldSayWhatIsWrong(String text, String message) {
        assertThatThrownBy(() -> read(HEAD + text.replace('~', '\n')))
                .hasMessageContaining(message);
    }

    private Scenario read(String text) {
        try {
            Path file = Files.writeString(folder.resolve("scenario.yaml"), text);
            return new ScenarioReader(1L << 32, ObjectCheck.NONE).read(file, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
