package org.scxfleet.cli.report;

import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvGenerator;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.scxfleet.cluster.plan.PlacementOutcome.PodOutcome;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.GpuReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.TaskReport;
import org.scxfleet.stats.GroupTally;

/** The tables beside result.json. Times in microseconds. */
final class ResultTables {
    /** Up to so many tasks each has a line of its own; above, each task group of a host has one. */
    static final long TASK_LINES_MAX = 100_000;

    private static final int US_DECIMALS = 3;

    private ResultTables() {}

    static void write(RunOutcome outcome, Path folder) throws IOException {
        writeTasks(outcome, folder.resolve("tasks.csv"));
        writeCpus(outcome, folder.resolve("cpus.csv"));
        writeHosts(outcome, folder.resolve("hosts.csv"));
        writeJobs(outcome, folder.resolve("jobs.csv"));
        ExternalDecisions decisions = outcome.decisions();
        if (decisions != null) {
            DecisionLog.write(folder, decisions.log());
        }
    }

    /** Whether the tasks of the run are listed one by one. */
    static boolean listsTasks(List<HostReport> hosts) {
        long tasks = 0;
        for (HostReport host : hosts) {
            for (KernelReport kernel : host.kernels()) {
                long counted = kernel.groups().stream().mapToLong(group -> group.tasks).sum();
                if (counted > 0 && kernel.tasks().isEmpty()) {
                    return false;
                }
                tasks += kernel.tasks().size();
            }
        }
        return tasks <= TASK_LINES_MAX;
    }

    private static void writeTasks(RunOutcome outcome, Path file) throws IOException {
        boolean single = listsTasks(outcome.hosts());
        try (Table table =
                new Table(
                        file,
                        "host",
                        "kernel",
                        "task",
                        "group",
                        "tasks",
                        "cgroup",
                        "cpu_time_us",
                        "switches",
                        "preempted",
                        "blocked",
                        "migrations",
                        "wakeups",
                        "iterations",
                        "max_wake_us",
                        "gpu_time_us")) {
            for (HostReport host : outcome.hosts()) {
                for (KernelReport kernel : host.kernels()) {
                    if (single) {
                        for (TaskReport task : kernel.tasks()) {
                            writeTask(table, host, kernel, task);
                        }
                    } else {
                        for (GroupTally group : kernel.groups()) {
                            writeGroup(table, host, kernel, group);
                        }
                    }
                }
            }
        }
    }

    private static void writeTask(
            Table table, HostReport host, KernelReport kernel, TaskReport task) throws IOException {
        table.row(
                host.name(),
                kernel.name(),
                task.name(),
                task.group(),
                1,
                task.cgroup(),
                us(task.runNs()),
                task.switchedIn(),
                task.preempted(),
                task.blocked(),
                task.migrations(),
                task.wakeups(),
                task.iterations(),
                us(task.maxWakeLatencyNs()),
                us(task.gpuNs()));
    }

    private static void writeGroup(
            Table table, HostReport host, KernelReport kernel, GroupTally group)
            throws IOException {
        table.row(
                host.name(),
                kernel.name(),
                "",
                group.name,
                group.tasks,
                "",
                us(group.runNs),
                group.switchedIn,
                group.preempted,
                group.blocked,
                group.migrations,
                group.wakeups,
                group.iterations,
                us(group.wakeLatency.maxNs()),
                us(group.gpuNs));
    }

    private static void writeCpus(RunOutcome outcome, Path file) throws IOException {
        try (Table table =
                new Table(
                        file,
                        "host",
                        "kernel",
                        "cpu",
                        "busy_us",
                        "busy_percent",
                        "steal_us",
                        "switches")) {
            for (HostReport host : outcome.hosts()) {
                for (KernelReport kernel : host.kernels()) {
                    for (int cpu = 0; cpu < kernel.cpuBusyNs().length; cpu++) {
                        table.row(
                                host.name(),
                                kernel.name(),
                                cpu,
                                us(kernel.cpuBusyNs()[cpu]),
                                Percent.of(kernel.cpuBusyNs()[cpu], host.nowNs()),
                                us(kernel.stealNs()[cpu]),
                                kernel.cpuSwitches()[cpu]);
                    }
                }
            }
        }
    }

