package org.scxfleet.cli.report;

import org.scxfleet.stats.GroupTally;
import org.scxfleet.stats.LogHistogram;

/** Sums of one task group over kernels. */
final class TaskGroupFigures {
    final String name;
    final LogHistogram wakeLatency = new LogHistogram();
    final LogHistogram segments = new LogHistogram();
    final LogHistogram responses = new LogHistogram();
    long tasks;
    long runNs;
    long runDelayNs;
    long switches;
    long preempted;
    long blocked;
    long migrations;
    long wakeups;
    long iterations;
    long gpuNs;

    TaskGroupFigures(String name) {
        this.name = name;
    }

    void add(GroupTally tally) {
        wakeLatency.add(tally.wakeLatency);
        segments.add(tally.segments);
        responses.add(tally.responses);
        tasks += tally.tasks;
        runNs += tally.runNs;
        runDelayNs += tally.runDelayNs;
        switches += tally.switchedIn;
        preempted += tally.preempted;
        blocked += tally.blocked;
        migrations += tally.migrations;
        wakeups += tally.wakeups;
        iterations += tally.iterations;
        gpuNs += tally.gpuNs;
    }

    void add(TaskGroupFigures other) {
        wakeLatency.add(other.wakeLatency);
        segments.add(other.segments);
        responses.add(other.responses);
        tasks += other.tasks;
        runNs += other.runNs;
        runDelayNs += other.runDelayNs;
        switches += other.switches;
        preempted += other.preempted;
        blocked += other.blocked;
        migrations += other.migrations;
        wakeups += other.wakeups;
        iterations += other.iterations;
        gpuNs += other.gpuNs;
    }

    boolean ran() {
        return tasks > 0;
    }
}
