package org.scxfleet.coordinator.actor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.jspecify.annotations.Nullable;
import org.scxfleet.coordinator.run.FinishedRuns;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.coordinator.run.RunExecution;
import org.scxfleet.coordinator.run.RunProgress;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.coordinator.run.SubmittedRun;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.DefectException;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.FleetException;
import org.scxfleet.fleet.RunStoppedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one submitted run: queued, under way, then done or failed for good. */
final class RunActor extends AbstractBehavior<RunActor.Command> {
    private static final Logger LOG = LoggerFactory.getLogger(RunActor.class);

    sealed interface Command {
        /** It is this run's turn. */
        record Begin() implements Command {}

        /** Stop, or do not begin. */
        record Cancel() implements Command {}

        record AskState(CompletableFuture<RunState> reply) implements Command {}

        record AskResult(CompletableFuture<RunResult> reply) implements Command {}

        /** The listener hears the present state and later ones, as long as it says true. */
        record Watch(Predicate<RunState> listener) implements Command {}

        record Progressed(RunProgress progress) implements Command {}

        record Done(RunResult result) implements Command {}

        record Failed(FleetException failure) implements Command {}
    }

    private static final RunExecution NEVER =
            (_, _, _) -> {
                throw new IllegalStateException("this run was done before");
            };

    private final long number;
    private final String name;
    private final RunExecution execution;
    private final FinishedRuns finished;
    private final RunBoard board;
    private final @Nullable ActorRef<RunQueueActor.Command> queue;
    private final RunControl control = new RunControl();
    private final List<Predicate<RunState>> watchers = new ArrayList<>();
    private @Nullable SubmittedRun run;
    private RunState state;
    private @Nullable RunResult result;

    static Behavior<Command> create(
            long number,
            SubmittedRun run,
            RunExecution execution,
            FinishedRuns finished,
            RunBoard board,
            ActorRef<RunQueueActor.Command> queue) {
        RunState queued =
                new RunState(number, run.spec().name(), RunState.Stage.QUEUED, null, null);
        return Behaviors.setup(
                context -> new RunActor(context, queued, run, execution, finished, board, queue));
    }

    /** A run that was done before this process began. */
    static Behavior<Command> finished(RunState state, FinishedRuns finished, RunBoard board) {
        return Behaviors.setup(
                context -> new RunActor(context, state, null, NEVER, finished, board, null));
    }

