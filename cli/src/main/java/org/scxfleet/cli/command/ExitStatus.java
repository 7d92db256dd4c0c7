package org.scxfleet.cli.command;

/** What the program tells its caller. */
final class ExitStatus {
    static final int DONE = 0;

    /** Done, but an expectation of the scenario, or a published figure, was not met. */
    static final int UNMET = 1;

    /** The user's input or command line is wrong. */
    static final int BAD_INPUT = 2;

    /** A process, connection, disk or memory is not as needed. */
    static final int ENVIRONMENT = 69;

    /** The program itself is wrong. */
    static final int DEFECT = 70;

    /** Stopped by Ctrl-C. */
    static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
