package org.scxfleet.coordinator.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.coordinator.run.FinishedRuns;
import org.scxfleet.coordinator.run.RunExecution;
import org.scxfleet.coordinator.run.RunProgress;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.coordinator.run.SubmittedRun;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.DefectException;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.fleet.SchedulerObjects;

class RunQueueTest {
    private static final long PATIENCE_S = 30;
    private static final RunProgress HALF =
            new RunProgress(RunProgress.Phase.RUNNING, 5, 10, 3, 2, 100, 7, 4);

    private final List<RunQueue> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(RunQueue::close);
    }

    @Test
    void shouldTellAWatcherOfEveryStage() {
        RunQueue queue =
                start((_, _, progress) -> {
                    progress.progressed(HALF);
                    return result(42);
                });
        long number = queue.submit(run("a")).join();

        List<RunState> states = watch(queue, number);

        assertThat(states.getLast().stage()).isEqualTo(RunState.Stage.DONE);
        assertThat(states.getLast().progress()).isEqualTo(HALF);
        assertThat(states.getLast().name()).isEqualTo("a");
        assertThat(queue.result(number).join().digest()).isEqualTo(42);
        assertThat(queue.state(number).join()).isEqualTo(states.getLast());
    }

    @Test
    void shouldRunOneAtATimeInTheOrderOfSubmission() {
        AtomicInteger atOnce = new AtomicInteger();
        List<String> order = new ArrayList<>();
        RunQueue queue =
                start((run, _, _) -> {
                    assertThat(atOnce.incrementAndGet()).isEqualTo(1);
                    order.add(run.spec().name());
                    atOnce.decrementAndGet();
                    return result(1);
                });
        List<Long> numbers = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            numbers.add(queue.submit(run(name)).join());
        }
        numbers.forEach(number ->
                assertThat(watch(queue, number).getLast().stage()).isEqualTo(RunState.Stage.DONE));

        assertThat(order).containsExactly("a", "b", "c", "d");
    }

    @Test
    void shouldStopTheRunThatIsUnderWayAndGoOnWithTheNext() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        RunQueue queue =
                start((run, control, _) -> {
                    if (run.spec().name().equals("second")) {
                        return result(2);
                    }
                    begun.complete(null);
                    while (!control.isStopped()) {
                        Thread.onSpinWait();
                    }
                    throw new RunStoppedException("the run was stopped");
                });
        long first = queue.submit(run("first")).join();
        long second = queue.submit(run("second")).join();
        begun.join();

        queue.cancel(first).join();

        assertThat(watch(queue, first).getLast().failure()).isInstanceOf(RunStoppedException.class);
        assertThat(watch(queue, second).getLast().stage()).isEqualTo(RunState.Stage.DONE);
    }

    @Test
    void shouldTakeARunOutOfTheQueue() {
        CompletableFuture<Void> release = new CompletableFuture<>();
        List<String> ran = new ArrayList<>();
        RunQueue queue =
                start((run, _, _) -> {
                    ran.add(run.spec().name());
                    release.join();
                    return result(1);
                });
        long first = queue.submit(run("first")).join();
        long second = queue.submit(run("second")).join();

        RunState cancelled = queue.cancel(second).join();
        release.complete(null);

        assertThat(cancelled.stage()).isEqualTo(RunState.Stage.FAILED);
        assertThat(cancelled.failure()).isInstanceOf(RunStoppedException.class);
        assertThat(watch(queue, first).getLast().stage()).isEqualTo(RunState.Stage.DONE);
        assertThat(ran).containsExactly("first");
    }

    @Test
    void shouldSayWhoseFaultAFailureIs() {
        assertThat(failureOf(new EnvironmentException("no fleet")))
                .isExactlyInstanceOf(EnvironmentException.class)
                .hasMessage("no fleet");
        assertThat(failureOf(new IllegalArgumentException("no such host")))
                .isExactlyInstanceOf(BadRunException.class)
                .hasMessage("no such host");
        assertThat(failureOf(new OutOfMemoryError()))
                .isExactlyInstanceOf(EnvironmentException.class);
        assertThat(failureOf(new IllegalStateException("oops")))
                .isExactlyInstanceOf(DefectException.class)
                .hasMessageContaining("oops");
    }

    @Test
    void shouldHaveNoResultOfARunThatFailed() {
        RunQueue queue =
                start((_, _, _) -> {
                    throw new BadRunException("bad");
                });
        long number = queue.submit(run("a")).join();
        watch(queue, number);

        assertThatThrownBy(() -> queue.result(number).join())
                .hasMessageContaining("run 1 has no result, it is FAILED");
    }

    @Test
    void shouldForgetAllButTheLastRuns() {
        RunQueue queue = start((_, _, _) -> result(1));
        long last = 0;
        for (int i = 0; i <= RunQueueActor.ENDED_KEPT; i++) {
            last = queue.submit(run("r" + i)).join();
            watch(queue, last);
        }

        assertThat(queue.result(last).join().digest()).isEqualTo(1);
        assertThat(queue.result(2).join().digest()).isEqualTo(1);
        assertThatThrownBy(() -> queue.result(1).join())
                .hasMessageContaining("there is no run 1, or not any more");
        assertThatThrownBy(() -> queue.state(99).join()).hasMessageContaining("no run 99");
    }

    @Test
    void shouldRefuseMoreThanTheQueueHolds() {
        CompletableFuture<Void> release = new CompletableFuture<>();
        RunQueue queue =
                start((_, _, _) -> {
                    release.join();
                    return result(1);
                });
        for (int i = 0; i <= RunQueueActor.WAITING_MAX; i++) {
            queue.submit(run("r" + i)).join();
        }

        assertThatThrownBy(() -> queue.submit(run("one more")).join())
                .hasCauseExactlyInstanceOf(EnvironmentException.class)
                .hasMessageContaining("64 runs are waiting already");
        release.complete(null);
    }

    private Throwable failureOf(Throwable thrown) {
        RunQueue queue =
                start((_, _, _) -> {
                    if (thrown instanceof Error error) {
                        throw error;
                    }
                    throw (RuntimeException) thrown;
                });
        return watch(queue, queue.submit(run("a")).join()).getLast().failure();
    }

    private RunQueue start(RunExecution execution) {
        RunQueue queue = RunQueue.start(execution, FinishedRuns.NOWHERE);
        opened.add(queue);
        return queue;
    }

    /** All states up to the final one. */
    private static List<RunState> watch(RunQueue queue, long number) {
        BlockingQueue<RunState> heard = new LinkedBlockingQueue<>();
        var _ = queue.watch(number, heard::add);
        List<RunState> states = new ArrayList<>();
        try {
            do {
                RunState state = heard.poll(PATIENCE_S, TimeUnit.SECONDS);
                assertThat(state).as("a state within %d s", PATIENCE_S).isNotNull();
                states.add(state);
            } while (!states.getLast().isFinal());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return states;
    }

    private static SubmittedRun run(String name) {
        return new SubmittedRun(
                new RunSpec(
                        name,
                        1,
                        1,
                        List.of(),
                        List.of(),
                        RunSpec.LinkSpec.DEFAULT,
                        1,
                        "",
                        List.of()),
                SchedulerObjects.NONE);
    }

    private static RunResult result(long digest) {
        return new RunResult(digest, List.of(), 1, 2, 3, 4);
    }
}
