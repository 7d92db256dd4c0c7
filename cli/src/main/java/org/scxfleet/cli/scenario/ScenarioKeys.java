package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cli.expect.Metric;
import org.scxfleet.cli.yaml.Keys;

/** The keys of every kind of mapping of a scenario; the published schema defines the same ones. */
final class ScenarioKeys {
    static final Keys SCENARIO =
            Keys.of(
                    "scenario",
                    "name",
                    "description",
                    "seed",
                    "duration",
                    "hosts",
                    "network",
                    "placement",
                    "queues",
                    "queueing",
                    "jobs",
                    "workload",
                    "actions",
                    "windows",
                    "explain",
                    "trace",
                    "expect");

    static final Keys HOST_GROUP =
            Keys.of(
                    "host_group",
                    "name",
                    "count",
                    "topology",
                    "kernel",
                    "cost_profile",
                    "callback_cost",
                    "scheduler",
                    "memory_mib",
                    "cgroups",
                    "gpus",
                    "guests",
                    "fabric");

    static final Keys FABRIC = Keys.of("fabric", "nvlink_hosts", "rack_hosts");

    static final Keys GUEST =
            Keys.of(
                    "guest",
                    "name",
                    "count",
                    "topology",
                    "kernel",
                    "cost_profile",
                    "callback_cost",
                    "scheduler",
                    "cgroups",
                    "vcpus",
                    "cgroup",
                    "halt_poll_us",
                    "entry_ns",
                    "exit_ns");

    static final Keys VCPUS =
            Keys.of(
                    "vcpus",
                    "pins",
                    "policy",
                    "nice",
                    "rt_priority",
                    "slice",
                    "runtime",
                    "deadline",
                    "period");

    static final Keys KERNEL =
            Keys.of(
                    "kernel",
                    "hz",
                    "tick_phase_us",
                    "preemption",
                    "steal_accounting",
                    "hrtick",
                    "nohz_full",
                    "nmi_watchdog",
                    "proxy_execution");

    static final Keys TOPOLOGY =
            Keys.of(
                    "topology",
                    "preset",
                    "file",
                    "cpus",
                    "sockets",
                    "nodes_per_socket",
                    "llcs_per_node",
                    "cores_per_llc",
                    "threads_per_core",
                    "siblings",
                    "core_cpus",
                    "llc_cpus",
                    "node_cpus",
                    "socket_cpus",
                    "capacities",
                    "distances");

    static final Keys CAPACITY = Keys.of("capacity", "cpus", "per_1024");

    static final Keys COST_PROFILE =
            Keys.of(
                    "cost_profile",
                    "base",
                    "context_switch_ns",
                    "wakeup_ns",
                    "syscall_ns",
                    "migrate_llc_ns",
                    "migrate_socket_ns",
                    "migrate_node_ns",
                    "migrate_remote_ns",
                    "ipi_ns",
                    "timer_ns",
                    "smt_per_1024");

    static final Keys CALLBACK_COST = Keys.of("callback_cost", "per_op_ns", "per_insn_ns");

    static final Keys SCHEDULER = Keys.of("scheduler", "name", "object", "profile", "options");

    static final Keys CGROUP = Keys.of("cgroup", "path", "weight", "quota_us", "period_us");

    static final Keys GPU =
            Keys.of(
                    "gpu",
                    "model",
                    "count",
                    "node",
                    "nodes",
                    "memory_mib",
                    "timeslice_us",
                    "context_switch_us",
                    "launch_us",
                    "start_latency_us",
                    "completion_us",
                    "queue_depth",
                    "speed_per_1024",
                    "sharing",
                    "mps_clients",
                    "mig",
                    "mig_places",
                    "oversubscribe",
                    "thrash_factor",
                    "pcie",
                    "pcie_gb_per_s",
                    "nvlink_domain",
                    "nvlink_gb_per_s",
                    "copy_engines",
                    "copy_latency_us",
                    "graph_node_us",
                    "graph_start_latency_us");

    static final Keys NETWORK =
            Keys.of("network", "latency_us", "bandwidth_gbit_per_s", "control_latency_us", "links");

    static final Keys LINK = Keys.of("link", "between", "latency_us", "bandwidth_gbit_per_s");

    static final Keys PLACEMENT =
            Keys.of("placement", "policy", "external", "timeout_ms", "on_timeout", "fallback");

