package org.scxfleet.fleet;

import java.util.Locale;

/** What a node process is doing. */
public enum NodeState {
    /** It waits for a run. */
    IDLE,
    /** It carries the hosts of a run. */
    CARRYING,
    /** It was told to end: it finishes the run that it carries and takes no other. */
    DRAINING;

    /** As in metrics and for people. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
