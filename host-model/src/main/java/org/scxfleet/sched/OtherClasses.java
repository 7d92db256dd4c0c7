package org.scxfleet.sched;

import org.scxfleet.task.ClassId;
import org.scxfleet.task.LoadAverage;

/**
 * How much of a CPU real-time and deadline tasks have used of late: what the fair class cannot have
 * (kernel/sched/pelt.c: update_rt_rq_load_avg, update_dl_rq_load_avg).
 */
public final class OtherClasses {
    private final LoadAverage realTime = new LoadAverage();
    private final LoadAverage deadline = new LoadAverage();
    private boolean used;

    /** The CPU switches from a task of one class to one of another; IDLE if there is none. */
    void switched(ClassId from, ClassId to, long nowNs) {
        if (isOther(from) || isOther(to)) {
            used = true;
            update(from, nowNs);
        }
    }

    private static boolean isOther(ClassId id) {
        return id == ClassId.RT || id == ClassId.DEADLINE;
    }

    private void update(ClassId running, long nowNs) {
        add(realTime, running == ClassId.RT, nowNs);
        add(deadline, running == ClassId.DEADLINE, nowNs);
    }

    private static void add(LoadAverage average, boolean running, long nowNs) {
        int on = running ? 1 : 0;
        if (average.add(nowNs, on, on, running)) {
            average.settle(1);
        }
    }

    /**
     * Part of the CPU's time, 1024 = all.
     *
     * @param running class of the running task, IDLE if there is none
     */
    public long usedPer1024(ClassId running, long nowNs) {
        if (!used) {
            return 0;
        }
        update(running, nowNs);
        return realTime.util + deadline.util;
    }
}
