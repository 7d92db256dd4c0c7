package org.scxfleet.cli.bench;

/** The machine does not let a benchmark be measured; the message says what is missing. */
public final class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchFailure(String message) {
        super(message);
    }

    BenchFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
