package org.scxfleet.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.scxfleet.cli.expect.Expectation;
import org.scxfleet.cli.expect.Metric;
import org.scxfleet.cluster.plan.PlacementOutcome;
import org.scxfleet.cluster.queue.JobState;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.cluster.run.RunSpec.HostGroup;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.Notice;

/** The figures of a run by host group, kernel and task group, and the answers to expectations. */
public final class RunFigures {
    final RunOutcome outcome;

    /** In the order of the run. */
    final Map<String, HostGroupFigures> groups = new LinkedHashMap<>();

    /** All hosts together. */
    final HostGroupFigures all = new HostGroupFigures("all hosts");

    final List<Notice> notices;

    /**
     * One expectation and what came of it.
     *
     * @param value NaN if nothing matches
     */
    public record Verdict(Expectation expectation, double value) {
        public boolean holds() {
            return expectation.holds(value);
        }
    }

    public RunFigures(RunOutcome outcome) {
        this.outcome = outcome;
        for (HostGroup group : outcome.scenario().run().groups()) {
            groups.put(group.name(), new HostGroupFigures(group.name()));
        }
        NoticeSum sum = new NoticeSum();
        sum.addAll(outcome.scenario().notices());
        sum.addAll(outcome.notices());
        for (HostReport report : outcome.hosts()) {
            HostGroupFigures figures = groups.get(report.hostGroup());
            if (figures == null) {
                throw new IllegalStateException(
                        "host "
                                + report.name()
                                + " reports for group '"
                                + report.hostGroup()
                                + "', which the run does not have");
            }
            figures.add(report, outcome.scenario());
            sum.addAll(report.notices());
        }
        sum.addAll(OutputJson.notices(outcome));
        sum.addAll(WindowFigures.notices(outcome));
        groups.values().forEach(all::add);
        notices = sum.notices();
    }

    /** Every expectation of the scenario, in its order. */
    public List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        for (Expectation expectation : outcome.scenario().expectations()) {
            verdicts.add(new Verdict(expectation, value(expectation)));
        }
        return verdicts;
    }

    /** Jobs; 0 of each in a run without queues. Empty for a metric of something else. */
    private OptionalLong ofQueues(Metric metric) {
        QueueOutcome queues = outcome.queues();
        if (metric == Metric.JOB_PREEMPTIONS) {
            return OptionalLong.of(queues == null ? 0 : queues.preemptions());
        }
        Map<Metric, JobState> states =
                Map.of(
                        Metric.FINISHED_JOBS, JobState.FINISHED,
                        Metric.WAITING_JOBS, JobState.WAITING,
                        Metric.REJECTED_JOBS, JobState.REJECTED);
        JobState state = states.get(metric);
        return state == null
                ? OptionalLong.empty()
                : OptionalLong.of(queues == null ? 0 : queues.count(state));
    }

    private double value(Expectation expectation) {
        PlacementOutcome placement = outcome.placement();
        if (expectation.metric() == Metric.UNPLACED_PODS) {
            return placement.unplaced();
        }
        if (expectation.metric() == Metric.GPU_ALLOCATED_PERCENT) {
            return Percent.of(placement.gpuMilliAllocated(), placement.gpuMilliTotal());
        }
        OptionalLong ofQueues = ofQueues(expectation.metric());
        if (ofQueues.isPresent()) {
            return ofQueues.getAsLong();
        }
        KernelFigures kernels = new KernelFigures();
        TaskGroupFigures tasks = new TaskGroupFigures("");
        GpuFigures gpus = new GpuFigures();
        boolean any = false;
        for (HostGroupFigures group : groups.values()) {
            if (!expectation.hostGroup().isEmpty() && !expectation.hostGroup().equals(group.name)) {
                continue;
            }
            gpus.add(group.gpus);
            for (Map.Entry<String, KernelFigures> kernel : group.kernels.entrySet()) {
                if (!expectation.guest().isEmpty()
                        && !expectation.guest().equals(kernel.getKey())) {
                    continue;
                }
                kernels.add(kernel.getValue());
                for (TaskGroupFigures figures : kernel.getValue().taskGroups.values()) {
                    if (expectation.taskGroup().isEmpty()
                            || expectation.taskGroup().equals(figures.name)) {
                        tasks.add(figures);
                        any = true;
                    }
                }
            }
        }
        if (any
                && expectation.metric() == Metric.GPU_BUSY_PERCENT
                && !expectation.taskGroup().isEmpty()) {
            return Percent.of(tasks.gpuNs, kernels.gpuCapacityNs);
        }
        return any || expectation.taskGroup().isEmpty()
                ? MetricValue.of(expectation.metric(), kernels, tasks, gpus)
                : Double.NaN;
    }
}
