package org.scxfleet.ops;

import org.jspecify.annotations.Nullable;

/** Events of the kernel that a scheduler's tracing programs can hang on. */
public enum TracePoint {
    /**
     * A CPU is about to switch from one task to another. It is still the old one that is current.
     */
    SCHED_SWITCH("sched_switch");

    private final String kernelName;

    TracePoint(String kernelName) {
        this.kernelName = kernelName;
    }

    /** The point of that name in the kernel, or null when the model has no such event. */
    public static @Nullable TracePoint named(String kernelName) {
        for (TracePoint point : values()) {
            if (point.kernelName.equals(kernelName)) {
                return point;
            }
        }
        return null;
    }
}
