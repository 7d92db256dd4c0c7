package org.scxfleet.coordinator.rpc;

import java.util.Locale;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.v1.NodeProto.NodeDescription;

/**
 * A node as its coordinator saw it last.
 *
 * @param version of its program; empty if it was never reached
 * @param note what there is to say of the state, else empty
 * @param run that it carries, else empty
 * @param hosts of that run on the node
 * @param firstHost name of the first of these
 * @param answerNs how long it took to answer
 */
public record NodeView(
        String address,
        State state,
        String version,
        String note,
        int threads,
        String run,
        int hosts,
        String firstHost,
        String lastHost,
        long answerNs) {
    /** What a node is to this coordinator. */
    public enum State {
        READY,
        CARRYING,
        DRAINING,
        OTHER_VERSION,
        OTHER_COORDINATOR,
        UNREACHABLE;

        /** As in metrics and for people. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isUp() {
            return this == READY || this == CARRYING || this == DRAINING;
        }
    }

    static NodeView unreachable(String address, String why) {
        return new NodeView(address, State.UNREACHABLE, "", why, 0, "", 0, "", "", 0);
    }

    static NodeView of(
            String address, NodeDescription description, BuildVersion here, long answerNs) {
        BuildVersion there =
                new BuildVersion(
                        description.getBuild().getVersion(), description.getBuild().getProtocol());
        boolean other = !description.getOtherCoordinator().isEmpty();
        State state = State.OTHER_VERSION;
        String note = "";
        if (!here.equals(there)) {
            note = here.mismatch("coordinator", "node", there);
        } else if (other) {
            state = State.OTHER_COORDINATOR;
            note = description.getOtherCoordinator();
        } else {
            state = state(description);
        }
        return new NodeView(
                address,
                state,
                there.text(),
                note,
                description.getThreads(),
                description.getRun(),
                description.getHosts(),
                description.getFirstHost(),
                description.getLastHost(),
                answerNs);
    }

    private static State state(NodeDescription description) {
        return switch (description.getState()) {
            case STATE_IDLE -> State.READY;
            case STATE_CARRYING -> State.CARRYING;
            case STATE_DRAINING -> State.DRAINING;
            case STATE_UNSPECIFIED, UNRECOGNIZED -> State.UNREACHABLE;
        };
    }
}
