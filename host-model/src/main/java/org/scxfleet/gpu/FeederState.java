package org.scxfleet.gpu;

/** Where a task that feeds a GPU stands with the CPUs. */
public enum FeederState {
    /** Sleeps, for whatever reason; it asks for no CPU. */
    BLOCKED,
    /** Runnable, but on no CPU: only the host's scheduler keeps it from feeding the device. */
    WAITING,
    /** Executes on a CPU. */
    ON_CPU
}
