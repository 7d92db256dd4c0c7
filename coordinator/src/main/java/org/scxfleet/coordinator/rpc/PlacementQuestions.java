package org.scxfleet.coordinator.rpc;

import java.util.List;
import org.scxfleet.cluster.placement.PlacementReport.ScorePart;
import org.scxfleet.cluster.placement.external.OracleAnswer;
import org.scxfleet.cluster.placement.external.OracleAnswer.NodeScore;
import org.scxfleet.cluster.placement.external.UnusableAnswerException;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.v1.PlacementProto.PlacementChoice;
import org.scxfleet.v1.PlacementProto.PlacementDecide;
import org.scxfleet.v1.PlacementProto.PlacementFree;
import org.scxfleet.v1.PlacementProto.PlacementPod;
import org.scxfleet.v1.PlacementProto.PlacementQuestion;

/**
 * The questions of one conversation. Each carries the nodes that have changed since the one before,
 * every node once.
 */
final class PlacementQuestions {
    private long seenChanges;

    PlacementQuestion next(long number, ClusterState state, PodRequest request, int[] allowed) {
        PlacementDecide.Builder decide =
                PlacementDecide.newBuilder()
                        .setNumber(number)
                        .setPod(
                                PlacementPod.newBuilder()
                                        .setCpuMilli(request.cpuMilli())
                                        .setMemoryMib(request.memoryMib())
                                        .setGpus(request.gpuCount())
                                        .setGpuMilli(request.gpuMilli())
                                        .addAllGpuModels(request.gpuModels()));
        addChanges(state, decide);
        for (int node : allowed) {
            decide.addAllowed(node);
        }
        return PlacementQuestion.newBuilder().setDecide(decide).build();
    }

    private void addChanges(ClusterState state, PlacementDecide.Builder decide) {
        if (!state.remembers(seenChanges)) {
            for (int node = 0; node < state.nodeCount(); node++) {
                decide.addChanged(free(state, node));
            }
        } else {
            for (long change = seenChanges; change < state.changes(); change++) {
                int node = state.changedNode(change);
                if (state.lastChange(node) == change) {
                    decide.addChanged(free(state, node));
                }
            }
        }
        seenChanges = state.changes();
    }

    private static PlacementFree free(ClusterState state, int node) {
        PlacementFree.Builder free =
                PlacementFree.newBuilder()
                        .setNode(node)
                        .setCpuMilli(state.cpuFreeMilli(node))
                        .setMemoryMib(state.memoryFreeMib(node));
        for (int device = 0; device < state.deviceCount(node); device++) {
            free.addGpuMilli(state.deviceFreeMilli(node, device));
        }
        return free.build();
    }

    static OracleAnswer decode(PlacementChoice choice) {
        List<NodeScore> scores =
                choice.getScoresList().stream()
                        .map(score ->
                                new NodeScore(
                                        score.getNode(),
                                        score.getScore(),
                                        score.getPartsList().stream()
                                                .map(part ->
                                                        new ScorePart(
                                                                part.getName(), part.getScore()))
                                                .toList()))
                        .toList();
        return switch (choice.getChoiceCase()) {
            case NODE ->
                    new OracleAnswer.Chosen(
                            choice.getNode(), List.copyOf(choice.getDevicesList()), scores);
            case DECLINED -> new OracleAnswer.Declined(choice.getDeclined(), scores);
            case CHOICE_NOT_SET ->
                    throw new UnusableAnswerException(
                            "answered question "
                                    + choice.getNumber()
                                    + " with neither a node nor a reason to decline");
        };
    }
}
