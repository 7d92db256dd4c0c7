package org.scxfleet.coordinator.rpc;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;

/** Node processes that somebody has started, connected for one run. */
public final class RemoteFleet implements AutoCloseable {
    /** Most processes of a fleet. */
    public static final int NODES_MAX = 1_024;

    private final List<RemoteNode> nodes;

    private RemoteFleet(List<RemoteNode> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    /**
     * @throws EnvironmentException if one of them cannot be reached; the others are let go
     */
    public static RemoteFleet connect(List<HostPort> addresses, BuildVersion build) {
        return connect(addresses, build, Caller.SINGLE_RUN);
    }

    /** The same for a coordinator. */
    static RemoteFleet connect(List<HostPort> addresses, BuildVersion build, Caller caller) {
        if (addresses.isEmpty() || addresses.size() > NODES_MAX) {
            throw new IllegalArgumentException(
                    addresses.size() + " nodes; a fleet has 1 to " + NODES_MAX);
        }
        List<RemoteNode> nodes = new ArrayList<>();
        try {
            for (HostPort address : addresses) {
                nodes.add(RemoteNode.connect("node-" + nodes.size(), address, build, null, caller));
            }
        } catch (EnvironmentException e) {
            nodes.forEach(RemoteNode::close);
            throw e;
        }
        return new RemoteFleet(nodes);
    }

    /** In the order of the addresses. */
    public List<RemoteNode> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        nodes.forEach(RemoteNode::close);
    }
}
