package org.scxfleet.cluster.simulation;

/** Placeholder. */
public final class EventSimulation {
    private EventSimulation() {}
}
