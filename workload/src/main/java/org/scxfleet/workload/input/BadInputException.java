package org.scxfleet.workload.input;

import java.io.Serial;

/**
 * Input that a user has to mend: which file, which line, which key, what is wrong with it and what
 * would be right. One line of text, ready for the screen; never a fault of the program.
 */
public final class BadInputException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final String file;
    private final int line;
    private final int column;
    private final String key;

    /**
     * @param place where
     * @param key the key, column or field; empty where none is concerned
     * @param problem what is wrong
     * @param remedy what would be right
     */
    public BadInputException(Place place, String key, String problem, String remedy) {
        super(place + ": " + (key.isEmpty() ? "" : "'" + key + "' ") + problem + "; " + remedy);
        this.file = place.file();
        this.line = place.line();
        this.column = place.column();
        this.key = key;
    }

    public String file() {
        return file;
    }

    /** Line from 1, or 0 if the whole file is meant. */
    public int line() {
        return line;
    }

    /** Column from 1, or 0 if the whole line is meant. */
    public int column() {
        return column;
    }

    public String key() {
        return key;
    }
}
