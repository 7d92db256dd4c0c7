package org.scxfleet.host;

import org.scxfleet.sched.SwitchCosts;

/**
 * What scheduling costs on a machine, in nanoseconds of the CPU that pays.
 *
 * @param name shown in results
 * @param contextSwitchNs a switch between two tasks, paid by the next task
 * @param wakeupNs waking a task, paid by the waker
 * @param syscallNs entering the kernel for a step (locks, pipes, yields, launches)
 * @param migrateLlcNs cold caches after a move within one last-level cache
 * @param migrateSocketNs after a move to another cache of the socket
 * @param migrateNodeNs after a move to another node of the socket
 * @param migrateRemoteNs after a move to another socket
 * @param ipiNs until a CPU attends to another CPU's request to reschedule
 * @param timerNs until a CPU attends to a scheduler's timer
 * @param smtPer1024 speed of a CPU whose sibling is busy; 1024 = no slow-down
 * @param perOpNs simulated time of one scheduler callback
 * @param perInsnNs simulated time of 1,000 BPF instructions of a callback
 */
public record CostProfile(
        String name,
        long contextSwitchNs,
        long wakeupNs,
        long syscallNs,
        long migrateLlcNs,
        long migrateSocketNs,
        long migrateNodeNs,
        long migrateRemoteNs,
        long ipiNs,
        long timerNs,
        int smtPer1024,
        long perOpNs,
        long perInsnNs) {
    /** Nothing costs anything. */
    public static final CostProfile NONE =
            new CostProfile("none", 0, 0, 0, 0, 0, 0, 0, 0, 0, 1024, 0, 0);

    /**
     * The measured kernel in virtual time: no caches, no SMT contention, about 1 µs a switch and a
     * wake-up. A timer that a callback sets anew 1 ms ahead fired each 1.00045 ms.
     */
    public static final CostProfile LAB =
            new CostProfile("lab", 1_000, 1_000, 1_000, 0, 0, 0, 0, 1_000, 450, 1024, 0, 0);

    /** A present-day x86 server; sources in reference tables of core-to-core latency, see docs. */
    public static final CostProfile SERVER =
            new CostProfile(
                    "server", 1_200, 1_000, 150, 5_000, 20_000, 50_000, 80_000, 1_000, 1_000, 635,
                    0, 0);

    private static final long MOST_NS = 1_000_000_000L;

    public CostProfile {
        long[] costs = {
            contextSwitchNs,
            wakeupNs,
            syscallNs,
            migrateLlcNs,
            migrateSocketNs,
            migrateNodeNs,
            migrateRemoteNs,
            ipiNs,
            timerNs,
            perOpNs,
            perInsnNs
        };
        for (long cost : costs) {
            if (cost < 0 || cost > MOST_NS) {
                throw new IllegalArgumentException(
                        "cost profile "
                                + name
                                + ": a cost of "
                                + cost
                                + " ns is outside 0.."
                                + MOST_NS);
            }
        }
        if (smtPer1024 < 1 || smtPer1024 > 1024) {
            throw new IllegalArgumentException(
                    "cost profile " + name + ": SMT speed " + smtPer1024 + " is outside 1..1024");
        }
    }

    /** The part that the scheduling core charges. */
    SwitchCosts switchCosts() {
        long[] migrateNs = {migrateLlcNs, migrateSocketNs, migrateNodeNs, migrateRemoteNs};
        return new SwitchCosts(contextSwitchNs, wakeupNs, ipiNs, timerNs, migrateNs);
    }
}
