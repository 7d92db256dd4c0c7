package org.scxfleet.metrics;

import static org.scxfleet.metrics.MetricLabel.CODE;
import static org.scxfleet.metrics.MetricLabel.EVENT;
import static org.scxfleet.metrics.MetricLabel.HOST_GROUP;
import static org.scxfleet.metrics.MetricLabel.JDK;
import static org.scxfleet.metrics.MetricLabel.NODE;
import static org.scxfleet.metrics.MetricLabel.OUTCOME;
import static org.scxfleet.metrics.MetricLabel.PHASE;
import static org.scxfleet.metrics.MetricLabel.PROTOCOL;
import static org.scxfleet.metrics.MetricLabel.RUN;
import static org.scxfleet.metrics.MetricLabel.SCHEDULER;
import static org.scxfleet.metrics.MetricLabel.SERVICE;
import static org.scxfleet.metrics.MetricLabel.STATE;
import static org.scxfleet.metrics.MetricLabel.VERSION;

import java.util.List;

/**
 * Every metric of the program.
 *
 * <p>One table for what is exported and for what is documented. Rules: the prefix {@code
 * scxfleet_}, base units in the name, counters end in {@code _total} (which the kind adds). A label
 * is never a task or a pid.
 */
public enum FleetMetric {
    BUILD_INFO(
            "build_info",
            Kind.GAUGE,
            Exporter.EVERY_SERVER,
            "Always 1; the labels say which program this is. Nodes and coordinator must agree.",
            VERSION,
            PROTOCOL,
            JDK),
    GRPC_SENT_BYTES(
            "grpc_sent_bytes",
            Kind.COUNTER,
            Exporter.EVERY_SERVER,
            "Bytes of messages sent over gRPC, as on the wire.",
            SERVICE),
    GRPC_RECEIVED_BYTES(
            "grpc_received_bytes",
            Kind.COUNTER,
            Exporter.EVERY_SERVER,
            "Bytes of messages received over gRPC, as on the wire.",
            SERVICE),
    GRPC_CALLS(
            "grpc_calls",
            Kind.COUNTER,
            Exporter.EVERY_SERVER,
            "Calls of gRPC that have ended, made and served, by status code. A run is one call of"
                    + " the node service to each node.",
            SERVICE,
            CODE),
    GRPC_OPEN_CALLS(
            "grpc_open_calls",
            Kind.GAUGE,
            Exporter.EVERY_SERVER,
            "Calls of gRPC that are under way, made and served.",
            SERVICE),

    NODES(
            "nodes",
            Kind.GAUGE,
            Exporter.COORDINATOR,
            "Nodes that the coordinator knows, by state: ready, carrying (a run), draining (ends"
                    + " after its run), other_version and other_coordinator (would refuse),"
                    + " unreachable.",
            STATE),
    NODE_UP(
            "node_up",
            Kind.GAUGE,
            Exporter.COORDINATOR,
            "1 if the node answered when last asked and would take a run, now or after the"
                    + " present one; else 0.",
            NODE),
    NODE_ANSWER_SECONDS(
            "node_answer_seconds",
            Kind.GAUGE,
            Exporter.COORDINATOR,
            "How long the node took to answer when last asked for its state: the latency of gRPC"
                    + " between the two. Missing while it is unreachable.",
            NODE),
    RUNS(
            "runs",
            Kind.GAUGE,
            Exporter.COORDINATOR,
            "Runs that the coordinator knows, by state: queued, under_way, done, failed. Of those"
                    + " that have ended the last few are kept.",
            STATE),
    RUNS_ENDED(
            "runs_ended",
            Kind.COUNTER,
            Exporter.COORDINATOR,
            "Runs that have ended since the coordinator started.",
            OUTCOME),
    RESULTS_NOT_KEPT(
            "results_not_kept",
            Kind.COUNTER,
            Exporter.COORDINATOR,
            "Results that could not be written to the folder of results (disk full, rights). They"
                    + " are lost when the coordinator ends."),

