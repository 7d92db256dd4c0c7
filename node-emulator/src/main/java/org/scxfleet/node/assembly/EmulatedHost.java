package org.scxfleet.node.assembly;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.LogicalProcess;
import org.scxfleet.host.HostReport;
import org.scxfleet.trace.TraceSink;

/** What the node sees of a host: a logical process that can say what it did. */
public interface EmulatedHost extends LogicalProcess {
    /** What happened up to now; its tallies are live objects. */
    HostReport report();

    /** Shows every event to an observer from now on; null to stop. */
    void traceTo(@Nullable TraceSink sink);

    /** Events run so far. */
    long eventCount();
}