    private RunActor(
            ActorContext<Command> context,
            RunState state,
            @Nullable SubmittedRun run,
            RunExecution execution,
            FinishedRuns finished,
            RunBoard board,
            @Nullable ActorRef<RunQueueActor.Command> queue) {
        super(context);
        this.number = state.number();
        this.name = state.name();
        this.run = run;
        this.execution = execution;
        this.finished = finished;
        this.queue = queue;
        this.state = state;
        this.board = board;
        board.put(state);
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Command.Begin.class, _ -> onBegin())
                .onMessage(Command.Cancel.class, _ -> onCancel())
                .onMessage(Command.AskState.class, this::onAskState)
                .onMessage(Command.AskResult.class, this::onAskResult)
                .onMessage(Command.Watch.class, this::onWatch)
                .onMessage(Command.Progressed.class, this::onProgressed)
                .onMessage(Command.Done.class, this::onDone)
                .onMessage(Command.Failed.class, this::onFailed)
                .onSignal(PostStop.class, _ -> onStop())
                .build();
    }

    private Behavior<Command> onBegin() {
        SubmittedRun toRun = run;
        if (toRun != null && state.stage() == RunState.Stage.QUEUED) {
            run = null;
            become(RunState.Stage.UNDER_WAY, null, null);
            ActorRef<Command> self = getContext().getSelf();
            Thread.ofVirtual().name("run-" + number).start(() -> carryOut(toRun, self));
        }
        return this;
    }

    /** In a thread of its own; tells the actor everything. */
    private void carryOut(SubmittedRun toRun, ActorRef<Command> self) {
        try {
            RunResult done =
                    execution.carryOut(
                            toRun,
                            control,
                            progress -> self.tell(new Command.Progressed(progress)));
            keep(done);
            self.tell(new Command.Done(done));
        } catch (FleetException e) {
            self.tell(new Command.Failed(e));
        } catch (IllegalArgumentException e) {
            self.tell(new Command.Failed(new BadRunException(String.valueOf(e.getMessage()))));
        } catch (OutOfMemoryError e) {
            self.tell(
                    new Command.Failed(
                            new EnvironmentException("the coordinator is out of memory", e)));
        } catch (Throwable e) {
            self.tell(new Command.Failed(new DefectException("the coordinator: " + e, "", e)));
        }
    }

    /** A result that cannot be kept is still there as long as this process is. */
    private void keep(RunResult done) {
        try {
            finished.keep(new RunState(number, name, RunState.Stage.DONE, null, null), done);
        } catch (EnvironmentException e) {
            LOG.error("run {} is done, but would not survive a restart", number, e);
        }
    }

    private Behavior<Command> onCancel() {
        control.stop();
        if (state.stage() == RunState.Stage.QUEUED) {
            end(
                    RunState.Stage.FAILED,
                    new RunStoppedException("the run was taken out of the queue"));
        }
        return this;
    }

    private Behavior<Command> onAskState(Command.AskState ask) {
        ask.reply().complete(state);
        return this;
    }

    private Behavior<Command> onAskResult(Command.AskResult ask) {
        if (result != null) {
            ask.reply().complete(result);
        } else if (state.stage() == RunState.Stage.DONE) {
            Thread.ofVirtual().name("result-" + number).start(() -> readBack(ask.reply()));
        } else {
            ask.reply()
                    .completeExceptionally(
                            new IllegalStateException(
                                    "run " + number + " has no result, it is " + state.stage()));
        }
        return this;
    }

    private void readBack(CompletableFuture<RunResult> reply) {
        try {
            reply.complete(finished.result(number));
        } catch (RuntimeException e) {
            reply.completeExceptionally(e);
        }
    }

    private Behavior<Command> onWatch(Command.Watch watch) {
        if (watch.listener().test(state) && !state.isFinal()) {
            watchers.add(watch.listener());
        }
        return this;
    }

    private Behavior<Command> onProgressed(Command.Progressed message) {
        if (!state.isFinal()) {
            become(state.stage(), message.progress(), null);
        }
        return this;
    }

    private Behavior<Command> onDone(Command.Done done) {
        result = done.result();
        end(RunState.Stage.DONE, null);
        return this;
    }

    private Behavior<Command> onFailed(Command.Failed failed) {
        end(RunState.Stage.FAILED, failed.failure());
        return this;
    }

    private Behavior<Command> onStop() {
        control.stop();
        return this;
    }

    private void end(RunState.Stage stage, @Nullable FleetException failure) {
        if (state.isFinal()) {
            return;
        }
        run = null;
        become(stage, state.progress(), failure);
        watchers.clear();
        if (queue != null) {
            queue.tell(new RunQueueActor.Command.Ended(number));
        }
    }

    private void log() {
        FleetException failure = state.failure();
        RunProgress reached = state.progress();
        LOG.atInfo()
                .addKeyValue("run", number)
                .addKeyValue("name", name)
                .addKeyValue("simulated_ns", reached == null ? 0 : reached.simulatedNs())
                .log(
                        "run {} is {}{}",
                        number,
                        state.stage().name().toLowerCase(Locale.ROOT),
                        failure == null ? "" : ": " + failure.text());
    }

    private void become(
            RunState.Stage stage,
            @Nullable RunProgress progress,
            @Nullable FleetException failure) {
        boolean news = state.stage() != stage;
        state = new RunState(number, name, stage, progress, failure);
        board.put(state);
        if (news) {
            log();
        }
        watchers.removeIf(watcher -> !watcher.test(state));
    }
}
