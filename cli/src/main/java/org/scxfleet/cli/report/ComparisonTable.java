package org.scxfleet.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.scenario.Scenario.Column;
import org.scxfleet.cli.scenario.Scenario.Comparison;
import org.scxfleet.stats.LogHistogram;

/** Host groups with the same work side by side: a column for each, a row for each figure. */
final class ComparisonTable {
    /** Columns of one table; what does not fit goes into another one. */
    static final int COLUMNS_MAX = 6;

    /** Task groups of one kernel that are shown; the rest is in result.json. */
    static final int TASK_GROUPS_MAX = 12;

    private static final int P50 = 500_000;
    private static final int P99 = 990_000;
    private static final String NOTHING = "-";

    private final long simulatedNs;
    private final List<HostGroupFigures> columns = new ArrayList<>();
    private final TextTable table = new TextTable(2);

    private ComparisonTable(RunFigures figures, List<Column> shown) {
        simulatedNs = figures.outcome.scenario().run().endNs();
        for (Column column : shown) {
            HostGroupFigures sum = new HostGroupFigures(column.title());
            for (String name : column.hostGroups()) {
                HostGroupFigures group = figures.groups.get(name);
                if (group != null) {
                    sum.add(group);
                }
            }
            columns.add(sum);
        }
    }

    static List<String> lines(RunFigures figures, Comparison comparison) {
        List<String> lines = new ArrayList<>();
        List<Column> all = comparison.columns();
        for (int first = 0; first < all.size(); first += COLUMNS_MAX) {
            List<Column> shown = all.subList(first, Math.min(first + COLUMNS_MAX, all.size()));
            if (first > 0) {
                lines.add("");
            }
            lines.addAll(new ComparisonTable(figures, shown).lines());
        }
        return lines;
    }

    private List<String> lines() {
        row("", "", column -> column.name);
        row("hosts", "", column -> FigureText.count(column.hosts));
        TreeSet<String> kernels = new TreeSet<>();
        columns.forEach(column -> kernels.addAll(column.kernels.keySet()));
        for (String kernel : kernels) {
            addKernel(kernel);
        }
        addGpus();
        return table.lines("  ");
    }

    private void addKernel(String name) {
        String label = name.isEmpty() ? "" : "guest " + name;
        kernelRow(name, label, "scheduler", kernel -> kernel.scheduler);
        kernelRow(
                name,
                label,
                "CPU busy",
                kernel -> FigureText.percent(kernel.busyNs, kernel.capacityNs));
        if (sum(name, kernel -> kernel.stealNs) > 0) {
            kernelRow(
                    name,
                    label,
                    "steal",
                    kernel -> FigureText.percent(kernel.stealNs, kernel.capacityNs));
        }
        if (sum(name, kernel -> kernel.ejections) > 0) {
            kernelRow(name, label, "ejections", kernel -> FigureText.count(kernel.ejections));
        }
        SortedSet<String> taskGroups = new TreeSet<>();
        for (HostGroupFigures column : columns) {
            KernelFigures kernel = column.kernels.get(name);
            if (kernel != null) {
                kernel.taskGroups.forEach((group, figures) -> {
                    if (figures.ran()) {
                        taskGroups.add(group);
                    }
                });
            }
        }
        int shown = 0;
        for (String group : taskGroups) {
            if (shown++ < TASK_GROUPS_MAX) {
                addTaskGroup(name, group, name.isEmpty() ? group : name + "/" + group);
            }
        }
        if (shown > TASK_GROUPS_MAX) {
            table.row(List.of("…", shown - TASK_GROUPS_MAX + " more task groups in result.json"));
        }
    }

    private void addTaskGroup(String kernel, String group, String label) {
        taskRow(kernel, group, label, "CPU share", this::cpuShare);
        addLatency(kernel, group, "wake-up", figures -> figures.wakeLatency);
        addLatency(kernel, group, "response", figures -> figures.responses);
        if (taskSum(kernel, group, figures -> figures.iterations) > 0) {
            taskRow(
                    kernel,
                    group,
                    "",
                    "iterations",
                    (figures, _) -> FigureText.perSecond(figures.iterations, simulatedNs));
        }
        if (taskSum(kernel, group, figures -> figures.gpuNs) > 0) {
            taskRow(kernel, group, "", "GPU busy", ComparisonTable::gpuShare);
        }
        taskRow(
                kernel,
                group,
                "",
                "preemptions",
                (figures, _) -> FigureText.perSecond(figures.preempted, simulatedNs));
        taskRow(
                kernel,
                group,
                "",
                "migrations",
                (figures, _) -> FigureText.perSecond(figures.migrations, simulatedNs));
    }

