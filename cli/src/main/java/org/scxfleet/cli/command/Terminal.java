package org.scxfleet.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.scxfleet.cli.report.Style;

/** Whether a person looks at an output. */
final class Terminal {
    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;

    private Terminal() {}

    /**
     * Emphasis for standard output: none in a file or pipe, with NO_COLOR, or on a dumb terminal.
     */
    static Style outputStyle() {
        return isTerminal(STANDARD_OUTPUT) && wantsColour() ? Style.TERMINAL : Style.PLAIN;
    }

    /** Whether a line on standard error can be drawn again. */
    static boolean errorCanRedraw() {
        return isTerminal(STANDARD_ERROR) && !isDumb();
    }

    private static boolean wantsColour() {
        String noColour = System.getenv("NO_COLOR");
        return (noColour == null || noColour.isEmpty()) && !isDumb();
    }

    private static boolean isDumb() {
        String terminal = System.getenv("TERM");
        return terminal == null || terminal.isEmpty() || terminal.equals("dumb");
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
