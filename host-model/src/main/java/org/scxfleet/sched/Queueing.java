package org.scxfleet.sched;

/**
 * Flags of enqueue and dequeue, with the kernel's values (kernel/sched/sched.h), because schedulers
 * see them.
 */
public final class Queueing {
    public static final long SLEEP = 0x1;
    public static final long WAKEUP = 0x1;
    public static final long SAVE = 0x2;
    public static final long RESTORE = 0x2;
    public static final long MOVE = 0x4;
    public static final long NOCLOCK = 0x8;
    public static final long MIGRATING = 0x10;
    public static final long DELAYED = 0x20;
    public static final long CLASS = 0x40;

    /** Enqueue at the head. */
    public static final long HEAD = 0x1_0000;

    /** Dequeue of a task in a special state (dead). */
    public static final long SPECIAL = 0x1_0000;

    public static final long MIGRATED = 0x4_0000;
    public static final long INITIAL = 0x8_0000;
    public static final long RQ_SELECTED = 0x10_0000;

    /** Wake flags. */
    public static final long WAKE_EXEC = 0x2;

    public static final long WAKE_FORK = 0x4;
    public static final long WAKE_TTWU = 0x8;
    public static final long WAKE_SYNC = 0x10;
    public static final long WAKE_MIGRATED = 0x20;
    public static final long WAKE_RQ_SELECTED = 0x80;

    private Queueing() {}
}
