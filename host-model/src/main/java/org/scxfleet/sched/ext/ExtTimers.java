package org.scxfleet.sched.ext;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.scxfleet.engine.EventRank;
import org.scxfleet.sched.SchedCore;

/** What a scheduler has asked for later: its timers (bpf_timer) and re-enqueues of queues. */
final class ExtTimers {
    /** First source number of scheduler timers within the WORK_ITEM rank. */
    private static final int FIRST_SOURCE = 1_000;

    /** Most timers of one scheduler. */
    static final int MAX_TIMERS = 1 << 20;

    private final Ext ext;
    private final SchedCore core;
    private final int owner;
    private final OpsCaller caller;
    private final TreeMap<Integer, Integer> timerByKey = new TreeMap<>();
    private final List<Integer> keyBySource = new ArrayList<>();
    private final List<Integer> cpuBySource = new ArrayList<>();
    private final List<DispatchQueue> queues = new ArrayList<>();
    private final List<ExtCpu> locals = new ArrayList<>();
    private final int reenqueueWork;

    ExtTimers(Ext ext, int owner, OpsCaller caller) {
        this.ext = ext;
        this.core = ext.core();
        this.owner = owner;
        this.caller = caller;
        reenqueueWork = core.queue().register(EventRank.IRQ_WORK, owner, core.cpuCount());
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
            timerByKey.put(timerKey, timer);
        }
        cpuBySource.set(core.queue().source(timer) - FIRST_SOURCE, core.thisCpu());
        core.queue().arm(timer, atNs);
    }

    void cancel(int timerKey) {
        Integer timer = timerByKey.get(timerKey);
        if (timer != null) {
            core.queue().cancel(timer);
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
        if (ext.scheduler() != null) {
            core.executeOn(cpuBySource.get(source - FIRST_SOURCE));
            caller.timer(keyBySource.get(source - FIRST_SOURCE));
        }
    }

    void reenqueueLater(DispatchQueue dsq) {
        if (!queues.contains(dsq)) {
            queues.add(dsq);
        }
        core.queue().arm(reenqueueWork, core.nowNs());
    }

    void reenqueueLater(ExtCpu cpu) {
        if (!locals.contains(cpu)) {
            locals.add(cpu);
        }
        core.queue().arm(reenqueueWork, core.nowNs());
    }

    /** Carries out the re-enqueues asked for, local queues first. */
    void reenqueueNow(Reenqueuer reenqueuer) {
        List<ExtCpu> nowLocals = List.copyOf(locals);
        List<DispatchQueue> nowQueues = List.copyOf(queues);
        locals.clear();
        queues.clear();
        if (ext.scheduler() == null || ext.bypassDepth > 0) {
            return;
        }
        for (ExtCpu cpu : nowLocals) {
            reenqueuer.localOnRequest(cpu);
        }
        for (DispatchQueue dsq : nowQueues) {
            reenqueuer.user(dsq);
        }
    }
}
