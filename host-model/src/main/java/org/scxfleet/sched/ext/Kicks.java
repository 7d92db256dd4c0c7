package org.scxfleet.sched.ext;

import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.Scx;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.trace.TraceKind;

/**
 * scx_bpf_kick_cpu: requests are collected per calling CPU, merge, and are carried out by an
 * irq_work of that CPU after the present section (ext.c scx_kick_cpu, kick_cpus_irq_workfn).
 *
 * <p><b>KICK_WAIT</b> makes the calling CPU reschedule too. After its own pick the caller spins
 * until each target that ran an ext task has passed a pick or put its task away (ext.c
 * kick_sync_wait_bal_cb); its own pick comes before it waits, so a ring of waits cannot lock up.
 * When the target will attend to the kick is known, so the wait is put on the task that the caller
 * has picked, as overhead.
 *
 * <p><b>Left out.</b> Nobody waits for a vCPU that is not executing; a caller that turns idle does
 * not spin.
 */
final class Kicks {
    private final Ext ext;
    private final SchedCore core;
    private final OpsCaller caller;
    private final Inserter inserter;

    /** The requests of one calling CPU; created on first use. */
    static final class Requests {
        final CpuSet plain;
        final CpuSet idle;
        final CpuSet preempt;
        final CpuSet wait;

        /** Targets to wait for after the next pick, and what they had passed when kicked. */
        final CpuSet sync;

        final long[] syncedAt;

        Requests(int cpuCount) {
            plain = new CpuSet(cpuCount);
            idle = new CpuSet(cpuCount);
            preempt = new CpuSet(cpuCount);
            wait = new CpuSet(cpuCount);
            sync = new CpuSet(cpuCount);
            syncedAt = new long[cpuCount];
        }
    }

    Kicks(Ext ext, OpsCaller caller, Inserter inserter) {
        this.caller = caller;
        this.ext = ext;
        this.core = ext.core();
        this.inserter = inserter;
    }

    /** Takes a request; the caller has checked the CPU number. */
    void kick(int cpu, long flags) {
        ExtCpu here = ext.cpu(core.thisCpu());
        if (here.bypassing) {
            return;
        }
        Requests requests = requestsOf(here);
        if ((flags & Scx.KICK_IDLE) != 0) {
            if ((flags & (Scx.KICK_PREEMPT | Scx.KICK_WAIT)) != 0) {
                ext.error("PREEMPT/WAIT cannot be used with SCX_KICK_IDLE");
            }
            // A callback cannot look at the run queue that is locked around it: the request stays.
            if (caller.lockedCpu() != cpu && surelyBusy(ext.cpu(cpu))) {
                return;
            }
            requests.idle.add(cpu);
        } else {
            requests.plain.add(cpu);
            if ((flags & Scx.KICK_PREEMPT) != 0) {
                requests.preempt.add(cpu);
            }
            if ((flags & Scx.KICK_WAIT) != 0) {
                requests.wait.add(cpu);
            }
        }
        inserter.armIrqWork(here);
    }

    private Requests requestsOf(ExtCpu cpu) {
        Requests requests = cpu.kicks;
        if (requests == null) {
            requests = new Requests(core.cpuCount());
            cpu.kicks = requests;
        }
        return requests;
    }

    private static boolean surelyBusy(ExtCpu target) {
        return target.rq.current != null && !target.inDispatch;
    }

    /** Carries out what the CPU has collected. */
    void run(ExtCpu here) {
        @Nullable Requests requests = here.kicks;
        if (requests == null) {
            return;
        }
        boolean waits = false;
        for (int cpu = requests.plain.first(); cpu >= 0; cpu = requests.plain.next(cpu + 1)) {
            requests.idle.remove(cpu);
            waits |= kickOne(ext.cpu(cpu), here, requests);
        }
        requests.plain.clear();
        requests.preempt.clear();
        requests.wait.clear();
        for (int cpu = requests.idle.first(); cpu >= 0; cpu = requests.idle.next(cpu + 1)) {
            ExtCpu target = ext.cpu(cpu);
            if (!surelyBusy(target) && (target.rq.active || target == here)) {
                core.recorder().record(TraceKind.KICK, cpu, -1, Scx.KICK_IDLE, here.rq.cpu);
                core.resched(target.rq);
            }
        }
        requests.idle.clear();
        if (waits) {
            core.resched(here.rq);
        }
    }

    /** The CPU has picked its next task: waits for the CPUs that it has kicked. */
    void await(ExtCpu here) {
        Requests requests = here.kicks;
        if (requests == null || requests.sync.isEmpty()) {
            return;
        }
        long untilNs = core.nowNs();
        for (int cpu = requests.sync.first(); cpu >= 0; cpu = requests.sync.next(cpu + 1)) {
            ExtCpu target = ext.cpu(cpu);
            int timer = target.rq.reschedTimer;
            boolean passed = target == here || target.kickSync != requests.syncedAt[cpu];
            if (!passed && core.queue().isArmed(timer)) {
                untilNs = Math.max(untilNs, core.queue().deadlineNs(timer));
            }
        }
        requests.sync.clear();
        if (untilNs > core.nowNs()) {
            core.runner().addOverhead(here.rq, untilNs - core.nowNs());
        }
    }

    /** True if the calling CPU has to wait for the target. */
    private boolean kickOne(ExtCpu target, ExtCpu here, Requests requests) {
        RunQueue rq = target.rq;
        if (!(rq.active || target == here) || rq.currentClass().above(ClassId.EXT)) {
            return false;
        }
        Task current = rq.current;
        boolean runsExt = current != null && current.schedClass == ClassId.EXT;
        long flags = 0;
        if (requests.preempt.contains(rq.cpu)) {
            flags |= Scx.KICK_PREEMPT;
            if (current != null && runsExt) {
                ext.setSlice(current, 0);
            }
        }
        boolean waits = requests.wait.contains(rq.cpu) && runsExt;
        if (waits) {
            requests.sync.add(rq.cpu);
            requests.syncedAt[rq.cpu] = target.kickSync;
        }
        flags |= requests.wait.contains(rq.cpu) ? Scx.KICK_WAIT : 0;
        core.recorder().record(TraceKind.KICK, rq.cpu, -1, flags, here.rq.cpu);
        core.resched(rq);
        return waits;
    }
}
