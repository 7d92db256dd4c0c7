package org.scxfleet.sched.ext;

import org.scxfleet.ops.Scx;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.trace.TraceKind;

/**
 * scx_bpf_kick_cpu: requests are collected per calling CPU, merge, and are carried out by an
 * irq_work of that CPU after the present section (ext.c kick_cpus_irq_workfn).
 *
 * <p>KICK_WAIT makes the calling CPU reschedule; its wait until the target has passed a switch
 * takes no simulated time, because the target's switch happens at the same instant.
 */
final class Kicks {
    private final Ext ext;
    private final SchedCore core;
    private final Inserter inserter;

    Kicks(Ext ext, Inserter inserter) {
        this.ext = ext;
        this.core = ext.core();
        this.inserter = inserter;
    }

    void kick(int cpu, long flags) {
        if (cpu < 0 || cpu >= core.cpuCount()) {
            ext.error("invalid CPU " + cpu);
            return;
        }
        ExtCpu here = ext.cpu(core.thisCpu());
        if (here.bypassing) {
            return;
        }
        CpuSet plain = here.kickPlain;
        CpuSet idle = here.kickIdle;
        CpuSet preempt = here.kickPreempt;
        if (plain == null || idle == null || preempt == null) {
            plain = new CpuSet(core.cpuCount());
            idle = new CpuSet(core.cpuCount());
            preempt = new CpuSet(core.cpuCount());
            here.kickPlain = plain;
            here.kickIdle = idle;
            here.kickPreempt = preempt;
        }
        if ((flags & Scx.KICK_IDLE) != 0) {
            if ((flags & (Scx.KICK_PREEMPT | Scx.KICK_WAIT)) != 0) {
                ext.error("PREEMPT/WAIT cannot be used with SCX_KICK_IDLE");
            }
            if (surelyBusy(ext.cpu(cpu))) {
                return;
            }
            idle.add(cpu);
        } else {
            plain.add(cpu);
            if ((flags & Scx.KICK_PREEMPT) != 0) {
                preempt.add(cpu);
            }
        }
        inserter.armIrqWork(here);
    }

    private static boolean surelyBusy(ExtCpu target) {
        return target.rq.current != null && !target.inDispatch;
    }

    /** Carries out what the CPU has collected. */
    void run(ExtCpu here) {
        CpuSet plain = here.kickPlain;
        CpuSet idle = here.kickIdle;
        CpuSet preempt = here.kickPreempt;
        if (plain == null || idle == null || preempt == null) {
            return;
        }
        for (int cpu = plain.first(); cpu >= 0; cpu = plain.next(cpu + 1)) {
            idle.remove(cpu);
            boolean preempts = preempt.testAndRemove(cpu);
            kickOne(ext.cpu(cpu), here, preempts);
        }
        plain.clear();
        for (int cpu = idle.first(); cpu >= 0; cpu = idle.next(cpu + 1)) {
            ExtCpu target = ext.cpu(cpu);
            if (!surelyBusy(target) && (target.rq.active || target == here)) {
                core.recorder().record(TraceKind.KICK, cpu, -1, Scx.KICK_IDLE, here.rq.cpu);
                core.resched(target.rq);
            }
        }
        idle.clear();
    }

    private void kickOne(ExtCpu target, ExtCpu here, boolean preempts) {
        RunQueue rq = target.rq;
        if (!(rq.active || target == here) || rq.currentClass().above(ClassId.EXT)) {
            return;
        }
        Task current = rq.current;
        if (preempts && current != null && current.schedClass == ClassId.EXT) {
            current.scx.sliceNs = 0;
        }
        core.recorder()
                .record(TraceKind.KICK, rq.cpu, -1, preempts ? Scx.KICK_PREEMPT : 0, here.rq.cpu);
        core.resched(rq);
    }
}
