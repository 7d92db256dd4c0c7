package org.scxfleet.node.assembly;

import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.SchedulerFactory;

/** Makes a scheduler of a BPF object. */
@FunctionalInterface
public interface ObjectLoader {
    /**
     * Called once for every different specification of a run; the factory makes the scheduler of
     * each kernel.
     *
     * @throws IllegalArgumentException if the object cannot be loaded; the message says why
     */
    SchedulerFactory load(SchedulerSpec scheduler, byte[] object);
}
