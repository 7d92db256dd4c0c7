package org.scxfleet.exec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.UserspaceThread;
import org.scxfleet.ops.UserspaceThread.Act;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.Task;

/** Carries out what the threads of schedulers' loaders do, one act after the other. */
public final class LoaderThreads {
    private final SchedCore core;
    private final Execution execution;
    private final long syscallNs;
    private final List<@Nullable Driven> byTask = new ArrayList<>();

    /** Runs a program of the scheduler that a thread belongs to. */
    @FunctionalInterface
    public interface Programs {
        /** What the program returns; a negative errno if it cannot run. */
        long run(Act.RunProgram act);
    }

    private record Driven(UserspaceThread thread, Programs programs) {}

    LoaderThreads(SchedCore core, Execution execution, long syscallNs) {
        this.core = core;
        this.execution = execution;
        this.syscallNs = syscallNs;
    }

    void add(Task task, UserspaceThread thread, Programs programs) {
        while (byTask.size() <= task.number) {
            byTask.add(null);
        }
        byTask.set(task.number, new Driven(thread, programs));
    }

    void step(RunQueue rq, Task task) {
        Driven driven = byTask.get(task.number);
        if (driven == null) {
            throw new IllegalStateException(task + " is no thread of a loader");
        }
        task.work.waitOver = false;
        UserspaceThread thread = driven.thread();
        switch (thread.next(core.nowNs())) {
            case Act.Compute compute -> task.work.remainingNs = compute.workNs();
            case Act.Yield _ -> {
                task.work.overheadNs += syscallNs;
                core.yield(rq);
            }
            case Act.Sleep sleep -> {
                task.work.overheadNs += syscallNs;
                execution.sleepUntil(rq, task, core.nowNs() + sleep.durationNs());
            }
            case Act.RunProgram run -> {
                task.work.overheadNs += syscallNs;
                thread.returned(driven.programs().run(run));
            }
            case Act.ReadCpuTimes _ -> {
                task.work.overheadNs += syscallNs;
                thread.cpuTimes(busyNs());
            }
            case Act.Exit _ -> execution.exit(rq, task);
        }
    }

    private long[] busyNs() {
        long[] busyNs = new long[core.cpuCount()];
        for (int cpu = 0; cpu < busyNs.length; cpu++) {
            RunQueue rq = core.runQueue(cpu);
            busyNs[cpu] = rq.busyNs + (rq.current == null ? 0 : core.nowNs() - rq.busySinceNs);
        }
        return busyNs;
    }
}
