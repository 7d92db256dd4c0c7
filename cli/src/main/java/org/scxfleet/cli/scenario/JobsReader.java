package org.scxfleet.cli.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.kubernetes.KubernetesObjects;
import org.scxfleet.workload.kubernetes.KubernetesReader;
import org.scxfleet.workload.openb.OpenbArrivals;
import org.scxfleet.workload.openb.OpenbLike;
import org.scxfleet.workload.openb.OpenbNodeList;
import org.scxfleet.workload.openb.OpenbPod;
import org.scxfleet.workload.openb.OpenbPodList;
import org.scxfleet.workload.openb.OpenbReader;
import org.scxfleet.workload.openbrule.OpenbRule;
import org.scxfleet.workload.openbrule.OpenbRuleParameters;
import org.scxfleet.workload.openbrule.PodQuality;
import org.scxfleet.workload.openbrule.PodRequest;
import org.scxfleet.workload.tracejob.TraceFormat;
import org.scxfleet.workload.tracejob.TraceJob;
import org.scxfleet.workload.tracejob.TraceNotice;

/**
 * Jobs of a cluster trace: its nodes become groups of equal hosts, its pods get something to do by
 * a rule and are placed. {@code openb} reads the published trace, {@code openb-like} makes up a
 * cluster that resembles it, {@code kubernetes} reads objects as the API describes them. Traces
 * whose jobs arrive, run and end ({@link TraceFormat}, and openb with its times) go on to the
 * queues.
 */
final class JobsReader {
    private static final String WHERE_TO_GET_IT =
            "the openb trace is published by Alibaba: folder cluster-trace-gpu-v2023 of"
                    + " https://github.com/alibaba/clusterdata. Fetch its csv files and pass"
                    + " --set jobs.nodes=…/openb_node_list_gpu_node.csv"
                    + " --set jobs.pods=…/openb_pod_list_default.csv"
                    + " (or --set jobs.format=openb-like for a made-up cluster that resembles it)";

    /** Traces whose pods are there from the start; openb can also be read with its times. */
    private static final List<String> POD_FORMATS = List.of("openb", "openb-like", "kubernetes");

    private static final int NODES_MAX = 100_000;
    private static final int PODS_MAX = 1_000_000;
    private static final int DEFAULT_NODES = 60;
    private static final int PODS_PER_NODE = 6;

    private final InputFiles files;
    private final KernelReader kernels;
    private final List<Notice> notices;
    private final List<TraceJob> timed = new ArrayList<>();

    JobsReader(InputFiles files, KernelReader kernels, List<Notice> notices) {
        this.files = files;
        this.kernels = kernels;
        this.notices = notices;
    }

    /** Jobs that arrive, run and end; none of a trace whose pods are there from the start. */
    List<TraceJob> timed() {
        return timed;
    }

    /** Adds the trace's hosts and pods; problems are reported, then the answer may be null. */
    @Nullable Section read(
            Field field, long seed, long endNs, List<GroupDraft> groups, List<PodWork> pods) {
        Section section = field.section(ScenarioKeys.JOBS);
        Field formatField = section == null ? null : section.required("format");
        if (section == null || formatField == null) {
            return null;
        }
        String format =
                formatField.oneOf(
                        Stream.concat(POD_FORMATS.stream(), TraceFormat.labels().stream())
                                .toList());
        if (!formatField.isText(format)) {
            return null; // what the other keys mean depends on the format
        }
        requireKeysOf(format, section);
        if (TraceFormat.knows(format)) {
            readTrace(field, section, TraceFormat.named(format), seed, endNs, groups);
            return section;
        }
        OpenbRuleParameters rule =
                section.read("rule", OpenbRuleParameters.DEFAULTS, OpenbRuleReader::read);
        List<NodeSpec> nodes;
        List<OpenbPod> arriving;
        if (format.equals("openb")) {
            nodes = nodes(section);
            arriving = pods(section);
        } else if (format.equals("kubernetes")) {
            KubernetesObjects offered = kubernetes(section, "nodes");
            KubernetesObjects asked = kubernetes(section, "pods");
            if (offered == null || asked == null) {
                return null;
            }
            nodes = offered.nodes();
            arriving =
                    asked.pods().stream()
                            .map(pod -> new OpenbPod(pod.pod(), pod.quality()))
                            .toList();
        } else {
            int nodeCount =
                    section.read("node_count", DEFAULT_NODES, count -> count.integer(1, NODES_MAX));
            int podCount =
                    section.read(
                            "pod_count",
                            nodeCount * PODS_PER_NODE,
                            count -> count.integer(1, PODS_MAX));
            nodes = OpenbLike.nodes(seed, nodeCount);
            arriving = OpenbLike.pods(seed, podCount);
        }
        Field hosts = section.field("hosts");
        new NodeShapes(kernels, hosts == null ? null : hosts.section(ScenarioKeys.JOB_HOSTS))
                .addGroups(nodes, groups, field);
        if (section.read("timed", false, Field::flag)) {
            readTimes(section, arriving);
        } else {
            addPods(arriving, new OpenbRule(seed, rule), pods);
        }
        return section;
    }

