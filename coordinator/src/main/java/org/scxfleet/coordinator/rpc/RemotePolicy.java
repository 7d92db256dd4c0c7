package org.scxfleet.coordinator.rpc;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.placement.external.OracleAnswer;
import org.scxfleet.cluster.placement.external.PlacementOracle;
import org.scxfleet.cluster.placement.external.UnusableAnswerException;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.v1.PlacementPolicyServiceGrpc;
import org.scxfleet.v1.PlacementProto.PlacementAnswer;
import org.scxfleet.v1.PlacementProto.PlacementChoice;
import org.scxfleet.v1.PlacementProto.PlacementNode;
import org.scxfleet.v1.PlacementProto.PlacementNodes;
import org.scxfleet.v1.PlacementProto.PlacementQuestion;
import org.scxfleet.v1.PlacementProto.PlacementStart;

/**
 * A placement policy that is a program of its own, asked over gRPC: one conversation for a run, one
 * question at a time.
 *
 * <p><b>Failures.</b> Nobody there, gone in the middle, another service, an answer that means
 * nothing: the environment is not as needed, and the run stops. So it does when the time limit
 * passes, unless the run may go on without that answer; an answer that comes after its question was
 * given up is dropped.
 */
public final class RemotePolicy implements PlacementOracle, AutoCloseable {
    /** Nodes of one message: below the 4 MiB that servers accept by default. */
    private static final int NODES_PER_MESSAGE = 10_000;

    /** How long connecting and the first answer may take. */
    private static final long READY_MS = TimeUnit.SECONDS.toMillis(Connections.ANSWER_S);

    private static final long LOOK_UP_MS = 100;

    private final HostPort address;
    private final long timeoutMs;
    private final boolean goesOnWhenLate;
    private final RunControl control;
    private final ManagedChannel channel;
    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final PlacementQuestions questions = new PlacementQuestions();
    private @Nullable StreamObserver<PlacementQuestion> call;
    private long answered;

    /** What came from the other side. */
    private sealed interface Heard {
        record Answer(PlacementAnswer answer) implements Heard {}

        record Failure(Throwable thrown) implements Heard {}

        record End() implements Heard {}
    }

    private RemotePolicy(
            HostPort address, long timeoutMs, boolean goesOnWhenLate, RunControl control) {
        this.address = address;
        this.timeoutMs = timeoutMs;
        this.goesOnWhenLate = goesOnWhenLate;
        this.control = control;
        channel = Connections.open(address);
    }

    /**
     * A policy that will be asked there; nothing is sent before {@link #start}.
     *
     * @param timeoutMs how long each answer may take
     * @param goesOnWhenLate whether a late answer is an answer; otherwise it stops the run
     * @param control stops the waiting
     */
    public static RemotePolicy at(
            HostPort address, long timeoutMs, boolean goesOnWhenLate, RunControl control) {
        return new RemotePolicy(address, timeoutMs, goesOnWhenLate, control);
    }

    /**
     * Begins the conversation about a cluster, of which everything is free.
     *
     * @throws EnvironmentException if nobody answers as a placement policy does
     */
    public void start(String run, long seed, ClusterState state) {
        StreamObserver<PlacementQuestion> opened =
                PlacementPolicyServiceGrpc.newStub(channel).place(new Listener(heard));
        call = opened;
        opened.onNext(
                PlacementQuestion.newBuilder()
                        .setStart(
                                PlacementStart.newBuilder()
                                        .setRun(run)
                                        .setSeed(seed)
                                        .setNodeCount(state.nodeCount())
                                        .setTimeoutMs(timeoutMs))
                        .build());
        for (int first = 0; first < state.nodeCount(); first += NODES_PER_MESSAGE) {
            opened.onNext(nodes(state, first));
        }
        PlacementAnswer answer = await(deadlineNs(READY_MS));
        if (answer == null) {
            throw new EnvironmentException(
                    name() + " has not said that it is ready within " + READY_MS + " ms");
        }
        if (!answer.hasReady()) {
            throw new EnvironmentException(name() + " answered the nodes with something else");
        }
    }