    static final Keys JOBS =
            Keys.of(
                    "jobs",
                    "format",
                    "nodes",
                    "pods",
                    "node_count",
                    "pod_count",
                    "hosts",
                    "rule",
                    "queue",
                    "timed",
                    "file",
                    "throughputs",
                    "gpu_type",
                    "profiles",
                    "load",
                    "workload",
                    "cluster",
                    "pod_cpus",
                    "pod_gpus",
                    "cpus_per_gpu",
                    "priority",
                    "preemptible");

    static final Keys JOB_HOSTS =
            Keys.of(
                    "job_hosts",
                    "fabric",
                    "kernel",
                    "cost_profile",
                    "callback_cost",
                    "scheduler",
                    "cgroups");

    static final Keys OPENB_RULE =
            Keys.of(
                    "openb_rule",
                    "utilisation",
                    "request_service",
                    "burstable_period",
                    "be_compute",
                    "be_nice",
                    "gpu_step",
                    "gpu_preparation_share",
                    "gpu_kernel",
                    "gpu_whole_device_duty",
                    "gpu_graph_share",
                    "gpu_slack_share");

    static final Keys SHARE_RANGE = Keys.of("share_range", "min", "max");

    static final Keys QUEUE =
            Keys.of(
                    "queue",
                    "name",
                    "parent",
                    "weight",
                    "guarantee",
                    "limit",
                    "borrow_limit",
                    "lend_limit");

    static final Keys QUEUE_AMOUNTS = Keys.of("queue_amounts", "cpu", "memory_mib", "gpu");

    static final Keys QUEUEING =
            Keys.of(
                    "queueing",
                    "policy",
                    "resource",
                    "preemption",
                    "backfill",
                    "starvation_after",
                    "preempted_jobs");

    static final Keys JOB =
            Keys.of(
                    "job",
                    "name",
                    "queue",
                    "priority",
                    "count",
                    "submit",
                    "interval",
                    "duration",
                    "pods",
                    "gang",
                    "cpu",
                    "memory_mib",
                    "gpu",
                    "gpu_models",
                    "preemptible",
                    "threads",
                    "compute",
                    "period",
                    "kernel");

    static final Keys TASK =
            Keys.of(
                    "task",
                    "name",
                    "group",
                    "instances",
                    "policy",
                    "nice",
                    "rt_priority",
                    "slice",
                    "runtime",
                    "deadline",
                    "period",
                    "cpus",
                    "cgroup",
                    "delay",
                    "program");

    static final Keys SCHED_PARAMS =
            Keys.of(
                    "sched_params",
                    "policy",
                    "nice",
                    "rt_priority",
                    "slice",
                    "runtime",
                    "deadline",
                    "period");

    static final Keys AMOUNT = Keys.of("amount", "fixed", "exponential", "uniform");

    static final Keys UNIFORM = Keys.of("uniform", "min", "max");

    static final Keys STEP =
            Keys.of(
                    "step",
                    "compute",
                    "run_for",
                    "sleep",
                    "timer",
                    "suspend",
                    "resume",
                    "lock",
                    "unlock",
                    "cond_wait",
                    "cond_signal",
                    "cond_broadcast",
                    "barrier",
                    "sem_post",
                    "sem_wait",
                    "pipe_write",
                    "pipe_read",
                    "yield",
                    "fork",
                    "exit",
                    "set_scheduler",
                    "set_affinity",
                    "set_cgroup",
                    "gpu_launch",
                    "gpu_sync",
                    "gpu_open",
                    "gpu_copy",
                    "gpu_fault",
                    "request",
                    "receive",
                    "reply",
                    "collective",
                    "mark",
                    "repeat");

    static final Keys TIMER = Keys.of("timer", "ref", "period", "absolute", "shared");
    static final Keys WAIT_POINT = Keys.of("wait_point", "ref", "counting");
    static final Keys LOCK = Keys.of("lock", "mutex", "priority_inheritance");
    static final Keys COND_WAIT = Keys.of("cond_wait", "condition", "mutex");
    static final Keys BARRIER = Keys.of("barrier", "name", "parties");

    static final Keys GPU_LAUNCH =
            Keys.of("gpu_launch", "device", "stream", "kernel", "kernels", "graph");

    static final Keys GPU_SYNC = Keys.of("gpu_sync", "device", "mode");

