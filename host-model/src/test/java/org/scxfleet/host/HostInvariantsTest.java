package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.task;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.scxfleet.task.TaskState;

/** Each check finds what it looks for: the books are falsified by hand, the next event tells. */
class HostInvariantsTest {
    private final TracedHost traced =
            TracedHost.loaded(
                            2,
                            new RecordingOps(),
                            task("A", 0, hog()),
                            task("B", 0, hog()),
                            task("C", 0, hog()))
                    .runTo(MS);

    private void found(String message, Consumer<TracedHost> falsify) {
        falsify.accept(traced);
        assertThatThrownBy(() -> traced.runTo(100 * MS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("host h, seed 1, event ")
                .hasMessageContaining(message);
    }

    @Test
    void shouldFindNothingOnASoundHost() {
        assertThatCode(() -> traced.runTo(100 * MS)).doesNotThrowAnyException();
    }

    @Test
    void shouldFindARunnableTaskThatIsForgotten() {
        found("it is runnable and forgotten", host -> host.task("C").queued = false);
    }

    @Test
    void shouldFindASleeperThatIsQueued() {
        found("it is queued in state SLEEPING", host -> host.task("C").state = TaskState.SLEEPING);
    }

    @Test
    void shouldFindATaskThatRunsInTwoPlaces() {
        found("on a CPU: true", host -> host.task("C").onCpu = true);
    }

    @Test
    void shouldFindAWrongCount() {
        found("tasks counted", host -> host.kernel.core().runQueue(1).running++);
    }

    @Test
    void shouldFindAWrongCountOfAClass() {
        found("tasks of class FAIR", host -> host.kernel.core().runQueue(1).runningByClass[3]++);
    }

    @Test
    void shouldFindLostCpuTime() {
        found("tasks ran for", host -> host.task("A").tally.runNs -= 5);
    }

    @Test
    void shouldFindCustodyThatDoesNotMatch() {
        found("custody is false", host -> host.task("C").scx.inCustody = false);
    }

    @Test
    void shouldFindASliceBelowZero() {
        found("slice -5 ns", host -> host.task("C").scx.sliceNs = -5);
    }

    @Test
    void shouldFindACpuThatExpectsAnotherClassThanItRuns() {
        found(
                "expects",
                host -> host.kernel.core().runQueue(1).nextClass = org.scxfleet.task.ClassId.RT);
    }
}
