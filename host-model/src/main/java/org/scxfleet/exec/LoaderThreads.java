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
final class LoaderThreads {
    private final SchedCore core;
    private final Execution execution;
    private final long syscallNs;
    private final List<@Nullable UserspaceThread> byTask = new ArrayList<>();

    LoaderThreads(SchedCore core, Execution execution, long syscallNs) {
        this.core = core;
        this.execution = execution;
        this.syscallNs = syscallNs;
    }

    void add(Task task, UserspaceThread thread) {
        while (byTask.size() <= task.number) {
            byTask.add(null);
        }
        byTask.set(task.number, thread);
    }

    void step(RunQueue rq, Task task) {
        UserspaceThread thread = byTask.get(task.number);
        if (thread == null) {
            throw new IllegalStateException(task + " is no thread of a loader");
        }
        task.work.waitOver = false;
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
            case Act.Exit _ -> execution.exit(rq, task);
        }
    }
}
