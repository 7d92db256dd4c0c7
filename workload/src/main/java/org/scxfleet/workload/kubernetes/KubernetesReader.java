package org.scxfleet.workload.kubernetes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.job.Pod;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.input.UniqueNames;
import org.scxfleet.workload.kubernetes.KubernetesObjects.QualifiedPod;

/**
 * Reads objects of the kinds {@code Node}, {@code Pod} and {@code Job}, also in a {@code List}.
 *
 * <p>A node offers what {@code status.allocatable} says, or {@code status.capacity}; its GPUs are
 * {@code nvidia.com/gpu} of the model in its label {@code nvidia.com/gpu.product}. A pod asks for
 * the sum of its containers' requests; where only a limit is given, that is the request. A job is
 * as many pods as it runs at once.
 */
public final class KubernetesReader {
    private static final String GPU = "nvidia.com/gpu";
    private static final String GPU_MODEL = "nvidia.com/gpu.product";

    /** Model of GPUs whose node has no label. */
    private static final String UNNAMED_MODEL = "gpu";

    private static final int PODS_MAX = 1_000_000;
    private static final List<String> RESOURCES = List.of("cpu", "memory", GPU);
    private static final List<String> CONTAINER_KEYS = List.of("name", "resources");
    private static final List<String> POD_KEYS = List.of("containers", "nodeSelector");
    private static final List<String> JOB_KEYS = List.of("parallelism", "template");

    private final NoticeLog notices = new NoticeLog();
    private final UniqueNames nodeNames = new UniqueNames();
    private final UniqueNames podNames = new UniqueNames();
    private final List<NodeSpec> nodes = new ArrayList<>();
    private final List<QualifiedPod> pods = new ArrayList<>();

    private KubernetesReader() {}

