package org.scxfleet.cluster.placement.fragmentation;

import org.scxfleet.cluster.resource.ClusterState;

/** Fragmentation of a whole cluster; only changed nodes are measured anew. */
public final class ClusterFragmentation {
    private final ClusterState state;
    private final Fragmentation fragmentation;
    private final long[] ofNode;
    private long sum;
    private long seenChanges;

    /** Measures every node once. */
    public ClusterFragmentation(ClusterState state, Fragmentation fragmentation) {
        this.state = state;
        this.fragmentation = fragmentation;
        ofNode = new long[state.nodeCount()];
        measureAll();
    }

    /** Fragmentation now, in milli-GPU; 0 if there are no typical pods. */
    public double amountMilli() {
        catchUp();
        return fragmentation.pods() == 0 ? 0 : (double) sum / fragmentation.pods();
    }

    private void catchUp() {
        if (!state.remembers(seenChanges)) {
            measureAll();
            return;
        }
        for (; seenChanges < state.changes(); seenChanges++) {
            int node = state.changedNode(seenChanges);
            sum -= ofNode[node];
            ofNode[node] = fragmentation.ofNode(state, node);
            sum += ofNode[node];
        }
    }

    private void measureAll() {
        sum = 0;
        for (int node = 0; node < ofNode.length; node++) {
            ofNode[node] = fragmentation.ofNode(state, node);
            sum += ofNode[node];
        }
        seenChanges = state.changes();
    }
}
