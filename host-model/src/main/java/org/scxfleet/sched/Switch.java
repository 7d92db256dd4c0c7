package org.scxfleet.sched;

import org.jspecify.annotations.Nullable;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;
import org.scxfleet.trace.TraceKind;

/** Carries out a choice: one task leaves a CPU, another enters it (core.c context_switch). */
final class Switch {
    private final SchedCore core;
    private final CpuPower power;
    private final TickStop tickStop;
    private @Nullable SwitchWatcher watcher;

    Switch(SchedCore core, CpuPower power, TickStop tickStop) {
        this.core = core;
        this.power = power;
        this.tickStop = tickStop;
    }

    /** Tells somebody about every switch from now on; null for nobody. */
    void watch(@Nullable SwitchWatcher switchWatcher) {
        watcher = switchWatcher;
    }

    /**
     * @param next whom the classes see running from now on; null = idle
     * @param entering who executes: that task, or the owner of a mutex in its place
     */
    void to(RunQueue rq, @Nullable Task next, @Nullable Task entering) {
        long nowNs = core.nowNs();
        ClassId before = rq.currentClass();
        boolean wasIdle = before == ClassId.IDLE;
        Task leaving = rq.executing;
        rq.setCurrent(next);
        rq.otherClasses.switched(before, rq.currentClass(), nowNs);
        if (leaving == entering && wasIdle == (next == null)) {
            return;
        }
        rq.switches++;
        if (watcher != null) {
            watcher.switching(rq, leaving, entering);
        }
        core.recorder()
                .record(
                        TraceKind.SWITCH,
                        rq.cpu,
                        entering == null ? -1 : entering.number,
                        leaving == null ? -1 : leaving.number,
                        leaving == null ? 0 : leaving.state.ordinal());
        if (leaving != null) {
            leaving.onCpu = false;
            core.runner().switchedOut(rq, leaving);
            SwitchTally.out(leaving, core.groups().get(leaving.group), nowNs);
        }
        if (wasIdle) {
            power.busy(rq.cpu);
            rq.busySinceNs = nowNs;
            tickStop.arm(rq);
        }
        rq.executing = entering;
        if (wasIdle || next == null) {
            core.runner().busyChanged(rq);
        }
        if (entering != null) {
            entering.onCpu = true;
            entering.sumExecAtSwitchInNs = entering.sumExecNs;
            int from = SwitchTally.in(entering, core.groups().get(entering.group), rq.cpu, nowNs);
            entering.work.overheadNs += costNs(from, rq.cpu);
            core.runner().switchedIn(rq, entering);
        } else {
            rq.busyNs += nowNs - rq.busySinceNs;
            core.queue().cancel(rq.tickTimer);
            rq.tickStopped = false;
            core.schedClass(ClassId.FAIR).cpuIdle(rq);
            power.idle(rq.cpu);
        }
    }

    private long costNs(int fromCpu, int toCpu) {
        boolean moved = fromCpu >= 0 && fromCpu != toCpu;
        SwitchCosts costs = core.costs();
        return costs.contextSwitchNs()
                + (moved ? costs.migrationNs(core.topology(), fromCpu, toCpu) : 0);
    }
}
