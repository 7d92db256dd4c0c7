package org.scxfleet.sched.fair;

import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.FairEntity;

/** What placement and balancing look at: how busy each CPU is. */
final class FairLoads {
    private final SchedCore core;
    private final FairQueue[] queues;
    private final Groups groups;

    FairLoads(SchedCore core, FairQueue[] queues, Groups groups) {
        this.core = core;
        this.queues = queues;
        this.groups = groups;
    }

    FairQueue queue(int cpu) {
        return queues[cpu];
    }

    /** Nothing runs or waits there. */
    boolean isIdle(int cpu) {
        RunQueue rq = core.runQueue(cpu);
        return rq.current == null && rq.running == 0 && rq.nextClass == ClassId.IDLE;
    }

    boolean isCoreIdle(int core) {
        var cpus = this.core.topology().cpusOfCore(core);
        for (int cpu = cpus.first(); cpu >= 0; cpu = cpus.next(cpu + 1)) {
            if (!isIdle(cpu)) {
                return false;
            }
        }
        return true;
    }

    /** Load average of the CPU's fair tasks, 1024 for one nice-0 task that always runs. */
    long load(int cpu) {
        return groups.root(cpu).average.load;
    }

    long runnable(int cpu) {
        return groups.root(cpu).average.runnable;
    }

    long util(int cpu) {
        return Math.min(groups.root(cpu).average.util, 1024);
    }

    /** Brings a CPU's averages up to date. */
    void age(int cpu) {
        groups.ageAll(cpu, core.nowNs());
    }

    int capacity(int cpu) {
        return core.topology().capacityPer1024(cpu);
    }

    /** Runnable fair tasks. */
    int runnableTasks(int cpu) {
        return queues[cpu].runnable;
    }

    /** Tasks of all classes on the CPU. */
    int tasks(int cpu) {
        return core.runQueue(cpu).running;
    }

    long taskLoad(FairEntity entity) {
        return groups.balanceLoad(entity);
    }

    long taskUtil(FairEntity entity) {
        return entity.average.util;
    }
}
