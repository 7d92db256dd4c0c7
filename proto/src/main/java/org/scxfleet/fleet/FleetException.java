package org.scxfleet.fleet;

import org.jspecify.annotations.Nullable;

/**
 * Why a run could not be carried out. The subclass says whose fault it is, which decides what the
 * user is told and the exit status. (A simulated scheduler that fails is no exception: it is part
 * of the result.)
 */
public abstract sealed class FleetException extends RuntimeException
        permits BadRunException, EnvironmentException, DefectException, RunStoppedException {
    private static final long serialVersionUID = 1;

    FleetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The message, which is never missing. */
    public String text() {
        String message = getMessage();
        return message == null ? toString() : message;
    }
}
