package org.scxfleet.sched.ext;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventRank;
import org.scxfleet.sched.SchedCore;

/** The timers of a scheduler (bpf_timer): each calls back on the CPU that armed it. */
final class ExtTimers {
    /** First source number of scheduler timers within the WORK_ITEM rank. */
    private static final int FIRST_SOURCE = 1_000;

    /** Most timers of one scheduler. */
    static final int MAX_TIMERS = 1 << 20;

    /** A timer that arms itself for now fires again after this time, so that time goes on. */
    static final long LEAST_PERIOD_NS = 1_000;

    private final Ext ext;
    private final SchedCore core;
    private final int owner;
    private final OpsCaller caller;
    private final TreeMap<Integer, Integer> timerByKey = new TreeMap<>();
    private final List<Integer> keyBySource = new ArrayList<>();
    private final List<Integer> cpuBySource = new ArrayList<>();
    private final List<Long> earliestBySource = new ArrayList<>();
    private final List<Runnable> callbackBySource = new ArrayList<>();
    private final List<@Nullable LoadedScheduler> expiredFor = new ArrayList<>();

    ExtTimers(Ext ext, int owner, OpsCaller caller) {
        this.ext = ext;
        this.core = ext.core();
        this.owner = owner;
        this.caller = caller;
    }

    void arm(int timerKey, long atNs) {
        Integer timer = timerByKey.get(timerKey);
        if (timer == null) {
            if (timerByKey.size() >= MAX_TIMERS) {
                ext.error("more than " + MAX_TIMERS + " timers");
                return;
            }
            timer =
                    core.queue()
                            .register(
                                    EventRank.WORK_ITEM, owner, FIRST_SOURCE + keyBySource.size());
            keyBySource.add(timerKey);
            cpuBySource.add(core.thisCpu());
            earliestBySource.add(0L);
            int index = keyBySource.size() - 1;
            callbackBySource.add(() -> callBack(index));
            expiredFor.add(null);
            timerByKey.put(timerKey, timer);
        }
        int index = core.queue().source(timer) - FIRST_SOURCE;
        expiredFor.set(index, null);
        cpuBySource.set(index, core.thisCpu());
        // The callback runs when the CPU attends to the timer's interrupt.
        long expiryNs = Math.max(atNs, earliestBySource.get(index));
        core.queue().arm(timer, expiryNs + core.costs().timerNs());
    }

    void cancel(int timerKey) {
        Integer timer = timerByKey.get(timerKey);
        if (timer != null) {
            core.queue().cancel(timer);
            expiredFor.set(core.queue().source(timer) - FIRST_SOURCE, null);
        }
    }

    void cancelAll() {
        for (Integer timer : timerByKey.values()) {
            core.queue().cancel(timer);
        }
    }

    boolean owns(int source) {
        return source >= FIRST_SOURCE;
    }

    void fire(int source) {
        int cpu = cpuBySource.get(source - FIRST_SOURCE);
        // The scheduler ends before a lost CPU would attend to it.
        if (ext.scheduler() != null && !core.runQueue(cpu).lost) {
            int index = source - FIRST_SOURCE;
            earliestBySource.set(index, core.nowNs() + LEAST_PERIOD_NS);
            expiredFor.set(index, ext.scheduler());
            core.runner().expire(cpu, callbackBySource.get(index));
        }
    }

    private void callBack(int index) {
        // A thread may come to it only when the timer is cancelled or the scheduler gone.
        if (ext.scheduler() != null && expiredFor.get(index) == ext.scheduler()) {
            expiredFor.set(index, null);
            caller.timer(keyBySource.get(index));
        }
    }
}
