package org.scxfleet.cli.scenario;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.workload.tracejob.TraceJob;
import org.scxfleet.workload.tracejob.TracePods;
import org.scxfleet.workload.tracejob.TraceRule;

/** Puts the jobs of a trace into the queues of a scenario, as pods that its hosts can take. */
final class TracedJobs {
    private static final int POD_CPUS_MAX = 1 << 20;
    private static final long MILLI = 1_000;

    private final QueueReader queues;
    private final QueuedJobsReader jobs;
    private final List<Notice> notices;

    TracedJobs(QueueReader queues, QueuedJobsReader jobs, List<Notice> notices) {
        this.queues = queues;
        this.jobs = jobs;
        this.notices = notices;
    }

    void add(Section section, List<TraceJob> traced, List<GroupDraft> groups) {
        TracePods pods = new TracePods(rule(section, groups));
        SortedMap<String, String> queueOf = queues(section, traced);
        int priority =
                section.read(
                        "priority",
                        0,
                        field ->
                                field.integer(
                                        -QueuedJobsReader.PRIORITY_MAX,
                                        QueuedJobsReader.PRIORITY_MAX));
        boolean preemptible = section.read("preemptible", true, Field::flag);
        section.made(() -> {
            jobs.addAll(
                    pods.works(
                            traced,
                            quality ->
                                    new TracePods.Settings(
                                            queueOf.getOrDefault(
                                                    quality, QueueReader.DEFAULT_QUEUE),
                                            priority,
                                            preemptible)));
            return jobs;
        });
        notices.addAll(pods.notices().notices());
    }

    /** Pods fit on every host, unless the scenario says otherwise. */
    private static TraceRule rule(Section section, List<GroupDraft> groups) {
        int cpus =
                groups.stream().mapToInt(group -> group.kernel.topology.cpuCount()).min().orElse(1);
        int gpus =
                groups.stream()
                        .mapToInt(group -> group.kernel.gpus.size())
                        .filter(count -> count > 0)
                        .min()
                        .orElse(1);
        return new TraceRule(
                section.read("pod_cpus", cpus, field -> field.integer(1, POD_CPUS_MAX)),
                section.read("pod_gpus", gpus, field -> field.integer(1, NodeSpec.GPUS_MAX)),
                section.read(
                        "cpus_per_gpu", MILLI, field -> field.inUnit(MILLI, NodeSpec.AMOUNT_MAX)),
                TraceRule.PERIOD_NS,
                TraceRule.COMPUTE_PPM,
                TraceRule.KERNEL_PPM);
    }

    /** The queue of each quality that the trace has. */
    private SortedMap<String, String> queues(Section section, List<TraceJob> traced) {
        SortedMap<String, String> queueOf = new TreeMap<>();
        if (queues.isEmpty()) {
            if (section.has("queue")) {
                section.problem("'queue' needs 'queues'");
            }
            return queueOf;
        }
        Field field = section.required("queue");
        if (field == null) {
            return queueOf;
        }
        SortedMap<String, String> given = field.isMapping() ? field.texts() : new TreeMap<>();
        String all = field.isMapping() ? "" : queues.leaf(field);
        List<String> leaves = queues.leaves();
        given.forEach((quality, queue) -> {
            if (!leaves.contains(queue)) {
                field.problem("no queue '" + queue + "'" + NearestName.hint(queue, leaves));
            }
        });
        for (String quality : traced.stream().map(TraceJob::quality).distinct().toList()) {
            if (field.isMapping() && !given.containsKey(quality)) {
                field.problem("jobs of quality '" + quality + "' have no queue here");
            }
            queueOf.put(quality, given.getOrDefault(quality, all));
        }
        return queueOf;
    }
}
