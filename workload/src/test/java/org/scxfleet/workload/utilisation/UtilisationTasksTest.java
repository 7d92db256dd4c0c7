package org.scxfleet.workload.utilisation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.input.TaskWorkload;

class UtilisationTasksTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldWorkForItsPartOfEveryPeriod() {
        TaskWorkload workload =
                UtilisationTasks.of(
                        List.of(new UtilisationTrace("vm", 2, SECOND, new double[] {50, 0})),
                        List.of());
        TaskSpec task = workload.tasks().getFirst();

        assertThat(task.instances()).isEqualTo(2);
        assertThat(workload.durationNs()).isEqualTo(2 * SECOND);
        assertThat(task.program()).hasSize(2);
        assertThat(task.program().getFirst())
                .isInstanceOfSatisfying(
                        Step.Repeat.class,
                        repeat ->
                                assertThat(repeat.body().getFirst())
                                        .isEqualTo(new Step.Compute(Amount.of(50_000_000L))));
        assertThat(task.program().getLast())
                .isInstanceOfSatisfying(
                        Step.Repeat.class, repeat -> assertThat(repeat.body()).hasSize(1));
    }
}
