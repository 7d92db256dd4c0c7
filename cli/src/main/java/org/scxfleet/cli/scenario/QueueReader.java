package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.job.QueueSpec;
import org.scxfleet.cluster.queue.ClusterQueues;
import org.scxfleet.cluster.queue.QueueSettings;
import org.scxfleet.cluster.queue.QueueSettings.Preemption;
import org.scxfleet.share.ResourceVector;
import org.scxfleet.share.ShareNode;
import org.scxfleet.share.queue.PartialVector;
import org.scxfleet.share.queue.QueuePolicy;

/** The tree of cluster queues, and how they work together. */
final class QueueReader {
    /** Largest amount of a queue: keeps sums of amounts in range. */
    private static final long AMOUNT_MAX = 1L << 40;

    private static final long MILLI = 1_000;

    private final List<QueueSpec> queues = new ArrayList<>();
    private final List<String> parents = new ArrayList<>();

    /**
     * Reads {@code queues}.
     *
     * @param groups all hosts, which say how much there is to share
     */
    void read(Section root, List<GroupDraft> groups) {
        Field field = root.field("queues");
        if (field == null) {
            return;
        }
        for (Field item : field.items()) {
            readQueue(item);
        }
        if (field.isSequence() && field.items().isEmpty()) {
            field.problem("the list is empty; at least one queue is needed");
        } else if (!queues.isEmpty() && !groups.isEmpty()) {
            field.made(() -> new ClusterQueues(queues, capacity(groups)));
        }
    }

    private static ResourceVector capacity(List<GroupDraft> groups) {
        long cpuMilli = 0;
        long memoryMib = 0;
        long gpuMilli = 0;
        for (GroupDraft group : groups) {
            cpuMilli += MILLI * group.count * group.kernel.topology.cpuCount();
            memoryMib += group.count * group.memoryMib;
            gpuMilli += MILLI * group.count * group.kernel.gpus.size();
        }
        return ResourceVector.of(cpuMilli, memoryMib, gpuMilli);
    }

    private void readQueue(Field item) {
        Section section = item.section(ScenarioKeys.QUEUE);
        Field name = section == null ? null : section.required("name");
        if (section == null || name == null) {
            return;
        }
        String parent = section.read("parent", "", this::parent);
        if (names().contains(name.text()) || name.text().equals(ClusterQueues.ROOT)) {
            name.problem("a queue '" + name.text() + "' exists already");
            return;
        }
        parents.add(parent);
        queues.add(
                new QueueSpec(
                        name.name(),
                        parent,
                        section.read(
                                "weight",
                                QueueSpec.DEFAULT_WEIGHT,
                                field -> field.integer(1, ShareNode.WEIGHT_MAX)),
                        amounts(section, "guarantee"),
                        amounts(section, "limit"),
                        amounts(section, "borrow_limit"),
                        amounts(section, "lend_limit")));
    }

    private String parent(Field field) {
        if (!names().contains(field.text())) {
            field.problem(
                    "no queue '"
                            + field.text()
                            + "' before this one"
                            + (queues.isEmpty() ? "" : NearestName.hint(field.text(), names())));
            return "";
        }
        return field.text();
    }

    private static PartialVector amounts(Section section, String key) {
        Field field = section.field(key);
        Section amounts = field == null ? null : field.section(ScenarioKeys.QUEUE_AMOUNTS);
        if (amounts == null) {
            return QueueSpec.UNBOUNDED;
        }
        long[] read = new long[QueueResource.COUNT];
        Arrays.fill(read, PartialVector.UNSET);
        for (QueueResource resource : QueueResource.values()) {
            Field amount = amounts.field(resource.key());
            if (amount != null) {
                read[resource.ordinal()] = amount.inUnit(resource.scale(), AMOUNT_MAX);
            }
        }
        return PartialVector.of(read);
    }

    private List<String> names() {
        return queues.stream().map(QueueSpec::name).toList();
    }

    boolean isEmpty() {
        return queues.isEmpty();
    }

    /** All queues, or the only one of a scenario that describes none. */
    List<QueueSpec> queues() {
        return queues.isEmpty()
                ? List.of(QueueSpec.weighted(DEFAULT_QUEUE, "", QueueSpec.DEFAULT_WEIGHT))
                : List.copyOf(queues);
    }

    /** Queue of a job that names none where there are no queues. */
    static final String DEFAULT_QUEUE = "default";

    /** Names of the queues in which jobs can wait. */
    List<String> leaves() {
        return queues().stream()
                .map(QueueSpec::name)
                .filter(queue -> !parents.contains(queue))
                .toList();
    }

    /** The queue that the field names, in which jobs can wait. */
    String leaf(Field field) {
        String name = field.text();
        List<String> leaves = leaves();
        if (!leaves.contains(name)) {
            field.problem(
                    parents.contains(name)
                            ? "queue '" + name + "' has queues below it; jobs wait in those"
                            : "no queue '" + name + "'" + NearestName.hint(name, leaves));
        }
        return name;
    }

    /** Reads {@code queueing}. */
    static QueueSettings settings(Field field) {
        QueueSettings defaults = QueueSettings.DEFAULTS;
        Section section = field.section(ScenarioKeys.QUEUEING);
        if (section == null) {
            return defaults;
        }
        Map<String, QueueResource> resources = new LinkedHashMap<>();
        for (QueueResource resource : QueueResource.values()) {
            resources.put(resource.key(), resource);
        }
        QueueSettings read =
                section.made(() ->
                        new QueueSettings(
                                QueuePolicy.named(
                                        section.read(
                                                "policy",
                                                defaults.policy().label(),
                                                policy -> policy.oneOf(QueuePolicy.labels()))),
                                section.read(
                                        "resource",
                                        defaults.resource(),
                                        resource -> resource.oneOf(resources)),
                                Preemption.named(
                                        section.read(
                                                "preemption",
                                                defaults.preemption().label(),
                                                who -> who.oneOf(Preemption.labels()))),
                                section.read("backfill", defaults.backfill(), Field::flag),
                                section.read(
                                        "starvation_after",
                                        defaults.starvationAfterNs(),
                                        Field::timeNs),
                                section.read(
                                        "preempted_jobs",
                                        false,
                                        what ->
                                                what.oneOf(List.of("restart", "resume"))
                                                        .equals("resume"))));
        return read == null ? defaults : read;
    }
}
