package org.scxfleet.cli.command;

import java.io.InputStream;
import java.io.PrintStream;
import org.scxfleet.cli.report.Style;

/**
 * Input and outputs of the program: results on one output, everything else on the other.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 */
record Console(InputStream in, PrintStream out, PrintStream err) {
    void error(String line) {
        err.println("scxfleet: " + line);
    }

    /** Emphasis on standard output, if it is the process's own and a terminal. */
    Style style() {
        return Terminal.outputStyle();
    }
}
