package org.scxfleet.sched;

import org.scxfleet.engine.EventRank;
import org.scxfleet.topology.CpuSet;

/**
 * CPUs that are lost in kernel code which does not come to an end: a scheduler's callback that
 * never returns, or the wait for a lock that such a CPU holds.
 *
 * <p><b>What.</b> A lost CPU executes no task and attends to no interrupt: its tick, its timers and
 * requests to reschedule are held back until it is regained. The task that it ran is charged for
 * the time, as the kernel charges it. Who touches the run queue of a CPU that is lost with its lock
 * is lost as well.
 *
 * <p><b>When.</b> The event in which a CPU gets lost is carried out to its end; from the end of
 * that instant on the CPU makes no progress.
 *
 * <p><b>Left out.</b> Other locks that a lost CPU may hold; timers of deadline tasks and bandwidth
 * periods, which go on.
 */
public final class LostCpus {
    private final SchedCore core;
    private final CpuSet all;
    private int count;

    /** Told about each CPU when it gets lost for good, and when it is regained. */
    public interface Watcher {
        void lost(int cpu);

        void regained(int cpu);
    }

    private Watcher watcher =
            new Watcher() {
                @Override
                public void lost(int cpu) {}

                @Override
                public void regained(int cpu) {}
            };

    LostCpus(SchedCore core) {
        this.core = core;
        all = new CpuSet(core.topology().cpuCount());
    }

    public void watch(Watcher lostCpuWatcher) {
        watcher = lostCpuWatcher;
    }

    /** Number of CPUs that are lost at present. */
    public int count() {
        return count;
    }

    /** The lost CPUs; not to be changed. */
    public CpuSet all() {
        return all;
    }

    /**
     * The CPU gets lost.
     *
     * @param withLock it holds its run queue's lock
     * @return false if it was lost already
     */
    public boolean lose(int cpu, boolean withLock) {
        RunQueue rq = core.runQueue(cpu);
        rq.lostWithLock |= withLock;
        if (rq.lost) {
            return false;
        }
        rq.lost = true;
        count++;
        all.add(cpu);
        watcher.lost(cpu);
        return true;
    }

    /** This CPU needs the lock of a run queue. */
    void takeLock(RunQueue rq, int thisCpu) {
        if (rq.lostWithLock && thisCpu != rq.cpu) {
            lose(thisCpu, false);
        }
    }

    /** True if the event is of a lost CPU: it happens when the CPU is regained. */
    public boolean holdsBack(EventRank rank, int source) {
        return switch (rank) {
            case WORK_DONE, RESCHED, TICK, HRTICK -> core.runQueue(source).lost;
            case IRQ_WORK -> {
                boolean lost = source < core.cpuCount() && core.runQueue(source).lost;
                if (lost) {
                    core.runQueue(source).irqWorkHeldBack = true;
                }
                yield lost;
            }
            case MESSAGE, ACTION, DEVICE, TASK_TIMER, BANDWIDTH, DEADLINE, WORK_ITEM -> false;
        };
    }

    /** A CPU that attends to interrupts: that one, else the first active one that does. */
    public int attending(int preferred) {
        if (!core.runQueue(preferred).lost) {
            return preferred;
        }
        for (int cpu = core.activeCpus().first(); cpu >= 0; cpu = core.activeCpus().next(cpu + 1)) {
            if (!core.runQueue(cpu).lost) {
                return cpu;
            }
        }
        return preferred;
    }

    /** What the lost CPUs execute ends: they go on. A vCPU does when it executes next. */
    public void regainAll() {
        for (int cpu = all.first(); cpu >= 0; cpu = all.next(cpu + 1)) {
            RunQueue rq = core.runQueue(cpu);
            rq.regains = true;
            if (rq.powered) {
                regain(rq);
            } else {
                core.interrupt(rq);
            }
        }
    }

    /** The CPU goes on, if it may. */
    public void regain(RunQueue rq) {
        if (!rq.regains) {
            return;
        }
        rq.regains = false;
        rq.lost = false;
        rq.lostWithLock = false;
        count--;
        all.remove(rq.cpu);
        int before = core.executeOn(rq.cpu);
        core.runner().regained(rq);
        if (rq.current != null) {
            core.queue().arm(rq.tickTimer, core.nowNs());
        }
        watcher.regained(rq.cpu);
        rq.needResched = true;
        core.queue().arm(rq.reschedTimer, core.nowNs());
        core.executeOn(before);
    }
}