    private static void writeHosts(RunOutcome outcome, Path file) throws IOException {
        try (Table table =
                new Table(
                        file,
                        "host",
                        "index",
                        "group",
                        "digest",
                        "events",
                        "scheduler",
                        "cpus",
                        "cpu_busy_percent",
                        "switches",
                        "ejections",
                        "guests",
                        "gpus",
                        "gpu_busy_percent",
                        "gpu_starved_percent")) {
            for (HostReport host : outcome.hosts()) {
                writeHost(table, host);
            }
        }
    }

    private static void writeHost(Table table, HostReport host) throws IOException {
        KernelReport kernel = host.kernels().getFirst();
        GpuFigures gpus = new GpuFigures();
        for (GpuReport gpu : host.gpus()) {
            gpus.add(gpu, host.nowNs());
        }
        long ejections =
                host.kernels().stream()
                        .flatMap(each -> each.exits().stream())
                        .filter(Ejections::isEjection)
                        .count();
        int cpus = kernel.cpuBusyNs().length;
        table.row(
                host.name(),
                host.index(),
                host.hostGroup(),
                String.format(Locale.ROOT, "%016x", host.digest()),
                host.events(),
                kernel.scheduler(),
                cpus,
                Percent.of(Arrays.stream(kernel.cpuBusyNs()).sum(), host.nowNs() * cpus),
                Arrays.stream(kernel.cpuSwitches()).sum(),
                ejections,
                host.kernels().size() - 1,
                gpus.devices,
                Percent.of(gpus.busyNs, gpus.capacityNs),
                Percent.of(gpus.starvedNs, gpus.capacityNs));
    }

    private static void writeJobs(RunOutcome outcome, Path file) throws IOException {
        try (Table table =
                new Table(
                        file,
                        "pod",
                        "quality",
                        "host",
                        "devices",
                        "cpu_milli",
                        "memory_mib",
                        "gpus",
                        "gpu_milli",
                        "gpu_models",
                        "reason",
                        "cgroup",
                        "start_us",
                        "end_us")) {
            List<String> hosts =
                    outcome.scenario().run().groups().stream()
                            .flatMap(group -> group.hostNames().stream())
                            .toList();
            for (PodOutcome pod : outcome.placement().pods()) {
                table.row(
                        pod.pod().name(),
                        pod.pod().quality(),
                        pod.isPlaced() ? hosts.get(pod.host()) : "",
                        pod.devices().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(" ")),
                        pod.pod().cpuMilli(),
                        pod.pod().memoryMib(),
                        pod.pod().gpus(),
                        pod.pod().gpuMilli(),
                        String.join(" ", pod.pod().gpuModels()),
                        pod.reason(),
                        pod.isPlaced() ? pod.cgroup() : "",
                        pod.isPlaced() ? us(pod.startNs()) : "",
                        pod.isPlaced() && pod.endNs() != PodOutcome.STAYS ? us(pod.endNs()) : "");
            }
        }
    }

    private static BigDecimal us(long ns) {
        return BigDecimal.valueOf(ns, US_DECIMALS);
    }

    /** A file with a header line, written row by row. */
    static final class Table implements AutoCloseable {
        private final CsvGenerator generator;
        private final int columns;

        Table(Path file, String... header) throws IOException {
            columns = header.length;
            generator = new CsvFactory().createGenerator(Files.newBufferedWriter(file));
            CsvSchema.Builder schema = CsvSchema.builder();
            for (String column : header) {
                schema.addColumn(column);
            }
            generator.setSchema(schema.build());
            row((Object[]) header);
        }

        void row(Object... cells) throws IOException {
            if (cells.length != columns) {
                throw new IllegalStateException(cells.length + " cells for " + columns);
            }
            generator.writeStartArray();
            for (Object cell : cells) {
                switch (cell) {
                    case Long number -> generator.writeNumber(number);
                    case Integer number -> generator.writeNumber(number);
                    case Double number -> generator.writeNumber(number);
                    case BigDecimal number -> generator.writeNumber(number);
                    case String text -> generator.writeString(text);
                    default -> throw new IllegalStateException("a cell of " + cell.getClass());
                }
            }
            generator.writeEndArray();
        }

        @Override
        public void close() throws IOException {
            generator.close();
        }
    }
}