    RUN_PHASE(
            "run_phase",
            Kind.GAUGE,
            Exporter.RUN,
            "1 for what is being done for the run at present, 0 for the other phases.",
            RUN,
            PHASE),
    RUN_SIMULATED_SECONDS(
            "run_simulated_seconds",
            Kind.COUNTER,
            Exporter.RUN,
            "Simulated time reached, average over the hosts. Its rate is the speed: simulated"
                    + " seconds per second.",
            RUN),
    RUN_DURATION_SECONDS(
            "run_duration_seconds",
            Kind.GAUGE,
            Exporter.RUN,
            "Simulated time at which the run ends.",
            RUN),
    RUN_EVENTS("run_events", Kind.COUNTER, Exporter.RUN, "Events of all hosts.", RUN),
    RUN_WINDOWS(
            "run_windows",
            Kind.COUNTER,
            Exporter.RUN,
            "Windows of cluster time granted. Hosts without channels need one for the whole run,"
                    + " so standing still is no sign of a stall: look at the events.",
            RUN),
    RUN_MESSAGES("run_messages", Kind.COUNTER, Exporter.RUN, "Messages between hosts.", RUN),
    RUN_WINDOW_SECONDS(
            "run_window_seconds",
            Kind.HISTOGRAM,
            Exporter.RUN,
            "Wall time of a window, from its first grant to the last answer.",
            RUN),
    RUN_NODE_HOSTS(
            "run_node_hosts",
            Kind.GAUGE,
            Exporter.RUN,
            "Hosts of the run that the node carries.",
            RUN,
            NODE),
    RUN_NODE_BUSY_SECONDS(
            "run_node_busy_seconds",
            Kind.COUNTER,
            Exporter.RUN,
            "Wall time from a grant to the node's answer, summed over the windows.",
            RUN,
            NODE),
    RUN_NODE_AWAITED_SECONDS(
            "run_node_awaited_seconds",
            Kind.COUNTER,
            Exporter.RUN,
            "Wall time in which every other node had answered and only this one was waited for:"
                    + " who holds the run up.",
            RUN,
            NODE),

    NODE_STATE(
            "node_state",
            Kind.GAUGE,
            Exporter.NODE,
            "1 for the state of this node, 0 for the others: idle, carrying, draining.",
            STATE),
    NODE_THREADS("node_threads", Kind.GAUGE, Exporter.NODE, "Threads that run hosts."),
    HOSTS("hosts", Kind.GAUGE, Exporter.HOSTS, "Hosts in this process.", RUN, HOST_GROUP),
    CPUS(
            "cpus",
            Kind.GAUGE,
            Exporter.HOSTS,
            "CPUs of the hosts in this process, without those of guests.",
            RUN,
            HOST_GROUP),
    TASKS(
            "tasks",
            Kind.GAUGE,
            Exporter.HOSTS,
            "Tasks that the hosts in this process start with, without those of guests.",
            RUN,
            HOST_GROUP),
    SIMULATED_SECONDS(
            "simulated_seconds",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Simulated time, summed over the hosts.",
            RUN),
    EVENTS("events", Kind.COUNTER, Exporter.HOSTS, "Events of all hosts.", RUN),
    WINDOWS("windows", Kind.COUNTER, Exporter.HOSTS, "Windows granted to this process.", RUN),
    WINDOW_BUSY_SECONDS(
            "window_busy_seconds",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Wall time in which this process worked on a window.",
            RUN),
    WINDOW_WAITING_SECONDS(
            "window_waiting_seconds",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Wall time between two windows: waiting for the coordinator and, through it, for the"
                    + " slowest process.",
            RUN),
    MESSAGES_RECEIVED(
            "messages_received", Kind.COUNTER, Exporter.HOSTS, "Messages handed to hosts.", RUN),
    MESSAGES_SENT("messages_sent", Kind.COUNTER, Exporter.HOSTS, "Messages sent by hosts.", RUN),

