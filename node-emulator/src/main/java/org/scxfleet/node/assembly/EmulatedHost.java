package org.scxfleet.node.assembly;

import org.scxfleet.engine.LogicalProcess;
import org.scxfleet.host.HostReport;

/** What the node sees of a host: a logical process that can say what it did. */
public interface EmulatedHost extends LogicalProcess {
    /** What happened up to now; its tallies are live objects. */
    HostReport report();

    /** Events run so far. */
    long eventCount();
}
