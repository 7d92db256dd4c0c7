package org.scxfleet.cli.scenario;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.task.Amount;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.synthetic.Batch;
import org.scxfleet.workload.synthetic.ForkJoin;
import org.scxfleet.workload.synthetic.GpuTraining;
import org.scxfleet.workload.synthetic.Hog;
import org.scxfleet.workload.synthetic.Periodic;
import org.scxfleet.workload.synthetic.RequestClients;
import org.scxfleet.workload.synthetic.RequestServers;
import org.scxfleet.workload.synthetic.SyntheticWorkload;
import org.scxfleet.workload.synthetic.Threads;

/** Generators with their parameters; what is not given is the generator's default. */
final class GeneratorReader {
    private GeneratorReader() {}

    /** The generator's tasks; null with a problem if its parameters do not work. */
    static @Nullable List<TaskSpec> read(String kind, Field field) {
        return switch (kind) {
            case "request_clients" -> clients(field);
            case "request_servers" -> servers(field);
            case "batch" -> batch(field);
            case "periodic" -> periodic(field);
            case "fork_join" -> forkJoin(field);
            case "hog" -> hog(field);
            case "gpu_training" -> training(field);
            default -> throw new IllegalStateException("no reader of generator '" + kind + "'");
        };
    }

    private static @Nullable List<TaskSpec> clients(Field field) {
        Section section = field.section(ScenarioKeys.REQUEST_CLIENTS);
        String name = name(section);
        Field service = section == null ? null : section.required("service");
        if (section == null || name == null || service == null) {
            return null;
        }
        RequestClients defaults = RequestClients.withDefaults(name, service.text());
        return tasks(
                section,
                () ->
                        new RequestClients(
                                threads(section, defaults.threads()),
                                defaults.service(),
                                section.read(
                                        "mean_arrival", defaults.meanArrivalNs(), Field::timeNs),
                                time(section, "work", defaults.workNs()),
                                section.read(
                                        "request_size",
                                        defaults.requestBytes(),
                                        Field::sizeBytes)));
    }

    private static @Nullable List<TaskSpec> servers(Field field) {
        Section section = field.section(ScenarioKeys.REQUEST_SERVERS);
        String name = name(section);
        Field service = section == null ? null : section.required("service");
        if (section == null || name == null || service == null) {
            return null;
        }
        RequestServers defaults = RequestServers.withDefaults(name, service.text());
        return tasks(
                section,
                () ->
                        new RequestServers(
                                threads(section, defaults.threads()),
                                defaults.service(),
                                time(section, "work", defaults.serviceNs()),
                                section.read(
                                        "reply_size", defaults.replyBytes(), Field::sizeBytes)));
    }

    private static @Nullable List<TaskSpec> batch(Field field) {
        Section section = field.section(ScenarioKeys.BATCH);
        String name = name(section);
        if (section == null || name == null) {
            return null;
        }
        Batch defaults = Batch.withDefaults(name);
        return tasks(
                section,
                () ->
                        new Batch(
                                threads(section, defaults.threads()),
                                time(section, "work", defaults.computeNs()),
                                time(section, "sleep", defaults.sleepNs())));
    }

    private static @Nullable List<TaskSpec> periodic(Field field) {
        Section section = field.section(ScenarioKeys.PERIODIC);
        String name = name(section);
        if (section == null || name == null) {
            return null;
        }
        Periodic defaults = Periodic.withDefaults(name);
        return tasks(
                section,
                () ->
                        new Periodic(
                                threads(section, defaults.threads()),
                                time(section, "work", defaults.workNs()),
                                section.read("every", defaults.periodNs(), Field::timeNs),
                                section.read("absolute", defaults.absolute(), Field::flag),
                                section.read("staggered", defaults.staggered(), Field::flag)));
    }

    private static @Nullable List<TaskSpec> forkJoin(Field field) {
        Section section = field.section(ScenarioKeys.FORK_JOIN);
        String name = name(section);
        if (section == null || name == null) {
            return null;
        }
        ForkJoin defaults = ForkJoin.withDefaults(name);
        return tasks(
                section,
                () ->
                        new ForkJoin(
                                threads(section, defaults.workers()),
                                time(section, "serial_work", defaults.serialNs()),
                                time(section, "work", defaults.workerNs()),
                                section.read("pause", defaults.pauseNs(), Field::timeNs)));
    }

    private static @Nullable List<TaskSpec> hog(Field field) {
        Section section = field.section(ScenarioKeys.HOG);
        String name = name(section);
        if (section == null || name == null) {
            return null;
        }
        Hog defaults = Hog.withDefaults(name);
        return tasks(
                section,
                () ->
                        new Hog(
                                threads(section, defaults.threads()),
                                section.read("work", defaults.chunkNs(), Field::timeNs)));
    }

    private static @Nullable List<TaskSpec> training(Field field) {
        Section section = field.section(ScenarioKeys.GPU_TRAINING);
        String name = name(section);
        if (section == null || name == null) {
            return null;
        }
        GpuTraining defaults = GpuTraining.withDefaults(name);
        return tasks(
                section,
                () ->
                        new GpuTraining(
                                threads(section, defaults.threads()),
                                time(section, "preparation", defaults.preparationNs()),
                                section.read(
                                        "kernels",
                                        defaults.kernels(),
                                        kernels -> kernels.integer(1, GpuTraining.MAX_KERNELS)),
                                time(section, "kernel", defaults.kernelNs()),
                                section.read("graph", defaults.graph(), Field::flag),
                                section.read(
                                        "all_reduce_size",
                                        defaults.allReduceBytes(),
                                        Field::sizeBytes),
                                section.read("job", defaults.job(), Field::name),
                                new GpuTraining.Device(
                                        section.read("input_size", 0L, Field::sizeBytes),
                                        GpuStepReader.syncMode(section, "sync"),
                                        ExchangeReader.read(section))));
    }

    private static @Nullable String name(@Nullable Section section) {
        Field name = section == null ? null : section.required("name");
        return name == null ? null : name.name();
    }

    private static Amount time(Section section, String key, Amount fallback) {
        return section.read(key, fallback, AmountReader::time);
    }

    private static Threads threads(Section section, Threads defaults) {
        boolean params =
                ScenarioKeys.SCHED_PARAMS.names().stream()
                        .anyMatch(key -> section.given().contains(key));
        return new Threads(
                defaults.name(),
                section.read(
                        "threads",
                        defaults.count(),
                        count -> count.integer(1, TaskSpec.MAX_INSTANCES)),
                params ? ParamsReader.read(section) : defaults.params(),
                section.read("cpus", defaults.cpus(), ParamsReader::cpus),
                section.read("cgroup", defaults.cgroup(), Field::text));
    }

    private static @Nullable List<TaskSpec> tasks(
            Section section, Supplier<SyntheticWorkload> maker) {
        SyntheticWorkload generator = section.made(maker);
        return generator == null ? null : generator.tasks();
    }
}
