package org.scxfleet.policy.example;

import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/**
 * Virtual time as the kernel's examples count it: 64-bit nanoseconds at weight 100 that may wrap,
 * compared by signed difference. The arithmetic is the unsigned one of BPF, so that odd inputs (a
 * slice longer than the default) lead to the same odd results.
 */
public final class Vtime {
    private static final long WEIGHT_100 = 100;

    private Vtime() {}

    /** True if a lies before b. */
    public static boolean before(long a, long b) {
        return a - b < 0;
    }

    /** The vtime, but at most one default slice behind the clock: what a sleeper may save up. */
    public static long withinOneSlice(long vtime, long clock) {
        long least = clock - Scx.SLICE_DFL_NS;
        return before(vtime, least) ? least : vtime;
    }

    /**
     * The task's vtime after it has stopped: what is gone of a default slice, scaled by the inverse
     * of the weight. A yield sets the slice to 0 and is so charged as a whole slice.
     */
    public static long afterStop(Task task) {
        long usedNs = Scx.SLICE_DFL_NS - task.scx.sliceNs;
        return task.scx.dsqVtime + Long.divideUnsigned(usedNs * WEIGHT_100, task.scx.weight);
    }
}
