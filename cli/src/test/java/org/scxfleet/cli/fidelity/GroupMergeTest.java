package org.scxfleet.cli.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

class GroupMergeTest {
    private static TaskSpec worker(String name, long workNs) {
        return TaskSpec.normal(
                name,
                1,
                List.of(
                        new Step.Repeat(
                                Step.FOREVER,
                                List.of(
                                        new Step.Suspend(name, true),
                                        new Step.Compute(Amount.of(workNs)),
                                        new Step.Resume("boss", true)))));
    }

    private static TaskSpec hog(String name, int instances) {
        return TaskSpec.normal(name, instances, List.of(new Step.Compute(Amount.of(1))));
    }

    @Test
    void shouldMergeWorkersThatDoTheSame() {
        assertThat(GroupMerge.of(List.of(hog("boss", 1), worker("w0", 5), worker("w1", 5))))
                .containsOnlyKeys("boss", "w*")
                .containsEntry("w*", List.of("w0", "w1"));
    }

    @Test
    void shouldKeepAWorkerApartThatDoesSomethingElse() {
        assertThat(GroupMerge.of(List.of(worker("w0", 5), worker("w1", 6))))
                .containsOnlyKeys("w0", "w1");
    }

    @Test
    void shouldKeepNumberedTasksApartThatAreNoWorkers() {
        assertThat(GroupMerge.of(List.of(hog("p5", 1), hog("p10", 1))))
                .containsOnlyKeys("p5", "p10");
    }

    @Test
    void shouldKeepPartnersOfAPingPongApart() {
        assertThat(GroupMerge.of(List.of(worker("ping", 5), worker("pong", 5))))
                .containsOnlyKeys("ping", "pong");
    }
}
