package org.scxfleet.coordinator.actor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.scxfleet.coordinator.run.FinishedRuns;
import org.scxfleet.coordinator.run.RunExecution;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.coordinator.run.SubmittedRun;
import org.scxfleet.fleet.EnvironmentException;

/**
 * Lets submitted runs run one at a time, in the order of submission, because each takes the whole
 * fleet. Keeps the last few that have ended, for clients that come back for the result.
 */
final class RunQueueActor extends AbstractBehavior<RunQueueActor.Command> {
    /** Runs that wait. */
    static final int WAITING_MAX = 64;

    /** Runs that have ended and are kept. */
    static final int ENDED_KEPT = 16;

    sealed interface Command {
        /** A new run; the reply is its number. */
        record Submit(SubmittedRun run, CompletableFuture<Long> reply) implements Command {}

        /** A message for one run; the reply fails if there is none of that number. */
        record Forward(long number, RunActor.Command message, CompletableFuture<?> reply)
                implements Command {}

        /** A run has ended, well or not. */
        record Ended(long number) implements Command {}
    }

    private final RunExecution execution;
    private final FinishedRuns finished;
    private final RunBoard board;
    private final TreeMap<Long, ActorRef<RunActor.Command>> runs = new TreeMap<>();
    private final Deque<Long> waiting = new ArrayDeque<>();
    private final Deque<Long> ended = new ArrayDeque<>();
    private long lastNumber;
    private long present;

    static Behavior<Command> create(
            RunExecution execution, FinishedRuns finished, List<RunState> kept, RunBoard board) {
        return Behaviors.setup(
                context -> new RunQueueActor(context, execution, finished, kept, board));
    }

    private RunQueueActor(
            ActorContext<Command> context,
            RunExecution execution,
            FinishedRuns finished,
            List<RunState> kept,
            RunBoard board) {
        super(context);
        this.board = board;
        this.execution = execution;
        this.finished = finished;
        lastNumber = finished.lastNumber();
        kept.forEach(this::takeBack);
    }

    /** A run that an earlier process finished. */
    private void takeBack(RunState state) {
        long number = state.number();
        lastNumber = Math.max(lastNumber, number);
        runs.put(
                number,
                getContext().spawn(RunActor.finished(state, finished, board), "run-" + number));
        ended.add(number);
        dropOldest();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Command.Submit.class, this::onSubmit)
                .onMessage(Command.Forward.class, this::onForward)
                .onMessage(Command.Ended.class, this::onEnded)
                .build();
    }

    private Behavior<Command> onSubmit(Command.Submit submit) {
        if (waiting.size() >= WAITING_MAX) {
            submit.reply()
                    .completeExceptionally(
                            new EnvironmentException(
                                    WAITING_MAX + " runs are waiting already; try again later"));
            return this;
        }
        long number = lastNumber + 1;
        try {
            finished.number(number);
        } catch (EnvironmentException e) {
            submit.reply().completeExceptionally(e);
            return this;
        }
        lastNumber = number;
        runs.put(
                number,
                getContext()
                        .spawn(
                                RunActor.create(
                                        number,
                                        submit.run(),
                                        execution,
                                        finished,
                                        board,
                                        getContext().getSelf()),
                                "run-" + number));
        waiting.add(number);
        submit.reply().complete(number);
        beginNext();
        return this;
    }

    private Behavior<Command> onForward(Command.Forward forward) {
        ActorRef<RunActor.Command> run = runs.get(forward.number());
        if (run == null) {
            forward.reply()
                    .completeExceptionally(
                            new IllegalArgumentException(
                                    "there is no run "
                                            + forward.number()
                                            + ", or not any more; the last "
                                            + ENDED_KEPT
                                            + " are kept"));
        } else {
            run.tell(forward.message());
        }
        return this;
    }

    private Behavior<Command> onEnded(Command.Ended message) {
        if (message.number() == present) {
            present = 0;
        }
        waiting.remove(message.number());
        ended.add(message.number());
        dropOldest();
        beginNext();
        return this;
    }

    private void dropOldest() {
        if (ended.size() > ENDED_KEPT) {
            long number = ended.remove();
            finished.drop(number);
            board.remove(number);
            ActorRef<RunActor.Command> oldest = runs.remove(number);
            if (oldest != null) {
                getContext().stop(oldest);
            }
        }
    }

    private void beginNext() {
        Long next = present == 0 ? waiting.poll() : null;
        ActorRef<RunActor.Command> run = next == null ? null : runs.get(next);
        if (next != null && run != null) {
            present = next;
            run.tell(new RunActor.Command.Begin());
        }
    }
}
