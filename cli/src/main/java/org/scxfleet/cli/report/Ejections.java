package org.scxfleet.cli.report;

import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;

/**
 * Which exits of a scheduler are ejections: all that its operator did not ask for in good order.
 */
final class Ejections {
    private Ejections() {}

    static boolean isEjection(ExitInfo exit) {
        return exit.kind() != ExitKind.NONE
                && exit.kind() != ExitKind.DONE
                && exit.kind() != ExitKind.UNREG;
    }
}
