package org.scxfleet.sched;

import org.scxfleet.topology.CpuTopology;

/**
 * What the core's own work costs, in ns of the CPU that does it; see the host's cost profile.
 *
 * @param ipiNs until a CPU attends to another CPU's interrupt
 * @param timerNs from the expiry of a scheduler's timer to what its callback reads on the clock
 * @param migrateNs by distance: same cache, same socket other cache, other node of the socket,
 *     other socket
 */
public record SwitchCosts(
        long contextSwitchNs, long wakeupNs, long ipiNs, long timerNs, long[] migrateNs) {
    private static final int SAME_LLC = 0;
    private static final int SAME_NODE = 1;
    private static final int SAME_SOCKET = 2;
    private static final int OTHER_SOCKET = 3;

    long migrationNs(CpuTopology topology, int from, int to) {
        if (topology.llc(from) == topology.llc(to)) {
            return migrateNs[SAME_LLC];
        }
        if (topology.node(from) == topology.node(to)) {
            return migrateNs[SAME_NODE];
        }
        return migrateNs[topology.socket(from) == topology.socket(to) ? SAME_SOCKET : OTHER_SOCKET];
    }
}
