package org.scxfleet.cli.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.openb.OpenbLike;
import org.scxfleet.workload.openb.OpenbNodeList;
import org.scxfleet.workload.openb.OpenbPod;
import org.scxfleet.workload.openb.OpenbPodList;
import org.scxfleet.workload.openb.OpenbReader;
import org.scxfleet.workload.openbrule.OpenbRule;
import org.scxfleet.workload.openbrule.OpenbRuleParameters;
import org.scxfleet.workload.openbrule.PodQuality;
import org.scxfleet.workload.openbrule.PodRequest;

/**
 * Jobs of a cluster trace: its nodes become groups of equal hosts, its pods get something to do by
 * a rule and are placed. {@code openb} reads the published trace; {@code openb-like} makes up a
 * cluster that resembles it.
 */
final class JobsReader {
    private static final String WHERE_TO_GET_IT =
            "the openb trace is published by Alibaba: folder cluster-trace-gpu-v2023 of"
                    + " https://github.com/alibaba/clusterdata. Fetch its csv files and pass"
                    + " --set jobs.nodes=…/openb_node_list_gpu_node.csv"
                    + " --set jobs.pods=…/openb_pod_list_default.csv"
                    + " (or --set jobs.format=openb-like for a made-up cluster that resembles it)";
    private static final int NODES_MAX = 100_000;
    private static final int PODS_MAX = 1_000_000;
    private static final int DEFAULT_NODES = 60;
    private static final int PODS_PER_NODE = 6;

    private final InputFiles files;
    private final KernelReader kernels;
    private final List<Notice> notices;

    JobsReader(InputFiles files, KernelReader kernels, List<Notice> notices) {
        this.files = files;
        this.kernels = kernels;
        this.notices = notices;
    }

    /** Adds the trace's hosts and pods; problems are reported, then the answer may be null. */
    @Nullable Section read(Field field, long seed, List<GroupDraft> groups, List<PodWork> pods) {
        Section section = field.section(ScenarioKeys.JOBS);
        Field formatField = section == null ? null : section.required("format");
        if (section == null || formatField == null) {
            return null;
        }
        OpenbRuleParameters rule =
                section.read("rule", OpenbRuleParameters.DEFAULTS, OpenbRuleReader::read);
        String format = formatField.oneOf(List.of("openb", "openb-like"));
        List<NodeSpec> nodes;
        List<OpenbPod> arriving;
        if (format.equals("openb")) {
            nodes = nodes(section);
            arriving = pods(section);
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
        addPods(arriving, new OpenbRule(seed, rule), pods);
        return section;
    }

    private List<NodeSpec> nodes(Section section) {
        OpenbNodeList list = readFile(section, "nodes", OpenbReader::readNodes);
        if (list == null) {
            return List.of();
        }
        notices.addAll(list.notices());
        return list.nodes();
    }

    private List<OpenbPod> pods(Section section) {
        OpenbPodList list = readFile(section, "pods", OpenbReader::readPods);
        if (list == null) {
            return List.of();
        }
        notices.addAll(list.notices());
        return list.pods();
    }

    /** Reads a stream under the name of its file. */
    private interface Reader<T> {
        T read(InputStream in, String file) throws IOException;
    }

    private <T> @Nullable T readFile(Section section, String key, Reader<T> reader) {
        Field field = section.field(key);
        if (field == null) {
            section.problem("'" + key + "' is missing: " + WHERE_TO_GET_IT);
            return null;
        }
        Path file = files.existing(field);
        if (file == null) {
            field.problem(WHERE_TO_GET_IT);
            return null;
        }
        try (InputStream in = open(file)) {
            return reader.read(in, file.toString());
        } catch (BadInputException e) {
            field.problem(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            field.problem(file + " cannot be read: " + e.getMessage());
        }
        return null;
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        return file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
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
