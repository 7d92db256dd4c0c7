import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.v1.PlacementPolicyServiceGrpc;
import org.scxfleet.v1.PlacementProto.PlacementAnswer;
import org.scxfleet.v1.PlacementProto.PlacementChoice;
import org.scxfleet.v1.PlacementProto.PlacementDecide;
import org.scxfleet.v1.PlacementProto.PlacementFree;
import org.scxfleet.v1.PlacementProto.PlacementNode;
import org.scxfleet.v1.PlacementProto.PlacementQuestion;
import org.scxfleet.v1.PlacementProto.PlacementReady;
import org.scxfleet.v1.PlacementProto.PlacementScore;

/**
 * A placement policy that is a program of its own: the fullest node first. Start it with
 *
 * <pre>java -cp cli/target/quick/cli.jar examples/external-placement/PackingPolicy.java 7070</pre>
 *
 * and name it in a scenario: {@code placement: {external: 127.0.0.1:7070}}. Uses nothing but what
 * is made from proto/src/main/protobuf/scxfleet/v1/placement.proto.
 */
public final class PackingPolicy extends PlacementPolicyServiceGrpc.PlacementPolicyServiceImplBase {
    public static void main(String[] args) throws Exception {
        int port = args.length == 0 ? 7070 : Integer.parseInt(args[0]);
        Server server =
                Grpc.newServerBuilderForPort(port, InsecureServerCredentials.create())
                        .addService(new PackingPolicy())
                        .build()
                        .start();
        System.out.println("listening on port " + server.getPort());
        server.awaitTermination();
    }

    @Override
    public StreamObserver<PlacementQuestion> place(StreamObserver<PlacementAnswer> answers) {
        return new Run(answers);
    }

    /** One run: what is free on every node, as far as the run has told. */
    private static final class Run implements StreamObserver<PlacementQuestion> {
        private final StreamObserver<PlacementAnswer> answers;
        private final List<PlacementFree> free = new ArrayList<>();
        private int nodeCount;

        Run(StreamObserver<PlacementAnswer> answers) {
            this.answers = answers;
        }

        @Override
        public void onNext(PlacementQuestion question) {
            switch (question.getQuestionCase()) {
                case START -> nodeCount = question.getStart().getNodeCount();
                case NODES -> {
                    for (PlacementNode node : question.getNodes().getNodesList()) {
                        PlacementFree.Builder empty =
                                PlacementFree.newBuilder()
                                        .setNode(free.size())
                                        .setCpuMilli(node.getCpuMilli())
                                        .setMemoryMib(node.getMemoryMib());
                        for (int device = 0; device < node.getGpus(); device++) {
                            empty.addGpuMilli(1_000);
                        }
                        free.add(empty.build());
                    }
                    if (free.size() == nodeCount) {
                        answers.onNext(
                                PlacementAnswer.newBuilder()
                                        .setReady(PlacementReady.newBuilder().setPolicy("packing"))
                                        .build());
                    }
                }
                case DECIDE -> {
                    for (PlacementFree changed : question.getDecide().getChangedList()) {
                        free.set(changed.getNode(), changed);
                    }
                    answers.onNext(
                            PlacementAnswer.newBuilder()
                                    .setChoice(decide(question.getDecide()))
                                    .build());
                }
                case QUESTION_NOT_SET -> throw new IllegalArgumentException("an empty question");
            }
        }

        private PlacementChoice decide(PlacementDecide decide) {
            PlacementChoice.Builder choice =
                    PlacementChoice.newBuilder().setNumber(decide.getNumber());
            int best = Integer.MIN_VALUE;
            for (int node : decide.getAllowedList()) {
                int score = score(free.get(node));
                choice.addScores(PlacementScore.newBuilder().setNode(node).setScore(score));
                if (score > best) {
                    best = score;
                    choice.setNode(node);
                }
            }
            return choice.build();
        }

        /** The less is free, the better: a GPU counts as a hundred CPUs. */
        private static int score(PlacementFree node) {
            long gpuMilli = node.getGpuMilliList().stream().mapToLong(Integer::longValue).sum();
            return (int) -(gpuMilli / 10 + node.getCpuMilli() / 1_000);
        }

        @Override
        public void onError(Throwable thrown) {
            // The run is gone.
        }

        @Override
        public void onCompleted() {
            answers.onCompleted();
        }
    }
}
