package org.scxfleet.cli.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.run.Programs;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.WorkloadFormat;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.TaskWorkload;

/**
 * The work of the hosts: each entry is a file, a generator, or tasks written out, for the groups
 * that {@code on} names.
 *
 * <p>Services and collectives are known in the whole cluster by their name. An entry set on several
 * groups would make them meet, though the groups are there to be compared; so there each group has
 * services and collectives of its own ({@code scope: group}), unless {@code scope: cluster} says
 * otherwise.
 */
final class WorkloadReader {
    private static final List<String> WHERE = List.of("on", "guest", "scope", "format");
    private static final Map<String, WorkloadFormat> FORMATS = new LinkedHashMap<>();

    static {
        for (WorkloadFormat format : WorkloadFormat.values()) {
            if (format.yields() == WorkloadFormat.Yields.TASKS) {
                FORMATS.put(format.label(), format);
            }
        }
    }

    private final InputFiles files;
    private final List<Notice> notices;

    WorkloadReader(InputFiles files, List<Notice> notices) {
        this.files = files;
        this.notices = notices;
    }

    void read(Field field, Targets targets) {
        List<Field> items = field.items();
        for (int number = 0; number < items.size(); number++) {
            Section section = items.get(number).section(ScenarioKeys.WORKLOAD);
            if (section != null) {
                readEntry(number, section, targets);
            }
        }
    }

    private void readEntry(int number, Section section, Targets targets) {
        List<String> sources = new ArrayList<>(section.given());
        sources.removeAll(WHERE);
        if (sources.size() != 1) {
            section.problem(
                    sources.isEmpty()
                            ? "no work is given; give one of "
                                    + String.join(
                                            ", ",
                                            ScenarioKeys.WORKLOAD.names().stream()
                                                    .filter(key -> !WHERE.contains(key))
                                                    .toList())
                            : "one entry has one kind of work; begin a new item for each of "
                                    + sources);
            return;
        }
        if (section.has("format") && !sources.getFirst().equals("file")) {
            section.problem("'format' belongs to 'file'");
        }
        Field source = section.required(sources.getFirst());
        TaskWorkload work = source == null ? null : work(sources.getFirst(), source, section);
        if (source == null || work == null) {
            return;
        }
        List<GroupDraft> groups = targets.groups(section);
        String scope =
                section.read(
                        "scope",
                        groups.size() > 1 ? "group" : "cluster",
                        field -> field.oneOf(List.of("cluster", "group")));
        targets.kernels(section);
        String guest = section.read("guest", "", Field::text);
        for (GroupDraft group : groups) {
            group.workloads.add(number);
            for (KernelDraft kernel : group.kernels(guest)) {
                addTo(kernel, work, scope.equals("group") ? group.name : "", source);
            }
        }
    }

    private static void addTo(KernelDraft kernel, TaskWorkload work, String scope, Field source) {
        work.cgroups().forEach(kernel::addCgroupOfWorkload);
        for (TaskSpec task : work.tasks()) {
            kernel.addTask(scope.isEmpty() ? task : Programs.inScope(task, scope), source);
        }
    }

    private @Nullable TaskWorkload work(String kind, Field source, Section section) {
        return switch (kind) {
            case "file" ->
                    file(
                            source,
                            section.read(
                                    "format",
                                    WorkloadFormat.RT_APP,
                                    format -> format.oneOf(FORMATS)));
            case "tasks" -> {
                List<TaskSpec> tasks = new ArrayList<>();
                for (Field item : source.items()) {
                    TaskSpec task = TaskReader.read(item);
                    if (task != null) {
                        tasks.add(task);
                    }
                }
                yield plain(tasks);
            }
            default -> {
                List<TaskSpec> tasks = GeneratorReader.read(kind, source);
                yield tasks == null ? null : plain(tasks);
            }
        };
    }

    private static TaskWorkload plain(List<TaskSpec> tasks) {
        return new TaskWorkload(tasks, List.of(), TaskWorkload.UNTIL_ALL_TASKS_END, List.of());
    }

    private @Nullable TaskWorkload file(Field field, WorkloadFormat format) {
        Path file = files.existing(field);
        if (file == null) {
            return null;
        }
        try (InputStream in = InputFiles.open(file)) {
            TaskWorkload work = format.readTasks(in, file.toString());
            notices.addAll(work.notices());
            return work;
        } catch (BadInputException e) {
            field.problem(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            field.problem(file + " cannot be read: " + e.getMessage());
        }
        return null;
    }
}
