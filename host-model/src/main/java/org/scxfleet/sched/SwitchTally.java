package org.scxfleet.sched;

import org.scxfleet.stats.GroupTally;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.task.TaskTally;

/**
 * What a switch adds to the figures of the task and its group: segments, waits, wake-up latencies,
 * migrations.
 */
final class SwitchTally {
    private SwitchTally() {}

    /** The task left the CPU. */
    static void out(Task task, GroupTally group, long nowNs) {
        TaskTally tally = task.tally;
        group.segments.record(nowNs - tally.switchedInAtNs);
        if (task.state == TaskState.RUNNABLE && task.blockedOn < 0) {
            tally.preempted++;
            group.preempted++;
            tally.waitingSinceNs = nowNs;
        } else {
            tally.blocked++;
            group.blocked++;
            tally.waitingSinceNs = -1;
        }
    }

    /**
     * The task enters the CPU.
     *
     * @return the CPU on which it ran before, -1 if it never ran
     */
    static int in(Task task, GroupTally group, int cpu, long nowNs) {
        TaskTally tally = task.tally;
        group.switchedIn++;
        tally.switchedIn++;
        tally.switchedInAtNs = nowNs;
        if (tally.waitingSinceNs >= 0) {
            long waitedNs = nowNs - tally.waitingSinceNs;
            tally.runDelayNs += waitedNs;
            group.runDelayNs += waitedNs;
            tally.waitingSinceNs = -1;
        }
        if (tally.wokenAtNs >= 0) {
            long latencyNs = nowNs - tally.wokenAtNs;
            group.wakeLatency.record(latencyNs);
            tally.maxWakeLatencyNs = Math.max(tally.maxWakeLatencyNs, latencyNs);
            tally.wokenAtNs = -1;
        }
        int before = tally.lastCpu;
        if (before >= 0 && before != cpu) {
            tally.migrations++;
            group.migrations++;
        }
        tally.lastCpu = cpu;
        return before;
    }
}
