package org.scxfleet.cluster.placement.external;

/**
 * An oracle said what cannot be done. The message goes on after the name of whoever answered:
 * {@code answered question 7 with node 99; the nodes are 0 to 7}.
 */
public final class UnusableAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UnusableAnswerException(String message) {
        super(message);
    }

    /** The message, which is never missing. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
