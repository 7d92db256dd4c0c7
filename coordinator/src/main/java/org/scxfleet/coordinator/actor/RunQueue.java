package org.scxfleet.coordinator.actor;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorSystem;
import org.scxfleet.coordinator.run.FinishedRuns;
import org.scxfleet.coordinator.run.RunExecution;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.coordinator.run.SubmittedRun;

/**
 * The runs of a coordinator: the door to its actors. All methods return at once; a number that
 * there is no run of fails the future with an {@link IllegalArgumentException}.
 */
public final class RunQueue implements AutoCloseable {
    private static final long STOP_TIMEOUT_S = 10;

    private final RunBoard board;
    private final ActorSystem<RunQueueActor.Command> system;

    private RunQueue(RunBoard board, ActorSystem<RunQueueActor.Command> system) {
        this.board = board;
        this.system = system;
    }

    /**
     * @param execution carries each run out, in a thread of its own
     * @param finished what it keeps is there again, and every run that is done goes there
     * @throws org.scxfleet.fleet.EnvironmentException if it cannot be read
     */
    public static RunQueue start(RunExecution execution, FinishedRuns finished) {
        // Read here: what cannot be read fails the start, not an actor.
        List<RunState> kept = finished.kept();
        RunBoard board = new RunBoard();
        return new RunQueue(
                board,
                ActorSystem.create(
                        RunQueueActor.create(execution, finished, kept, board),
                        "coordinator",
                        ConfigFactory.parseString(
                                        """
                                        pekko {
                                          loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
                                          logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
                                          loglevel = WARNING
                                          stdout-loglevel = OFF
                                          log-dead-letters = off
                                          daemonic = on
                                          jvm-exit-on-fatal-error = off
                                          jvm-shutdown-hooks = off
                                          coordinated-shutdown.run-by-jvm-shutdown-hook = off
                                          coordinated-shutdown.exit-jvm = off
                                          actor.default-dispatcher.fork-join-executor {
                                            parallelism-min = 1
                                            parallelism-max = 1
                                          }
                                        }
                                        """)
                                .withFallback(ConfigFactory.defaultReference())
                                .resolve()));
    }

    /** The number of the new run. */
    public CompletableFuture<Long> submit(SubmittedRun run) {
        CompletableFuture<Long> reply = new CompletableFuture<>();
        system.tell(new RunQueueActor.Command.Submit(run, reply));
        return reply;
    }

    /** Where every run stands that is known, by number. */
    public List<RunState> all() {
        return board.all();
    }

    public CompletableFuture<RunState> state(long number) {
        CompletableFuture<RunState> reply = new CompletableFuture<>();
        forward(number, new RunActor.Command.AskState(reply), reply);
        return reply;
    }

    /** Fails with an {@link IllegalStateException} if the run is not done. */
    public CompletableFuture<RunResult> result(long number) {
        CompletableFuture<RunResult> reply = new CompletableFuture<>();
        forward(number, new RunActor.Command.AskResult(reply), reply);
        return reply;
    }

    /**
     * The listener hears the present state and every later one, the last one final, as long as it
     * says that it wants more, on a thread that it must not hold up.
     *
     * @return fails if there is no such run; otherwise never done
     */
    public CompletableFuture<Void> watch(long number, Predicate<RunState> listener) {
        CompletableFuture<Void> reply = new CompletableFuture<>();
        forward(number, new RunActor.Command.Watch(listener), reply);
        return reply;
    }

    /** Stops a run, or takes it out of the queue; the reply is the state after that was said. */
    public CompletableFuture<RunState> cancel(long number) {
        CompletableFuture<RunState> reply = new CompletableFuture<>();
        forward(number, new RunActor.Command.Cancel(), reply);
        forward(number, new RunActor.Command.AskState(reply), reply);
        return reply;
    }

    @Override
    public void close() {
        system.terminate();
        try {
            system.getWhenTerminated().toCompletableFuture().get(STOP_TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            system.log().warn("the actors did not stop within {} s", STOP_TIMEOUT_S, e);
        }
    }

    private void forward(long number, RunActor.Command message, CompletableFuture<?> reply) {
        system.tell(new RunQueueActor.Command.Forward(number, message, reply));
    }
}
