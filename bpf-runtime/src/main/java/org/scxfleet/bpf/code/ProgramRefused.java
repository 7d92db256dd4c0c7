package org.scxfleet.bpf.code;

/**
 * A program or object that is not run at all: malformed, or asking for something that does not
 * exist here.
 */
public final class ProgramRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ProgramRefused(String message) {
        super(message);
    }

    public ProgramRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
