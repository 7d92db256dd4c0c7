package org.scxfleet.node.assembly;

import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.host.HostSpec;

/** Makes the hosts of one run. Called by several threads at once. */
@FunctionalInterface
public interface HostAssembly {
    /**
     * @throws IllegalArgumentException if the host cannot be as described; the message says what is
     *     wrong and what would be right
     */
    EmulatedHost assemble(HostSpec spec);

    /** Makes the assembly of a run from the run's BPF objects. */
    @FunctionalInterface
    interface Factory {
        HostAssembly forRun(SchedulerObjects objects);
    }
}
