package org.scxfleet.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.scxfleet.cluster.plan.PlacementOutcome;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.stats.LogHistogram;

/**
 * {@code result.json}. All of it but {@code wall_time} depends on the scenario and the seed alone.
 * Keys are written in one order; times are in microseconds, or nanoseconds where they are instants.
 */
final class ResultJson {
    /** Raised with every change that a reader of the file would notice. */
    static final int SCHEMA_VERSION = 1;

    /** Most exit records that are listed; all are counted. */
    static final int EJECTIONS_MAX = 10_000;

    private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;
    private static final ObjectWriter WRITER =
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writerWithDefaultPrettyPrinter();
    private static final int US_DECIMALS = 3;

    private ResultJson() {}

    /** The document as text, with a line break at the end. */
    static String text(ObjectNode document) {
        try {
            return WRITER.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    static ObjectNode of(RunFigures figures) {
        RunOutcome outcome = figures.outcome;
        ObjectNode root = MAKE.objectNode();
        root.put("schema_version", SCHEMA_VERSION);
        root.put("name", outcome.scenario().run().name());
        root.put("seed", outcome.scenario().run().seed());
        root.put("digest", outcome.digest());
        root.put("reproducible", outcome.reproducible());
        root.put("simulated_ns", outcome.scenario().run().endNs());
        root.put("events", outcome.events());
        root.set("host_groups", hostGroups(figures));
        root.set("all_hosts", group(figures.all));
        ObjectNode placement = placement(outcome.placement());
        ExternalDecisions decisions = outcome.decisions();
        if (decisions != null) {
            placement.set("external", external(decisions));
        }
        root.set("placement", placement);
        QueueOutcome queues = outcome.queues();
        if (queues != null) {
            root.set("queues", QueueJson.of(new QueueShares(figures, queues)));
        }
        if (!outcome.explanations().isEmpty()) {
            root.set("explanations", QueueJson.of(outcome.explanations()));
        }
        if (!outcome.windows().isEmpty()) {
            root.set("windows", WindowFigures.json(outcome));
        }
        root.put(
                "ejection_count",
                figures.all.kernels.values().stream().mapToLong(kernel -> kernel.ejections).sum());
        root.set("ejections", ejections(outcome));
        root.set("scheduler_output", OutputJson.of(outcome));
        root.set("expectations", expectations(figures));
        root.set("notices", notices(figures));
        root.set("scenario", outcome.scenario().asRun());
        root.set("wall_time", wallTime(outcome));
        return root;
    }

    private static ArrayNode hostGroups(RunFigures figures) {
        ArrayNode groups = MAKE.arrayNode();
        figures.groups.values().forEach(figure -> groups.add(group(figure)));
        return groups;
    }

    private static ObjectNode group(HostGroupFigures figures) {
        ObjectNode group = MAKE.objectNode();
        group.put("name", figures.name);
        group.put("hosts", figures.hosts);
        group.put("events", figures.events);
        ArrayNode kernels = group.putArray("kernels");
        figures.kernels.forEach((name, kernel) -> kernels.add(kernel(name, kernel)));
        if (figures.gpus.devices > 0) {
            group.set("gpus", gpus(figures.gpus));
        }
        return group;
    }

    private static ObjectNode kernel(String name, KernelFigures figures) {
        ObjectNode kernel = MAKE.objectNode();
        kernel.put("guest", name);
        kernel.put("scheduler", figures.scheduler);
        kernel.put("kernels", figures.kernels);
        kernel.put("cpus", figures.cpus);
        kernel.put("cpu_busy_percent", Percent.of(figures.busyNs, figures.capacityNs));
        kernel.put("steal_percent", Percent.of(figures.stealNs, figures.capacityNs));
        kernel.put("switches", figures.switches);
        kernel.put("scheduler_enables", figures.enables);
        kernel.put("ejections", figures.ejections);
        ObjectNode events = kernel.putObject("scx_events");
        for (ScxEvent event : ScxEvent.values()) {
            if (figures.scxEvents[event.ordinal()] != 0) {
                events.put(event.kernelName(), figures.scxEvents[event.ordinal()]);
            }
        }
        ArrayNode groups = kernel.putArray("task_groups");
        for (TaskGroupFigures tasks : figures.taskGroups.values()) {
            if (tasks.ran()) {
                groups.add(taskGroup(tasks, figures));
            }
        }
        return kernel;
    }

    private static ObjectNode taskGroup(TaskGroupFigures figures, KernelFigures kernel) {
        ObjectNode group = MAKE.objectNode();
        group.put("name", figures.name);
        group.put("tasks", figures.tasks);
        group.put("cpu_time_us", us(figures.runNs));
        group.put("cpu_share_percent", Percent.of(figures.runNs, kernel.capacityNs));
        group.put("run_delay_us", us(figures.runDelayNs));
        group.put("switches", figures.switches);
        group.put("preempted", figures.preempted);
        group.put("blocked", figures.blocked);
        group.put("migrations", figures.migrations);
        group.put("wakeups", figures.wakeups);
        group.put("iterations", figures.iterations);
        if (kernel.gpuCapacityNs > 0) {
            group.put("gpu_time_us", us(figures.gpuNs));
            group.put("gpu_busy_percent", Percent.of(figures.gpuNs, kernel.gpuCapacityNs));
        }
        histogram(group, "wake", figures.wakeLatency);
        histogram(group, "segment", figures.segments);
        histogram(group, "response", figures.responses);
        return group;
    }

    private static void histogram(ObjectNode group, String what, LogHistogram histogram) {
        group.put(what + "_samples", histogram.total());
        group.put("mean_" + what + "_us", us(histogram.meanNs()));
        group.put("p50_" + what + "_us", us(histogram.quantileNs(500_000)));
        group.put("p90_" + what + "_us", us(histogram.quantileNs(900_000)));
        group.put("p99_" + what + "_us", us(histogram.quantileNs(990_000)));
        group.put("max_" + what + "_us", us(histogram.maxNs()));
    }

    private static ObjectNode gpus(GpuFigures figures) {
        ObjectNode gpus = MAKE.objectNode();
        gpus.put("devices", figures.devices);
        gpus.put("gpu_busy_percent", Percent.of(figures.busyNs, figures.capacityNs));
        gpus.put("gpu_switch_percent", Percent.of(figures.switchNs, figures.capacityNs));
        gpus.put("gpu_starved_percent", Percent.of(figures.starvedNs, figures.capacityNs));
        gpus.put("kernels", figures.kernels);
        gpus.put("preemptions", figures.extras.preemptions());
        gpus.put("copied_to_device_bytes", figures.extras.bytesToDevice());
        gpus.put(
                "copy_to_device_percent",
                Percent.of(figures.extras.copyToDeviceNs(), figures.capacityNs));
        gpus.put("copied_from_device_bytes", figures.extras.bytesFromDevice());
        gpus.put(
                "copy_from_device_percent",
                Percent.of(figures.extras.copyFromDeviceNs(), figures.capacityNs));
        gpus.put("dropped_kernels", figures.extras.droppedKernels());
        gpus.put("faults", figures.extras.faults());
        gpus.put("refused_contexts", figures.extras.refusedContexts());
        if (figures.migChips > 0) {
            gpus.set("mig", mig(figures));
        }
        return gpus;
    }

    private static ObjectNode mig(GpuFigures figures) {
        ObjectNode mig = MAKE.objectNode();
        mig.put("chips", figures.migChips);
        mig.put("compute_slices", figures.migSlices);
        mig.put("free_compute_slices", figures.freeSlices);
        mig.put("stranded_compute_slices", figures.strandedSlices);
        mig.put("free_memory_slices", figures.freeMemorySlices);
        mig.put("mig_free_percent", Percent.of(figures.freeSliceNs, figures.migSliceNs));
        mig.put("mig_stranded_percent", Percent.of(figures.strandedSliceNs, figures.migSliceNs));
        mig.put("mig_repartitions", figures.repartitions);
        mig.put("mig_refused_repartitions", figures.refusedRepartitions);
        return mig;
    }

    private static ObjectNode placement(PlacementOutcome outcome) {
        ObjectNode placement = MAKE.objectNode();
        placement.put("policy", outcome.policy());
        placement.put("pods", outcome.pods().size());
        placement.put("unplaced_pods", outcome.unplaced());
        placement.put("cpu_milli_total", outcome.cpuMilliTotal());
        placement.put("cpu_milli_allocated", outcome.cpuMilliAllocated());
        placement.put("gpu_milli_total", outcome.gpuMilliTotal());
        placement.put("gpu_milli_allocated", outcome.gpuMilliAllocated());
        placement.put(
                "gpu_allocated_percent",
                Percent.of(outcome.gpuMilliAllocated(), outcome.gpuMilliTotal()));
        placement.put("gpu_milli_fragmented", Math.round(outcome.fragmentMilli()));
        placement.put(
                "gpu_fragmented_percent",
                Percent.of(Math.round(outcome.fragmentMilli()), outcome.gpuMilliTotal()));
        return placement;
    }

    private static ObjectNode external(ExternalDecisions decisions) {
        ObjectNode external = MAKE.objectNode();
        external.put("decisions", decisions.log().size());
        external.put("fallbacks", decisions.fallbacks());
        external.put("declined", decisions.declined());
        external.put("replayed", decisions.replayed());
        return external;
    }

    private static ArrayNode ejections(RunOutcome outcome) {
        ArrayNode ejections = MAKE.arrayNode();
        for (HostReport host : outcome.hosts()) {
            for (KernelReport kernel : host.kernels()) {
                for (ExitInfo exit : kernel.exits()) {
                    if (Ejections.isEjection(exit) && ejections.size() < EJECTIONS_MAX) {
                        ejections.add(ejection(kernel.name(), exit));
                    }
                }
            }
        }
        return ejections;
    }

    private static ObjectNode ejection(String kernel, ExitInfo exit) {
        ObjectNode ejection = MAKE.objectNode();
        ejection.put("host", kernel);
        ejection.put("scheduler", exit.scheduler());
        ejection.put("kind", exit.kind().name());
        ejection.put("kind_number", exit.kind().value());
        ejection.put("exit_code", exit.exitCode());
        ejection.put("reason", exit.kind().reason());
        ejection.put("message", exit.message());
        ejection.put("exit_cpu", exit.exitCpu());
        ejection.put("initialized", exit.initialized());
        ejection.put("at_ns", exit.atNs());
        ejection.put("dump", exit.dump());
        return ejection;
    }

    private static ArrayNode expectations(RunFigures figures) {
        ArrayNode expectations = MAKE.arrayNode();
        for (RunFigures.Verdict verdict : figures.verdicts()) {
            ObjectNode node = expectations.addObject();
            node.put("where", verdict.expectation().where());
            node.put("expectation", verdict.expectation().text());
            if (Double.isNaN(verdict.value())) {
                node.putNull("value");
            } else {
                node.put("value", verdict.value());
            }
            node.put("holds", verdict.holds());
        }
        return expectations;
    }

    private static ArrayNode notices(RunFigures figures) {
        ArrayNode notices = MAKE.arrayNode();
        for (Notice notice : figures.notices) {
            ObjectNode node = notices.addObject();
            node.put("code", notice.code());
            node.put("where", notice.where());
            node.put("count", notice.count());
            node.put("first", notice.first());
            node.put("meaning", notice.meaning());
        }
        return notices;
    }

    private static ObjectNode wallTime(RunOutcome outcome) {
        RunOutcome.WallTime wall = outcome.wallTime();
        ObjectNode node = MAKE.objectNode();
        node.put("wall_us", us(wall.wallNs()));
        node.put("windows", wall.windows());
        node.put("messages", wall.messages());
        node.put("threads", wall.threads());
        node.put("processes", wall.processes());
        node.put("version", wall.version());
        node.put("jdk", wall.jdk());
        return node;
    }

    /** Exact: never in the notation with an exponent. */
    private static BigDecimal us(long ns) {
        return BigDecimal.valueOf(ns, US_DECIMALS);
    }
}