    private void addLatency(
            String kernel,
            String group,
            String what,
            Function<TaskGroupFigures, LogHistogram> histogram) {
        if (taskSum(kernel, group, figures -> histogram.apply(figures).total()) == 0) {
            return;
        }
        taskRow(kernel, group, "", what + " p50", quantile(histogram, P50));
        taskRow(kernel, group, "", what + " p99", quantile(histogram, P99));
        taskRow(
                kernel,
                group,
                "",
                what + " max",
                (figures, _) ->
                        histogram.apply(figures).total() == 0
                                ? NOTHING
                                : FigureText.time(histogram.apply(figures).maxNs()));
    }

    private static Cell quantile(
            Function<TaskGroupFigures, LogHistogram> histogram, int perMillion) {
        return (figures, _) -> {
            LogHistogram samples = histogram.apply(figures);
            return samples.total() == 0 ? NOTHING : FigureText.time(samples.quantileNs(perMillion));
        };
    }

    private String cpuShare(TaskGroupFigures figures, KernelFigures kernel) {
        return FigureText.percent(figures.runNs, kernel.capacityNs);
    }

    private static String gpuShare(TaskGroupFigures figures, KernelFigures kernel) {
        return kernel.gpuCapacityNs == 0
                ? NOTHING
                : FigureText.percent(figures.gpuNs, kernel.gpuCapacityNs);
    }

    private void addGpus() {
        if (columns.stream().allMatch(column -> column.gpus.devices == 0)) {
            return;
        }
        gpuRow("GPUs", "devices", gpus -> FigureText.count(gpus.devices));
        gpuRow("", "busy", gpus -> FigureText.percent(gpus.busyNs, gpus.capacityNs));
        gpuRow("", "switching", gpus -> FigureText.percent(gpus.switchNs, gpus.capacityNs));
        gpuRow("", "starved", gpus -> FigureText.percent(gpus.starvedNs, gpus.capacityNs));
        gpuRow("", "kernels", gpus -> FigureText.perSecond(gpus.kernels, simulatedNs));
        if (columns.stream().anyMatch(column -> column.gpus.extras.copyToDeviceNs() > 0)) {
            gpuRow("", "copying in", gpus -> share(gpus.extras.copyToDeviceNs(), gpus));
        }
        if (columns.stream().anyMatch(column -> column.gpus.extras.copyFromDeviceNs() > 0)) {
            gpuRow("", "copying out", gpus -> share(gpus.extras.copyFromDeviceNs(), gpus));
        }
        if (columns.stream().anyMatch(column -> column.gpus.migChips > 0)) {
            gpuRow("", "MIG free", gpus -> slices(gpus.freeSliceNs, gpus));
            gpuRow("", "MIG stranded", gpus -> slices(gpus.strandedSliceNs, gpus));
        }
    }

    private static String slices(long sliceNs, GpuFigures gpus) {
        return gpus.migChips == 0 ? NOTHING : FigureText.percent(sliceNs, gpus.migSliceNs);
    }

    private static String share(long ns, GpuFigures gpus) {
        return FigureText.percent(ns, gpus.capacityNs);
    }

    /** What one cell shows of a task group. */
    private interface Cell {
        String of(TaskGroupFigures figures, KernelFigures kernel);
    }

    private void row(String label, String figure, Function<HostGroupFigures, String> cell) {
        List<String> cells = new ArrayList<>(List.of(label, figure));
        columns.forEach(column -> cells.add(cell.apply(column)));
        table.row(cells);
    }

    private void gpuRow(String label, String figure, Function<GpuFigures, String> cell) {
        row(label, figure, column -> column.gpus.devices == 0 ? NOTHING : cell.apply(column.gpus));
    }

    private void kernelRow(
            String name, String label, String figure, Function<KernelFigures, String> cell) {
        row(
                label,
                figure,
                column -> {
                    KernelFigures kernel = column.kernels.get(name);
                    return kernel == null ? NOTHING : cell.apply(kernel);
                });
    }

    private void taskRow(String kernel, String group, String label, String figure, Cell cell) {
        row(
                label,
                figure,
                column -> {
                    KernelFigures ofKernel = column.kernels.get(kernel);
                    TaskGroupFigures figures = ofKernel == null ? null : tasks(ofKernel, group);
                    return ofKernel == null || figures == null
                            ? NOTHING
                            : cell.of(figures, ofKernel);
                });
    }

    private long sum(String kernel, ToLongFunction<KernelFigures> figure) {
        long sum = 0;
        for (HostGroupFigures column : columns) {
            KernelFigures figures = column.kernels.get(kernel);
            sum += figures == null ? 0 : figure.applyAsLong(figures);
        }
        return sum;
    }

    private long taskSum(String kernel, String group, ToLongFunction<TaskGroupFigures> figure) {
        return sum(
                kernel,
                figures -> {
                    TaskGroupFigures tasks = tasks(figures, group);
                    return tasks == null ? 0 : figure.applyAsLong(tasks);
                });
    }

    private static @Nullable TaskGroupFigures tasks(KernelFigures kernel, String group) {
        Map<String, TaskGroupFigures> groups = kernel.taskGroups;
        return groups.get(group);
    }
}
