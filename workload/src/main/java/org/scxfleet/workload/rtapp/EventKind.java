package org.scxfleet.workload.rtapp;

import org.jspecify.annotations.Nullable;

/**
 * The events of the grammar. An event is recognised by the beginning of its key, so that {@code
 * run}, {@code run0} and {@code run_b} are all run events; the first entry of this list that fits
 * wins, which is why {@code runtime} stands before {@code run} and {@code memrun} before {@code
 * mem}. A key that fits none is a property.
 */
enum EventKind {
    LOCK("lock"),
    UNLOCK("unlock"),
    WAIT("wait"),
    SIGNAL("signal"),
    BROAD("broad"),
    SYNC("sync"),
    SLEEP("sleep"),
    RUNTIME("runtime"),
    RUN("run"),
    TIMER("timer"),
    SUSPEND("suspend"),
    RESUME("resume"),
    MEMRUN("memrun"),
    MEM("mem"),
    IORUN("iorun"),
    YIELD("yield"),
    BARRIER("barrier"),
    FORK("fork"),
    SEM_POST("sem_post"),
    SEM_WAIT("sem_wait"),
    PIPE_WRITE("x-pipe-write"),
    PIPE_READ("x-pipe-read");

    private final String prefix;

    EventKind(String prefix) {
        this.prefix = prefix;
    }

    /** The event that a key stands for, or null if it is a property. */
    static @Nullable EventKind of(String key, Dialect dialect) {
        for (EventKind kind : values()) {
            if (key.startsWith(kind.prefix) && (dialect.pipes() || !kind.isPipe())) {
                return kind;
            }
        }
        return null;
    }

    private boolean isPipe() {
        return this == PIPE_WRITE || this == PIPE_READ;
    }
}
