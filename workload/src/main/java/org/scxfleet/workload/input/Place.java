package org.scxfleet.workload.input;

/**
 * A position in an input file.
 *
 * @param file as the user named it
 * @param line from 1; 0 means the whole file
 * @param column from 1; 0 means the whole line
 */
public record Place(String file, int line, int column) {
    public Place {
        if (line < 0 || column < 0) {
            throw new IllegalArgumentException("line " + line + ", column " + column);
        }
    }

    public static Place wholeFile(String file) {
        return new Place(file, 0, 0);
    }

    public static Place wholeLine(String file, int line) {
        return new Place(file, line, 0);
    }

    /** The form that compilers use: file:line:column. */
    @Override
    public String toString() {
        if (line == 0) {
            return file;
        }
        return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
    }
}