    /** Keys that another format has are problems: nothing is ignored in silence. */
    private static void requireKeysOf(String format, Section section) {
        TraceKeys.FORMATS_OF_KEY.forEach((key, formats) -> {
            Field given = section.field(key);
            if (given != null && !formats.contains(format)) {
                given.problem(
                        "belongs to format " + String.join(", ", formats) + ", not to " + format);
            }
        });
    }

    private void readTrace(
            Field field,
            Section section,
            TraceFormat format,
            long seed,
            long endNs,
            List<GroupDraft> groups) {
        TraceJobsReader reader = new TraceJobsReader(files, notices, seed, endNs);
        timed.addAll(reader.read(section, format));
        if (!reader.nodes().isEmpty() && groups.isEmpty()) {
            Field hosts = section.field("hosts");
            new NodeShapes(kernels, hosts == null ? null : hosts.section(ScenarioKeys.JOB_HOSTS))
                    .addGroups(reader.nodes(), groups, field);
            if (reader.rackNodes() > 0) {
                for (GroupDraft group : groups) {
                    group.fabric =
                            new RunSpec.Fabric(group.fabric.nvlinkHosts(), reader.rackNodes());
                }
            }
        } else if (section.has("nodes") && !groups.isEmpty()) {
            section.problem("'nodes' and the scenario's 'hosts' exclude each other");
        }
        notices.add(
                new Notice(
                        TraceNotice.WORK_ASSUMED.code(),
                        "jobs",
                        Math.max(1, timed.size()),
                        "",
                        TraceNotice.WORK_ASSUMED.meaning()));
    }

    private void readTimes(Section section, List<OpenbPod> pods) {
        NoticeLog log = new NoticeLog();
        List<TraceJob> jobs =
                readFile(
                        section,
                        "pods",
                        (in, file) -> OpenbArrivals.read(in, file, pods, log),
                        WHERE_TO_GET_IT);
        if (jobs != null) {
            timed.addAll(jobs);
            notices.addAll(log.notices());
        }
    }

    /** The objects of the file that the key names; problems are reported, then null. */
    private @Nullable KubernetesObjects kubernetes(Section section, String key) {
        KubernetesObjects objects =
                readFile(section, key, KubernetesReader::read, "give a YAML file of objects");
        if (objects == null) {
            return null;
        }
        if (key.equals("nodes") ? objects.nodes().isEmpty() : objects.pods().isEmpty()) {
            Field field = section.field(key);
            if (field != null) {
                field.problem(
                        "has no object of kind " + (key.equals("nodes") ? "Node" : "Pod or Job"));
            }
            return null;
        }
        notices.addAll(objects.notices());
        return objects;
    }

    private List<NodeSpec> nodes(Section section) {
        OpenbNodeList list = readFile(section, "nodes", OpenbReader::readNodes, WHERE_TO_GET_IT);
        if (list == null) {
            return List.of();
        }
        notices.addAll(list.notices());
        return list.nodes();
    }

    private List<OpenbPod> pods(Section section) {
        OpenbPodList list = readFile(section, "pods", OpenbReader::readPods, WHERE_TO_GET_IT);
        if (list == null) {
            return List.of();
        }
        if (!section.read("timed", false, Field::flag)) {
            // With its times most columns have an influence.
            notices.addAll(list.notices());
        }
        return list.pods();
    }

    /** Reads a stream under the name of its file. */
    private interface Reader<T> {
        T read(InputStream in, String file) throws IOException;
    }

    private <T> @Nullable T readFile(Section section, String key, Reader<T> reader, String remedy) {
        Field field = section.field(key);
        if (field == null) {
            section.problem("'" + key + "' is missing: " + remedy);
            return null;
        }
        Path file = files.existing(field);
        if (file == null) {
            field.problem(remedy);
            return null;
        }
        try (InputStream in = InputFiles.open(file)) {
            return reader.read(in, file.toString());
        } catch (BadInputException e) {
            field.problem(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            field.problem(file + " cannot be read: " + e.getMessage());
        }
        return null;
    }

    private void addPods(List<OpenbPod> arriving, OpenbRule rule, List<PodWork> pods) {
        List<String> withoutQuality = new ArrayList<>();
        for (OpenbPod pod : arriving) {
            String name = pod.pod().name();
            if (pod.quality().isEmpty()) {
                withoutQuality.add(name);
            }
            PodQuality quality =
                    pod.quality().isEmpty() ? PodQuality.LS : PodQuality.named(pod.quality());
            org.scxfleet.cluster.resource.PodRequest request = pod.pod().request();
            pods.add(
                    rule.work(
                            new PodRequest(
                                    name,
                                    request.cpuMilli(),
                                    request.memoryMib(),
                                    request.gpuCount(),
                                    request.gpuMilli(),
                                    request.gpuModels(),
                                    quality)));
        }
        if (!withoutQuality.isEmpty()) {
            notices.add(
                    new Notice(
                            "pod-without-quality",
                            withoutQuality.getFirst(),
                            withoutQuality.size(),
                            "",
                            "the list names no quality of service class; the pods work as LS"));
        }
    }
}
