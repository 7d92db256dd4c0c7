package org.scxfleet.codec;

import org.scxfleet.host.CollectiveCost;
import org.scxfleet.task.Step;
import org.scxfleet.v1.RunProto;

/** Cluster-wide meetings: the step, and what the exchange costs. */
final class CollectiveCodec {
    private CollectiveCodec() {}

    static RunProto.Step.Collective encode(Step.Collective collective) {
        Step.Exchange exchange = collective.exchange();
        return RunProto.Step.Collective.newBuilder()
                .setGroup(collective.group())
                .setBytes(StepCodec.encode(collective.bytes()))
                .setAlgorithm(algorithm(exchange.algorithm()))
                .setOverlapPercent(exchange.overlapPercent())
                .setBusBytesPerSecond(exchange.busBytesPerSecond())
                .setBusLatencyNs(exchange.busLatencyNs())
                .setWireBytesPerSecond(exchange.wireBytesPerSecond())
                .setWireLatencyNs(exchange.wireLatencyNs())
                .build();
    }

    static Step.Collective decode(RunProto.Step.Collective collective) {
        return new Step.Collective(
                collective.getGroup(),
                StepCodec.decode(collective.getBytes()),
                new Step.Exchange(
                        algorithm(collective.getAlgorithm()),
                        collective.getOverlapPercent(),
                        collective.getBusBytesPerSecond(),
                        collective.getBusLatencyNs(),
                        collective.getWireBytesPerSecond(),
                        collective.getWireLatencyNs()));
    }

    static RunProto.CollectiveCost encode(CollectiveCost cost) {
        return RunProto.CollectiveCost.newBuilder()
                .setAlgorithm(algorithm(cost.algorithm()))
                .setHosts(cost.hosts())
                .setMostPerHost(cost.mostPerHost())
                .setOverlapPercent(cost.overlapPercent())
                .setBusBytesPerSecond(cost.busBytesPerSecond())
                .setBusLatencyNs(cost.busLatencyNs())
                .setWireBytesPerSecond(cost.wireBytesPerSecond())
                .setWireLatencyNs(cost.wireLatencyNs())
                .build();
    }

    static CollectiveCost decode(RunProto.CollectiveCost cost) {
        return new CollectiveCost(
                algorithm(cost.getAlgorithm()),
                cost.getHosts(),
                cost.getMostPerHost(),
                cost.getOverlapPercent(),
                cost.getBusBytesPerSecond(),
                cost.getBusLatencyNs(),
                cost.getWireBytesPerSecond(),
                cost.getWireLatencyNs());
    }

    private static RunProto.Step.Algorithm algorithm(Step.Algorithm algorithm) {
        return switch (algorithm) {
            case NETWORK -> RunProto.Step.Algorithm.ALGORITHM_NETWORK;
            case RING -> RunProto.Step.Algorithm.ALGORITHM_RING;
            case TREE -> RunProto.Step.Algorithm.ALGORITHM_TREE;
            case HIERARCHICAL -> RunProto.Step.Algorithm.ALGORITHM_HIERARCHICAL;
        };
    }

    private static Step.Algorithm algorithm(RunProto.Step.Algorithm algorithm) {
        return switch (algorithm) {
            case ALGORITHM_NETWORK -> Step.Algorithm.NETWORK;
            case ALGORITHM_RING -> Step.Algorithm.RING;
            case ALGORITHM_TREE -> Step.Algorithm.TREE;
            case ALGORITHM_HIERARCHICAL -> Step.Algorithm.HIERARCHICAL;
            case ALGORITHM_UNSPECIFIED, UNRECOGNIZED -> throw Unknown.value("collective algorithm");
        };
    }
}
