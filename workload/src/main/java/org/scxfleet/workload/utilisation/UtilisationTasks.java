package org.scxfleet.workload.utilisation;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.input.TaskWorkload;

/**
 * Tasks that are as busy as machines were: one task for each CPU of a machine, which works for its
 * part of every tenth of a second and sleeps for the rest, sample after sample.
 *
 * <p>A sample of five minutes says nothing about what happened within it; a period of 100 ms is the
 * usual one of CPU limits. The work is CPU time at full speed, so a host that cannot give it falls
 * behind, and the periods catch up.
 */
public final class UtilisationTasks {
    private static final long PERIOD_NS = 100_000_000L;
    private static final String PERIOD = "sample";

    /** Shortest work that a period is begun for. */
    private static final long WORK_MIN_NS = 1_000;

    private UtilisationTasks() {}

    /** The tasks of all machines; the workload is as long as the longest trace. */
    public static TaskWorkload of(List<UtilisationTrace> traces, List<Notice> notices) {
        List<TaskSpec> tasks = new ArrayList<>();
        long durationNs = 1;
        for (UtilisationTrace trace : traces) {
            tasks.add(TaskSpec.normal(trace.name(), trace.cpus(), program(trace)));
            durationNs = Math.max(durationNs, trace.durationNs());
        }
        return new TaskWorkload(tasks, List.of(), durationNs, notices);
    }

    private static List<Step> program(UtilisationTrace trace) {
        List<Step> steps = new ArrayList<>();
        int periods = (int) Math.max(1, trace.intervalNs() / PERIOD_NS);
        long periodNs = trace.intervalNs() / periods;
        Step timer = new Step.Timer(PERIOD, Amount.of(periodNs), true, false);
        for (double percent : trace.percent()) {
            long workNs = Math.round(periodNs * percent / UtilisationTrace.PERCENT_MAX);
            List<Step> period = new ArrayList<>();
            if (workNs >= WORK_MIN_NS) {
                period.add(new Step.Compute(Amount.of(workNs)));
            }
            period.add(timer);
            steps.add(new Step.Repeat(periods, period));
        }
        return steps;
    }
}