    /**
     * @param in UTF-8, one or more documents; not closed
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static KubernetesObjects read(InputStream in, String file) throws IOException {
        KubernetesReader reader = new KubernetesReader();
        YAMLFactory factory =
                YAMLFactory.builder().configure(StreamReadFeature.AUTO_CLOSE_SOURCE, false).build();
        try (JsonParser yaml = factory.createParser(in)) {
            while (yaml.nextToken() != null) {
                if (yaml.currentToken() == JsonToken.START_OBJECT) {
                    reader.object(YamlNode.read(yaml, file));
                } else if (yaml.currentToken() != JsonToken.VALUE_NULL) {
                    throw YamlNode.read(yaml, file)
                            .wrong("is no object", "give documents with apiVersion and kind");
                }
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            throw new BadInputException(
                    Place.wholeLine(file, line),
                    "",
                    "is no YAML here",
                    "mend its brackets, quotes and indents");
        }
        if (reader.nodes.isEmpty() && reader.pods.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(file),
                    "",
                    "has no Node, Pod or Job",
                    "give at least one object of these kinds");
        }
        return new KubernetesObjects(reader.nodes, reader.pods, reader.notices.notices());
    }

    private void object(YamlNode object) {
        String kind = object.required("kind");
        switch (kind) {
            case "List", "NodeList", "PodList", "JobList" -> {
                YamlNode items = object.get("items");
                if (items == null) {
                    throw object.wrong("has no items", "give a list of objects");
                }
                items.elements().forEach(this::object);
            }
            case "Node" -> node(object);
            case "Pod" -> {
                String name = object.required("metadata", "name");
                pods(object, required(object, "spec"), qualified(object, name), 1);
            }
            case "Job" -> job(object);
            default -> notices.add(KubernetesNotice.KIND_IGNORED, object.place().toString(), kind);
        }
    }

    private static String qualified(YamlNode object, String name) {
        YamlNode namespace = object.at("metadata", "namespace");
        return namespace == null || namespace.text().isEmpty()
                ? name
                : namespace.text() + "/" + name;
    }

    private static YamlNode required(YamlNode object, String... keys) {
        YamlNode found = object.at(keys);
        if (found == null) {
            throw object.wrong(
                    "has no " + String.join(".", keys), "give it as the API describes it");
        }
        return found;
    }

    private void node(YamlNode object) {
        String name = object.required("metadata", "name");
        nodeNames.require(name, object.place(), "metadata.name");
        YamlNode amounts = object.at("status", "allocatable");
        if (amounts == null) {
            amounts = required(object, "status", "capacity");
        }
        ignoreOthers(amounts, RESOURCES);
        if (object.at("spec", "taints") != null) {
            notices.add(KubernetesNotice.FIELD_IGNORED, object.place().toString(), "spec.taints");
        }
        YamlNode gpus = amounts.get(GPU);
        int gpuCount = gpus == null ? 0 : Quantity.whole(gpus, NodeSpec.GPUS_MAX);
        YamlNode model = object.at("metadata", "labels", GPU_MODEL);
        String labelled = model == null || model.text().isEmpty() ? UNNAMED_MODEL : model.text();
        nodes.add(
                new NodeSpec(
                        name,
                        positive(required(amounts, "cpu"), true),
                        positive(required(amounts, "memory"), false),
                        gpuCount,
                        gpuCount == 0 ? "" : labelled));
    }

    private static long positive(YamlNode amount, boolean cpu) {
        long value = cpu ? Quantity.milli(amount) : Quantity.mib(amount);
        if (value < 1) {
            throw amount.wrong("is " + amount.text(), "give more than 0");
        }
        return value;
    }

    private void job(YamlNode object) {
        String name = qualified(object, object.required("metadata", "name"));
        YamlNode spec = required(object, "spec");
        ignoreOthers(spec, JOB_KEYS);
        YamlNode parallelism = spec.get("parallelism");
        int count = parallelism == null ? 1 : Quantity.whole(parallelism, PODS_MAX);
        pods(object, required(spec, "template", "spec"), name, count);
    }

    private void pods(YamlNode object, YamlNode spec, String name, int count) {
        podNames.require(name, object.place(), "metadata.name");
        ignoreOthers(spec, POD_KEYS);
        QualifiedPod first = pod(spec, name);
        for (int i = 0; i < count; i++) {
            String own = count == 1 ? name : name + "-" + i;
            if (pods.size() == PODS_MAX) {
                throw object.wrong("is one pod too many", "at most " + PODS_MAX + " can be");
            }
            pods.add(new QualifiedPod(new Pod(own, first.pod().request()), first.quality()));
        }
    }

    private QualifiedPod pod(YamlNode spec, String name) {
        YamlNode containers = required(spec, "containers");
        if (containers.elements().isEmpty()) {
            throw containers.wrong("has no container", "give at least one");
        }
        long cpuMilli = 0;
        long memoryMib = 0;
        long gpus = 0;
        boolean any = false;
        boolean guaranteed = true;
        for (YamlNode container : containers.elements()) {
            ignoreOthers(container, CONTAINER_KEYS);
            YamlNode requests = container.at("resources", "requests");
            YamlNode limits = container.at("resources", "limits");
            for (YamlNode amounts : presentOf(requests, limits)) {
                ignoreOthers(amounts, RESOURCES);
            }
            YamlNode cpu = amount(requests, limits, "cpu");
            YamlNode memory = amount(requests, limits, "memory");
            YamlNode gpu = amount(requests, limits, GPU);
            cpuMilli += cpu == null ? 0 : Quantity.milli(cpu);
            memoryMib += memory == null ? 0 : Quantity.mib(memory);
            gpus += gpu == null ? 0 : Quantity.whole(gpu, NodeSpec.GPUS_MAX);
            any |= cpu != null || memory != null;
            guaranteed &= limited(cpu, limits, "cpu") && limited(memory, limits, "memory");
        }
        if (gpus > NodeSpec.GPUS_MAX) {
            throw containers.wrong(
                    "asks for " + gpus + " GPUs", "at most " + NodeSpec.GPUS_MAX + " can be");
        }
        String burstable = any ? "Burstable" : "BE";
        return new QualifiedPod(
                new Pod(
                        name,
                        new PodRequest(
                                cpuMilli,
                                memoryMib,
                                (int) gpus,
                                gpus == 0 ? 0 : PodRequest.GPU_MILLI_WHOLE,
                                gpus == 0 ? List.of() : models(spec))),
                guaranteed ? "Guaranteed" : burstable);
    }

    private static List<YamlNode> presentOf(
            @Nullable YamlNode requests, @Nullable YamlNode limits) {
        List<YamlNode> present = new ArrayList<>();
        if (requests != null) {
            present.add(requests);
        }
        if (limits != null) {
            present.add(limits);
        }
        return present;
    }

    private static @Nullable YamlNode amount(
            @Nullable YamlNode requests, @Nullable YamlNode limits, String resource) {
        YamlNode requested = requests == null ? null : requests.get(resource);
        return requested == null && limits != null ? limits.get(resource) : requested;
    }

    /** Whether a limit holds the amount down to the request. */
    private static boolean limited(
            @Nullable YamlNode requested, @Nullable YamlNode limits, String resource) {
        YamlNode limit = limits == null ? null : limits.get(resource);
        return requested != null
                && limit != null
                && Quantity.milli(limit) == Quantity.milli(requested);
    }

    private List<String> models(YamlNode spec) {
        YamlNode selector = spec.get("nodeSelector");
        if (selector == null) {
            return List.of();
        }
        for (Map.Entry<String, YamlNode> entry : selector.fields().entrySet()) {
            if (!entry.getKey().equals(GPU_MODEL)) {
                notices.add(
                        KubernetesNotice.SELECTOR_IGNORED,
                        entry.getValue().place().toString(),
                        entry.getKey());
            }
        }
        YamlNode model = selector.get(GPU_MODEL);
        return model == null ? List.of() : List.of(model.text());
    }

    private void ignoreOthers(YamlNode object, List<String> used) {
        for (Map.Entry<String, YamlNode> entry : object.fields().entrySet()) {
            if (!used.contains(entry.getKey())) {
                notices.add(
                        KubernetesNotice.FIELD_IGNORED,
                        entry.getValue().place().toString(),
                        entry.getValue().path());
            }
        }
    }
}
