package org.scxfleet.fleet;

import org.jspecify.annotations.Nullable;

/** A process, connection, port or memory is not as needed; the run itself may be good. */
public sealed class EnvironmentException extends FleetException permits ProcessLostException {
    private static final long serialVersionUID = 1;

    public EnvironmentException(String message) {
        super(message, null);
    }

    public EnvironmentException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
