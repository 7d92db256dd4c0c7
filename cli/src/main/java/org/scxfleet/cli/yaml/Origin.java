package org.scxfleet.cli.yaml;

/**
 * Where a value was written.
 *
 * @param source file as the user named it, or the option on the command line
 * @param line from 1; 0 if the source has no lines
 */
public record Origin(String source, int line) {
    @Override
    public String toString() {
        return line > 0 ? source + ":" + line : source;
    }
}
