package org.scxfleet.coordinator.rpc;

import java.util.List;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.fleet.BuildVersion;

/**
 * What a coordinator knows.
 *
 * @param coordinator how it calls itself
 * @param nodes as last seen, in the order of their addresses
 * @param runs queued, under way, and the last that have ended, by number
 */
public record FleetStatus(
        String coordinator, BuildVersion build, List<NodeView> nodes, List<RunState> runs) {}
