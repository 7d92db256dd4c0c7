package org.scxfleet.cluster.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

class ProgramsTest {
    private static final Step YIELD = new Step.Yield();
    private static final Step CALL = new Step.Request("web", Amount.of(1));
    private static final TaskSpec NESTED =
            TaskSpec.normal(
                    "t",
                    1,
                    List.of(YIELD, new Step.Repeat(2, List.of(new Step.Repeat(3, List.of(CALL))))));

    @Test
    void shouldShowEveryStepOfNestedRepeats() {
        List<Step> seen = new ArrayList<>();
        Programs.visit(NESTED.program(), seen::add);
        assertThat(seen).hasSize(4).startsWith(YIELD).endsWith(CALL);
    }

    @Test
    void shouldKeepServicesOfAScopeApart() {
        TaskSpec scoped = Programs.inScope(NESTED, "a");
        List<Step> seen = new ArrayList<>();
        Programs.visit(scoped.program(), seen::add);
        assertThat(seen).endsWith(new Step.Request("a/web", Amount.of(1)));
    }

    @Test
    void shouldChangeNothingButTheCgroup() {
        TaskSpec moved = Programs.inCgroup(NESTED, "/x");
        assertThat(moved.cgroup()).isEqualTo("/x");
        assertThat(Programs.inCgroup(moved, "/")).isEqualTo(NESTED);
    }
}
