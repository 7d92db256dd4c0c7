package org.scxfleet.cli.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.scxfleet.trace.TraceKind;

class WindowWatchTest {
    private static final int STARTER = 3;
    private static final int TASK = 7;
    private static final long END_NS = 100;

    private final WindowWatch watch = new WindowWatch(1, 0, END_NS);

    private void event(TraceKind kind, long timeNs, int task, long other) {
        watch.accept(kind, timeNs, 0, 0, task, other, 0);
    }

    @Test
    void shouldCountLoopsUntilTheStarterHasEndedTheTasks() {
        event(TraceKind.FORK, 0, TASK, STARTER);
        event(TraceKind.SWITCH, 10, STARTER, -1);
        event(TraceKind.ITERATION, END_NS - 1, TASK, 0);
        assertThat(watch.isStopped()).isFalse();
        event(TraceKind.ITERATION, END_NS + 20, TASK, 0);
        event(TraceKind.SWITCH, END_NS + 30, STARTER, TASK);
        event(TraceKind.ITERATION, END_NS + 40, TASK, 0);
        assertThat(watch.isStopped()).isTrue();
        assertThat(watch.close()[0].loops).isEqualTo(2);
    }

    @Test
    void shouldCountNothingButLoopsAfterTheWindow() {
        event(TraceKind.FORK, 0, TASK, STARTER);
        event(TraceKind.SWITCH, 40, TASK, -1);
        event(TraceKind.SWITCH, END_NS + 20, -1, TASK);
        event(TraceKind.SWITCH, END_NS + 30, TASK, -1);
        TaskSamples task = watch.close()[0];
        assertThat(task.runNs).isEqualTo(END_NS - 40);
        assertThat(task.switchedIn).isEqualTo(1);
    }
}
