package org.scxfleet.coordinator.rpc;

import java.util.Locale;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.v1.CoordinatorProto.FleetOverview;

/** A coordinator's view of its fleet, as a message. */
final class OverviewCodec {
    private OverviewCodec() {}

    static FleetOverview.Node encode(NodeView node) {
        return FleetOverview.Node.newBuilder()
                .setAddress(node.address())
                .setState(node.state().text())
                .setVersion(node.version())
                .setNote(node.note())
                .setThreads(node.threads())
                .setRun(node.run())
                .setHosts(node.hosts())
                .setFirstHost(node.firstHost())
                .setLastHost(node.lastHost())
                .setAnswerNs(node.answerNs())
                .build();
    }

    static FleetStatus decode(FleetOverview overview) {
        return new FleetStatus(
                overview.getCoordinator(),
                new BuildVersion(
                        overview.getBuild().getVersion(), overview.getBuild().getProtocol()),
                overview.getNodesList().stream().map(OverviewCodec::decode).toList(),
                overview.getRunsList().stream().map(RunStateCodec::decode).toList());
    }

    private static NodeView decode(FleetOverview.Node node) {
        return new NodeView(
                node.getAddress(),
                NodeView.State.valueOf(node.getState().toUpperCase(Locale.ROOT)),
                node.getVersion(),
                node.getNote(),
                node.getThreads(),
                node.getRun(),
                node.getHosts(),
                node.getFirstHost(),
                node.getLastHost(),
                node.getAnswerNs());
    }
}