    WAKEUP_LATENCY_SECONDS(
            "wakeup_latency_seconds",
            Kind.HISTOGRAM,
            Exporter.HOSTS,
            "Simulated time from wake-up to running.",
            RUN,
            HOST_GROUP,
            SCHEDULER),
    RUN_DELAY_SECONDS(
            "run_delay_seconds",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Simulated time that runnable tasks waited for a CPU, summed over the tasks.",
            RUN,
            HOST_GROUP,
            SCHEDULER),
    CPU_BUSY_SECONDS(
            "cpu_busy_seconds",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Simulated CPU time spent on tasks.",
            RUN,
            HOST_GROUP,
            SCHEDULER),
    SWITCHES(
            "switches", Kind.COUNTER, Exporter.HOSTS, "Task switches.", RUN, HOST_GROUP, SCHEDULER),
    MIGRATIONS(
            "migrations",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Moves of a task to another CPU.",
            RUN,
            HOST_GROUP,
            SCHEDULER),
    WAKEUPS("wakeups", Kind.COUNTER, Exporter.HOSTS, "Tasks woken.", RUN, HOST_GROUP, SCHEDULER),
    STEAL_SECONDS(
            "steal_seconds",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Simulated CPU time that guests wanted and lost.",
            RUN,
            HOST_GROUP,
            SCHEDULER),
    EJECTIONS(
            "ejections",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Schedulers that ended with an error.",
            RUN,
            HOST_GROUP,
            SCHEDULER),
    SCHEDULER_ENABLES(
            "scheduler_enables",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Schedulers that were enabled.",
            RUN,
            HOST_GROUP,
            SCHEDULER),
    GPU_BUSY_SECONDS(
            "gpu_busy_seconds",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Simulated time in which GPUs executed kernels.",
            RUN,
            HOST_GROUP,
            SCHEDULER),
    GPU_STARVED_SECONDS(
            "gpu_starved_seconds",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Simulated time in which GPUs idled while a task that feeds them waited for a CPU.",
            RUN,
            HOST_GROUP,
            SCHEDULER),
    GPU_KERNELS(
            "gpu_kernels",
            Kind.COUNTER,
            Exporter.HOSTS,
            "GPU kernels completed.",
            RUN,
            HOST_GROUP,
            SCHEDULER),
    SCHED_EXT_EVENTS(
            "sched_ext_events",
            Kind.COUNTER,
            Exporter.HOSTS,
            "Event counters of sched_ext.",
            RUN,
            HOST_GROUP,
            SCHEDULER,
            EVENT);

    /**
     * Pairs of host group and scheduler that a process shows; what comes after is added up under
     * {@link #OTHER}.
     */
    public static final int KERNEL_LABELS_MAX = 100;

    /** Value of a label for everything above a bound. */
    public static final String OTHER = "other";

    private static final String PREFIX = "scxfleet_";
    private static final String TOTAL = "_total";

    /** What may be done with the numbers. */
    public enum Kind {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    /** Who exports it. */
    public enum Exporter {
        EVERY_SERVER("`node` and `coordinator`"),
        COORDINATOR("`coordinator`"),
        RUN("`coordinator`, and `run --metrics` for its own run"),
        NODE("`node`"),
        HOSTS("`node`, and `run --metrics` when it carries the hosts itself");

        private final String text;

        Exporter(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private final String base;
    private final Kind kind;
    private final Exporter exporter;
    private final String help;
    private final List<MetricLabel> labels;

    FleetMetric(String base, Kind kind, Exporter exporter, String help, MetricLabel... labels) {
        this.base = PREFIX + base;
        this.kind = kind;
        this.exporter = exporter;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** As in a query; a histogram's series have further endings. */
    public String text() {
        return kind == Kind.COUNTER ? base + TOTAL : base;
    }

    /** Without the ending of a counter. */
    String base() {
        return base;
    }

    public Kind kind() {
        return kind;
    }

    public Exporter exporter() {
        return exporter;
    }

    public String help() {
        return help;
    }

    public List<MetricLabel> labels() {
        return labels;
    }
}
