package org.scxfleet.node.actor;

import java.util.concurrent.atomic.LongAdder;
import org.scxfleet.fleet.NodeProgress;
import org.scxfleet.node.metrics.NodeMetrics;

/**
 * What threads outside the actors may see and do while hosts run: read the progress, ask for
 * figures, stop. Written by many threads, hence adders and a volatile flag; nothing in it reaches a
 * result.
 */
final class NodeWatch {
    private final LongAdder hostNs = new LongAdder();
    private final LongAdder events = new LongAdder();
    private final NodeMetrics metrics;
    private volatile boolean stopped;

    NodeWatch(NodeMetrics metrics) {
        this.metrics = metrics;
    }

    void advanced(long simulatedNs, long newEvents) {
        hostNs.add(simulatedNs);
        events.add(newEvents);
    }

    NodeProgress progress() {
        return new NodeProgress(hostNs.sum(), events.sum());
    }

    NodeMetrics metrics() {
        return metrics;
    }

    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }
}
