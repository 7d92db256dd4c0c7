package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.run.QueuedWork.Behaviour;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.workload.openbrule.CpuWeight;
import org.scxfleet.workload.openbrule.PodQuality;

/** Jobs that wait in queues: written one by one, or the pods of a trace. */
final class QueuedJobsReader {
    private static final int COUNT_MAX = 1_000_000;
    static final int PRIORITY_MAX = 1_000_000_000;
    private static final int THREADS_MAX = 4_096;
    private static final long MILLI = 1_000;
    private static final long GPU_MILLI_MAX = NodeSpec.GPUS_MAX * MILLI;

    private final QueueReader queues;
    private final List<JobWork> jobs = new ArrayList<>();
    private final Map<String, String> origins = new HashMap<>();

    QueuedJobsReader(QueueReader queues) {
        this.queues = queues;
    }

    List<JobWork> jobs() {
        return jobs;
    }

    /** Adds jobs that somebody else has made. */
    void addAll(List<JobWork> made) {
        jobs.addAll(made);
    }

    /** Jobs written in the scenario. */
    void read(Field field) {
        for (Field item : field.items()) {
            Section section = item.section(ScenarioKeys.JOB);
            Field name = section == null ? null : section.required("name");
            if (section != null && name != null) {
                readJob(section, name);
            }
        }
    }

    private void readJob(Section section, Field nameField) {
        String name = nameField.name();
        String before = origins.putIfAbsent(name, nameField.path());
        if (before != null) {
            nameField.problem("a job '" + name + "' exists already, from " + before);
        }
        Field queueField = queues.isEmpty() ? section.field("queue") : section.required("queue");
        String queue = queueField == null ? QueueReader.DEFAULT_QUEUE : queues.leaf(queueField);
        PodRequest request = request(section);
        Behaviour behaviour = request == null ? null : behaviour(section, request);
        int count = section.read("count", 1, field -> field.integer(1, COUNT_MAX));
        int pods = section.read("pods", 1, field -> field.integer(1, Job.PODS_MAX));
        int gang = section.read("gang", pods, field -> field.integer(1, pods));
        int priority =
                section.read("priority", 0, field -> field.integer(-PRIORITY_MAX, PRIORITY_MAX));
        long submitNs = section.read("submit", 0L, Field::timeNs);
        long intervalNs = section.read("interval", 0L, Field::timeNs);
        long durationNs = section.read("duration", Job.ENDLESS, Field::timeNs);
        boolean preemptible = section.read("preemptible", true, Field::flag);
        if (request == null || behaviour == null) {
            return;
        }
        for (int i = 0; i < count; i++) {
            String jobName = count == 1 ? name : name + "-" + i;
            long atNs = submitNs + i * intervalNs;
            Job job =
                    section.made(() ->
                            new Job(
                                    jobName,
                                    queue,
                                    priority,
                                    atNs,
                                    durationNs,
                                    pods,
                                    gang,
                                    request,
                                    preemptible));
            if (job == null) {
                return;
            }
            jobs.add(new JobWork(job, "", CpuWeight.ofRequest(request.cpuMilli()), behaviour));
        }
    }

    private static @Nullable PodRequest request(Section section) {
        Field cpu = section.required("cpu");
        long cpuMilli = cpu == null ? 0 : cpu.inUnit(MILLI, NodeSpec.AMOUNT_MAX);
        long memoryMib =
                section.read("memory_mib", 0L, field -> field.number(0, NodeSpec.AMOUNT_MAX));
        long gpuMilli = section.read("gpu", 0L, field -> field.inUnit(MILLI, GPU_MILLI_MAX));
        int gpus = (int) Math.ceilDiv(gpuMilli, MILLI);
        if (gpuMilli > MILLI && gpuMilli % MILLI != 0) {
            section.problem("'gpu' is a part of one device, or a number of whole devices");
            return null;
        }
        List<String> models =
                section.read(
                        "gpu_models",
                        List.of(),
                        field -> field.oneOrMore().stream().map(Field::text).toList());
        return section.made(() ->
                new PodRequest(
                        cpuMilli,
                        memoryMib,
                        gpus,
                        gpus == 0 ? 0 : (int) (gpuMilli / gpus),
                        models));
    }

    private static @Nullable Behaviour behaviour(Section section, PodRequest request) {
        int threads =
                section.read(
                        "threads",
                        Math.clamp(Math.ceilDiv(request.cpuMilli(), MILLI), 1, THREADS_MAX),
                        field -> field.integer(1, THREADS_MAX));
        if (!section.has("period")) {
            if (section.has("compute") || section.has("kernel")) {
                section.problem("'compute' and 'kernel' belong to 'period'");
            }
            return section.made(() -> new Behaviour.Busy(threads));
        }
        if (request.gpuCount() == 0 && section.has("kernel")) {
            section.problem("'kernel' needs a GPU: give 'gpu'");
        }
        return section.made(() ->
                new Behaviour.Periodic(
                        threads,
                        section.read("compute", 0L, Field::timeNs),
                        section.read("period", 1L, Field::timeNs),
                        section.read("kernel", 0L, Field::timeNs)));
    }

    /** The pods of a trace: one job each, there from the start and for ever. */
    void addTrace(Section section, List<PodWork> pods) {
        Field field = section.required("queue");
        if (field == null) {
            return;
        }
        Map<String, String> byQuality = new HashMap<>();
        for (PodQuality quality : PodQuality.values()) {
            byQuality.put(quality.label(), field.isMapping() ? "" : queues.leaf(field));
        }
        if (field.isMapping()) {
            readQualities(field, byQuality);
        }
        for (PodWork pod : pods) {
            String queue = byQuality.getOrDefault(pod.quality(), "");
            if (queue.isEmpty()) {
                field.problem("pods of quality " + pod.quality() + " have no queue here");
                return;
            }
            jobs.add(
                    new JobWork(
                            new Job(
                                    pod.name(),
                                    queue,
                                    0,
                                    0,
                                    Job.ENDLESS,
                                    1,
                                    1,
                                    new PodRequest(
                                            pod.cpuMilli(),
                                            pod.memoryMib(),
                                            pod.gpus(),
                                            pod.gpuMilli(),
                                            pod.gpuModels()),
                                    false),
                            pod.quality(),
                            pod.cgroupWeight(),
                            new Behaviour.Programs(pod.tasks())));
        }
    }

    private void readQualities(Field field, Map<String, String> byQuality) {
        SortedMap<String, String> given = field.texts();
        given.forEach((quality, queue) -> {
            if (!byQuality.containsKey(quality)) {
                field.problem(
                        "no quality of service class '"
                                + quality
                                + "'"
                                + NearestName.hint(
                                        quality,
                                        java.util.Arrays.stream(PodQuality.values())
                                                .map(PodQuality::label)
                                                .toList()));
            } else if (queues.queues().stream().noneMatch(known -> known.name().equals(queue))) {
                field.problem("no queue '" + queue + "'");
            }
            byQuality.put(quality, queue);
        });
    }
}
