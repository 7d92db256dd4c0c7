package org.scxfleet.fleet;

/** The run cannot be carried out as described: bad input. */
public final class BadRunException extends FleetException {
    private static final long serialVersionUID = 1;

    /**
     * @param message what is wrong, where, and what would be right
     */
    public BadRunException(String message) {
        super(message, null);
    }
}
