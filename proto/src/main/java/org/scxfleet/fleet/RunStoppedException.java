package org.scxfleet.fleet;

/** Somebody asked for the run to stop before its end. */
public final class RunStoppedException extends FleetException {
    private static final long serialVersionUID = 1;

    public RunStoppedException(String message) {
        super(message, null);
    }
}
