package org.scxfleet.fleet;

import org.jspecify.annotations.Nullable;

/** The emulator itself is wrong: a broken invariant, an exception nobody expected. */
public final class DefectException extends FleetException {
    private static final long serialVersionUID = 1;

    private final String detail;

    /**
     * @param message where it happened: host, seed, time, event number
     * @param detail stack of the original exception, which may be from another process
     */
    public DefectException(String message, String detail, @Nullable Throwable cause) {
        super(message, cause);
        this.detail = detail;
    }

    /** Stack of the original exception. */
    public String detail() {
        return detail;
    }
}