    static final Keys GPU_OPEN =
            Keys.of(
                    "gpu_open",
                    "device",
                    "memory_mib",
                    "timeslice",
                    "interleave",
                    "threads_percent",
                    "compute_percent",
                    "bandwidth_percent",
                    "cache_sensitivity_percent");

    static final Keys GPU_COPY =
            Keys.of("gpu_copy", "device", "stream", "way", "size", "pinned", "peer");

    static final Keys REQUEST = Keys.of("request", "service", "size");
    static final Keys REPLY = Keys.of("reply", "size");

    static final Keys COLLECTIVE =
            Keys.of(
                    "collective",
                    "group",
                    "size",
                    "algorithm",
                    "overlap_percent",
                    "bus_gb_per_s",
                    "bus_latency",
                    "wire_gb_per_s",
                    "wire_latency");

    static final Keys REPEAT = Keys.of("repeat", "times", "steps");

    static final Keys WORKLOAD =
            Keys.of(
                    "workload",
                    "on",
                    "guest",
                    "scope",
                    "file",
                    "format",
                    "tasks",
                    "request_clients",
                    "request_servers",
                    "batch",
                    "periodic",
                    "fork_join",
                    "hog",
                    "gpu_training");

    static final Keys REQUEST_CLIENTS =
            generator("request_clients", "service", "mean_arrival", "work", "request_size");

    static final Keys REQUEST_SERVERS =
            generator("request_servers", "service", "work", "reply_size");

    static final Keys BATCH = generator("batch", "work", "sleep");

    static final Keys PERIODIC = generator("periodic", "work", "every", "absolute", "staggered");

    static final Keys FORK_JOIN = generator("fork_join", "serial_work", "work", "pause");

    static final Keys HOG = generator("hog", "work");

    static final Keys GPU_TRAINING =
            generator(
                    "gpu_training",
                    "preparation",
                    "kernels",
                    "kernel",
                    "graph",
                    "all_reduce_size",
                    "job",
                    "input_size",
                    "sync",
                    "algorithm",
                    "overlap_percent",
                    "bus_gb_per_s",
                    "bus_latency",
                    "wire_gb_per_s",
                    "wire_latency");

    static final Keys ACTION =
            Keys.of(
                    "action",
                    "at",
                    "on",
                    "guest",
                    "load_scheduler",
                    "unload_scheduler",
                    "sysrq_s",
                    "cpu_offline",
                    "cpu_online",
                    "set_scheduler",
                    "set_affinity",
                    "set_cgroup",
                    "set_cgroup_weight",
                    "set_deadline_server",
                    "partition_gpu");

    static final Keys ACT_SCHEDULER =
            Keys.of(
                    "act_set_scheduler",
                    "task",
                    "policy",
                    "nice",
                    "rt_priority",
                    "slice",
                    "runtime",
                    "deadline",
                    "period");

    static final Keys ACT_AFFINITY = Keys.of("act_set_affinity", "task", "cpus");
    static final Keys ACT_CGROUP = Keys.of("act_set_cgroup", "task", "path");
    static final Keys ACT_WEIGHT = Keys.of("act_set_cgroup_weight", "path", "weight");

    static final Keys ACT_DEADLINE_SERVER =
            Keys.of("act_set_deadline_server", "class", "runtime", "period");

    static final Keys ACT_PARTITION = Keys.of("act_partition_gpu", "gpu", "mig", "takes");

    static final Keys WINDOWS =
            Keys.of("windows", "length", "at", "first_gang_above_gpus", "samples");

    static final Keys TRACE = Keys.of("trace", "hosts", "from", "until", "max_mib");

    static final Keys BOUND = Keys.of("bound", "min", "max");

    static final Keys EXPECT = expect();

    private ScenarioKeys() {}

    /** Every generator says who runs it; then come its own parameters. */
    private static Keys generator(String name, String... own) {
        List<String> keys = new ArrayList<>(List.of("name", "threads"));
        keys.addAll(SCHED_PARAMS.names());
        keys.addAll(List.of("cpus", "cgroup"));
        keys.addAll(List.of(own));
        return new Keys(name, keys);
    }

    private static Keys expect() {
        List<String> keys = new ArrayList<>(List.of("on", "guest", "tasks"));
        for (Metric metric : Metric.values()) {
            keys.add(metric.key());
        }
        return new Keys("expect", keys);
    }
}
