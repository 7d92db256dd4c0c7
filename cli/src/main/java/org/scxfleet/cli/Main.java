package org.scxfleet.cli;

import org.scxfleet.cli.command.Scxfleet;

/** Where the program starts. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Scxfleet.execute(args));
    }
}
