package org.scxfleet.sched.ext;

import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.sched.SchedChange;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.trace.TraceKind;

/**
 * Bypass: the kernel schedules ext tasks by itself, round robin per CPU at tick rate, while a
 * scheduler is loaded, unloaded or distrusted (ext.c scx_bypass, bypass_lb_node).
 *
 * <p>Nested; only the first entry and the last exit act. Every waiting task is taken off and put
 * back, in reverse order of waiting, so that it lands in the right queue.
 */
final class Bypass {
    /** Interval of the load balancer. */
    static final long BALANCE_INTERVAL_NS = 500_000_000L;

    private static final int DONOR_PERCENT = 125;
    private static final int MIN_DELTA_DIVISOR = 4;

    private final Ext ext;
    private final SchedCore core;
    private final SchedChange change;
    private final int balanceTimer;

    Bypass(Ext ext, SchedChange change, int balanceTimer) {
        this.ext = ext;
        this.core = ext.core();
        this.change = change;
        this.balanceTimer = balanceTimer;
    }

    void enter() {
        if (ext.bypassDepth++ > 0) {
            return;
        }
        LoadedScheduler loaded = ext.loaded();
        loaded.defaultSliceNs = Scx.SLICE_BYPASS_NS;
        loaded.count(ScxEvent.BYPASS_ACTIVATE);
        ext.bypassSinceNs = core.nowNs();
        core.recorder().record(TraceKind.BYPASS, -1, -1, 1, 0);
        core.queue().arm(balanceTimer, core.nowNs() + BALANCE_INTERVAL_NS);
        switchAll(true);
    }

    void leave() {
        if (--ext.bypassDepth > 0) {
            return;
        }
        LoadedScheduler loaded = ext.scheduler();
        if (loaded != null) {
            loaded.defaultSliceNs = Scx.SLICE_DFL_NS;
            loaded.count(ScxEvent.BYPASS_DURATION, core.nowNs() - ext.bypassSinceNs);
        }
        core.recorder().record(TraceKind.BYPASS, -1, -1, 0, 0);
        core.queue().cancel(balanceTimer);
        switchAll(false);
    }

    private void switchAll(boolean on) {
        for (int number = 0; number < core.cpuCount(); number++) {
            ExtCpu cpu = ext.cpu(number);
            cpu.bypassing = on;
            cpu.owesIdleNotice = !on;
            if (!ext.isActive()) {
                continue;
            }
            Task task = cpu.runnableTail;
            while (task != null) {
                Task before = task.scx.runnablePrevious;
                change.requeue(task);
                task = before;
            }
            if (cpu.rq.active) {
                core.resched(cpu.rq);
            }
        }
    }

    /** One pass of the balancer over every node; arms the next. */
    void balance() {
        if (ext.bypassDepth == 0 || ext.scheduler() == null) {
            return;
        }
        for (int node = 0; node < core.topology().nodeCount(); node++) {
            balanceNode(core.topology().cpusOfNode(node));
        }
        core.queue().arm(balanceTimer, core.nowNs() + BALANCE_INTERVAL_NS);
    }

    private void balanceNode(CpuSet node) {
        LoadedScheduler loaded = ext.loaded();
        CpuSet online = node.copy();
        online.retainAll(core.activeCpus());
        int cpus = online.size();
        int total = 0;
        for (int cpu = online.first(); cpu >= 0; cpu = online.next(cpu + 1)) {
            total += loaded.bypassDsqs[cpu].length();
        }
        if (cpus == 0 || total == 0) {
            return;
        }
        int target = Math.ceilDiv(total, cpus);
        int limit = Math.ceilDiv(target * DONOR_PERCENT, 100);
        long least = Math.ceilDiv(BALANCE_INTERVAL_NS / MIN_DELTA_DIVISOR, Scx.SLICE_BYPASS_NS);
        CpuSet donees = new CpuSet(core.cpuCount());
        for (int cpu = online.first(); cpu >= 0; cpu = online.next(cpu + 1)) {
            if (loaded.bypassDsqs[cpu].length() < target) {
                donees.add(cpu);
            }
        }
        CpuSet received = new CpuSet(core.cpuCount());
        for (int cpu = online.first(); cpu >= 0; cpu = online.next(cpu + 1)) {
            DispatchQueue donor = loaded.bypassDsqs[cpu];
            if (donor.length() > limit && donor.length() - limit >= least) {
                drain(donor, limit, target, donees, received);
            }
        }
        for (int cpu = received.first(); cpu >= 0; cpu = received.next(cpu + 1)) {
            core.resched(core.runQueue(cpu));
        }
    }

    private void drain(DispatchQueue donor, int limit, int target, CpuSet donees, CpuSet received) {
        LoadedScheduler loaded = ext.loaded();
        Task task = donor.first();
        while (task != null && donor.length() > limit && !donees.isEmpty()) {
            Task next = DispatchQueue.after(task);
            int cpu = task.isMigrationDisabled() ? -1 : core.anyDistributed(task.allowed, donees);
            if (cpu >= 0 && ext.cpu(cpu).online) {
                donor.remove(task);
                loaded.bypassDsqs[cpu].insertFifo(task, false);
                received.add(cpu);
                if (loaded.bypassDsqs[cpu].length() >= target) {
                    donees.remove(cpu);
                }
            }
            task = next;
        }
    }
}
