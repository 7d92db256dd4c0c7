package org.scxfleet.ops;

/**
 * The exit record of a scheduler (struct scx_exit_info).
 *
 * @param scheduler its name
 * @param exitCpu CPU that detected or caused it, -1 = none
 * @param exitCode user and system code, 0 for errors
 * @param message at most {@link Scx#EXIT_MSG_LEN} characters
 * @param initialized ops.init had succeeded
 * @param atNs when the exit was claimed
 * @param dump debug dump, empty unless an error
 */
public record ExitInfo(
        String scheduler,
        ExitKind kind,
        int exitCpu,
        long exitCode,
        String message,
        boolean initialized,
        long atNs,
        String dump) {}
