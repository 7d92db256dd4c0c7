package org.scxfleet.task;

/** The scheduling classes, highest first, in the order in which the kernel asks them for a task. */
public enum ClassId {
    STOP,
    DEADLINE,
    RT,
    FAIR,
    EXT,
    IDLE;

    /** True if this class is served before the other. */
    public boolean above(ClassId other) {
        return ordinal() < other.ordinal();
    }

    public boolean below(ClassId other) {
        return ordinal() > other.ordinal();
    }
}