    private static PlacementQuestion nodes(ClusterState state, int first) {
        PlacementNodes.Builder nodes = PlacementNodes.newBuilder();
        int end = Math.min(state.nodeCount(), first + NODES_PER_MESSAGE);
        for (int node = first; node < end; node++) {
            NodeSpec spec = state.node(node);
            nodes.addNodes(
                    PlacementNode.newBuilder()
                            .setName(spec.name())
                            .setCpuMilli(spec.cpuMilli())
                            .setMemoryMib(spec.memoryMib())
                            .setGpus(spec.gpuCount())
                            .setGpuModel(spec.gpuModel()));
        }
        return PlacementQuestion.newBuilder().setNodes(nodes).build();
    }

    @Override
    public OracleAnswer ask(long number, ClusterState state, PodRequest request, int[] allowed) {
        StreamObserver<PlacementQuestion> opened = call;
        if (opened == null) {
            throw new IllegalStateException("a question before the conversation has begun");
        }
        opened.onNext(questions.next(number, state, request, allowed));
        long deadlineNs = deadlineNs(timeoutMs);
        while (true) {
            PlacementAnswer answer = await(deadlineNs);
            if (answer == null) {
                return late(number, request);
            }
            if (!answer.hasChoice()) {
                throw new UnusableAnswerException(
                        "answered question " + number + " with no choice");
            }
            PlacementChoice choice = answer.getChoice();
            if (choice.getNumber() == number) {
                answered++;
                return PlacementQuestions.decode(choice);
            }
            boolean givenUp = choice.getNumber() > 0 && choice.getNumber() < number;
            if (!givenUp || !goesOnWhenLate) {
                throw new UnusableAnswerException(
                        "was asked question " + number + " but answered " + choice.getNumber());
            }
        }
    }

    private OracleAnswer late(long number, PodRequest request) {
        if (goesOnWhenLate) {
            return new OracleAnswer.Late();
        }
        throw new EnvironmentException(
                name()
                        + " has not answered question "
                        + number
                        + " (a pod of "
                        + request.cpuMilli()
                        + " milli-CPU and "
                        + request.gpuMilliTotal()
                        + " milli-GPU) within "
                        + timeoutMs
                        + " ms; give it more with placement.timeout_ms, or go on without it by"
                        + " placement.on_timeout: fallback");
    }

    private static long deadlineNs(long limitMs) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limitMs);
    }

    /** The next answer, or null if the time is over. */
    private @Nullable PlacementAnswer await(long deadlineNs) {
        while (true) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            Heard next = poll(Math.clamp(leftMs, 0, LOOK_UP_MS));
            if (control.isStopped()) {
                throw new RunStoppedException("the run was stopped");
            }
            if (next == null) {
                if (leftMs <= 0) {
                    return null;
                }
                continue;
            }
            switch (next) {
                case Heard.Answer(PlacementAnswer answer) -> {
                    return answer;
                }
                case Heard.Failure(Throwable thrown) ->
                        throw new EnvironmentException(lost(Connections.reason(thrown)), thrown);
                case Heard.End _ ->
                        throw new EnvironmentException(lost("it ended the conversation"));
            }
        }
    }

    private @Nullable Heard poll(long limitMs) {
        try {
            return heard.poll(limitMs, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RunStoppedException("the run was interrupted");
        }
    }

    private String lost(String why) {
        return answered == 0
                ? "no placement policy answers at " + address.text() + ": " + why
                : name() + " is gone after " + answered + " answers: " + why;
    }

    /** What to call it in messages. */
    public String name() {
        return "the placement policy at " + address.text();
    }

    /** Ends the conversation. */
    @Override
    public void close() {
        StreamObserver<PlacementQuestion> opened = call;
        if (opened != null) {
            call = null;
            try {
                opened.onCompleted();
            } catch (IllegalStateException e) {
                // The other side has ended it already.
            }
        }
        channel.shutdown();
        try {
            // What has been said goes out first; nobody waits for more.
            if (!channel.awaitTermination(LOOK_UP_MS, TimeUnit.MILLISECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException e) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Takes down what comes; runs on threads of the transport. */
    private record Listener(BlockingQueue<Heard> heard) implements StreamObserver<PlacementAnswer> {
        @Override
        public void onNext(PlacementAnswer answer) {
            heard.add(new Heard.Answer(answer));
        }

        @Override
        public void onError(Throwable thrown) {
            heard.add(new Heard.Failure(thrown));
        }

        @Override
        public void onCompleted() {
            heard.add(new Heard.End());
        }
    }
}
