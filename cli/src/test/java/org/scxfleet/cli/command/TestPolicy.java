package org.scxfleet.cli.command;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.scxfleet.v1.PlacementPolicyServiceGrpc;
import org.scxfleet.v1.PlacementProto.PlacementAnswer;
import org.scxfleet.v1.PlacementProto.PlacementChoice;
import org.scxfleet.v1.PlacementProto.PlacementDecide;
import org.scxfleet.v1.PlacementProto.PlacementQuestion;
import org.scxfleet.v1.PlacementProto.PlacementReady;

/** A placement policy on a socket of the loopback interface that does what a test tells it. */
final class TestPolicy extends PlacementPolicyServiceGrpc.PlacementPolicyServiceImplBase
        implements AutoCloseable {
    private final Server server;
    private final int port;
    private final Answerer answerer;
    private final List<PlacementDecide> asked = new ArrayList<>();

    /** What it answers; nothing at all is an answer that never comes. */
    @FunctionalInterface
    interface Answerer {
        void answer(PlacementDecide question, StreamObserver<PlacementAnswer> answers);
    }

    TestPolicy(Answerer answerer) {
        this.answerer = answerer;
        try {
            server =
                    Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                            .addService(this)
                            .build()
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        port = server.getPort();
    }

    /** Answers with what is put into the choice. */
    static Answerer choosing(Choosing choosing) {
        return (question, answers) -> {
            PlacementChoice.Builder choice =
                    PlacementChoice.newBuilder().setNumber(question.getNumber());
            choosing.choose(question, choice);
            answers.onNext(PlacementAnswer.newBuilder().setChoice(choice).build());
        };
    }

    /** Makes a choice. */
    @FunctionalInterface
    interface Choosing {
        void choose(PlacementDecide question, PlacementChoice.Builder choice);
    }

    /** The last of the nodes with room. */
    static Answerer last() {
        return choosing((question, choice) ->
                choice.setNode(question.getAllowed(question.getAllowedCount() - 1)));
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /** Questions so far. */
    synchronized List<PlacementDecide> asked() {
        return List.copyOf(asked);
    }

    void stop() {
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public StreamObserver<PlacementQuestion> place(StreamObserver<PlacementAnswer> answers) {
        return new Conversation(answers);
    }

    /** One run's questions. */
    private final class Conversation implements StreamObserver<PlacementQuestion> {
        private final StreamObserver<PlacementAnswer> answers;
        private int nodesToCome;

        Conversation(StreamObserver<PlacementAnswer> answers) {
            this.answers = answers;
        }

        @Override
        public void onNext(PlacementQuestion question) {
            if (question.hasStart()) {
                nodesToCome = question.getStart().getNodeCount();
            } else if (question.hasNodes()) {
                nodesToCome -= question.getNodes().getNodesCount();
                if (nodesToCome == 0) {
                    answers.onNext(
                            PlacementAnswer.newBuilder()
                                    .setReady(PlacementReady.newBuilder().setPolicy("test"))
                                    .build());
                }
            } else {
                synchronized (TestPolicy.this) {
                    asked.add(question.getDecide());
                }
                answerer.answer(question.getDecide(), answers);
            }
        }

        @Override
        public void onError(Throwable thrown) {
            // The run is over.
        }

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }

    @Override
    public void close() {
        stop();
    }
}
