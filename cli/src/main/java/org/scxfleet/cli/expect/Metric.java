package org.scxfleet.cli.expect;

import java.util.Locale;

/** Figures of a result that can be expected, by the names that they have there. */
public enum Metric {
    EJECTIONS("schedulers that were ejected with an error"),
    UNPLACED_PODS("pods that fit nowhere"),
    GPU_ALLOCATED_PERCENT("allocated GPU capacity of all"),
    FINISHED_JOBS("jobs of queues that are done"),
    WAITING_JOBS("jobs of queues none of whose pods runs at the end"),
    REJECTED_JOBS("jobs of queues that could never start"),
    JOB_PREEMPTIONS("jobs that had to make room, each time"),
    CPU_BUSY_PERCENT("busy time of the CPUs"),
    STEAL_PERCENT("stolen time of the guests' CPUs"),
    GPU_BUSY_PERCENT("time in which the GPUs execute; with tasks: for those tasks"),
    GPU_TIME_US("GPU time of the tasks; what executes together counts in full"),
    GPU_SWITCH_PERCENT("time in which the GPUs switch between contexts"),
    GPU_STARVED_PERCENT("time in which a GPU is idle because its task waits for a CPU"),
    GPU_KERNELS("kernels that the GPUs completed"),
    GPU_PREEMPTIONS("contexts that lost their GPU at the end of a time slice"),
    GPU_DROPPED_KERNELS("kernels lost by a fault, or with their task"),
    GPU_FAULTS("fatal faults of contexts"),
    GPU_REFUSED_CONTEXTS("contexts for which a GPU had no room"),
    MIG_FREE_PERCENT("compute slices of no instance, of those of all partitioned GPUs"),
    MIG_STRANDED_PERCENT("compute slices that no further instance can use"),
    MIG_REPARTITIONS("GPUs that were partitioned anew, each time"),
    MIG_REFUSED_REPARTITIONS("GPUs that could not be partitioned anew, each time"),
    COPIED_TO_DEVICE_BYTES("bytes that copy engines moved to the GPUs"),
    COPY_TO_DEVICE_PERCENT("time in which a copy to the GPU was under way"),
    COPIED_FROM_DEVICE_BYTES("bytes that copy engines moved from the GPUs"),
    COPY_FROM_DEVICE_PERCENT("time in which a copy from the GPU was under way"),
    CPU_SHARE_PERCENT("CPU time of the tasks, of the capacity of their hosts"),
    SWITCHES("switch-ins"),
    MIGRATIONS("switch-ins on another CPU than before"),
    WAKEUPS("wake-ups"),
    ITERATIONS("finished iterations"),
    P50_WAKE_US("wake-up to switch-in, median"),
    P90_WAKE_US("wake-up to switch-in, 90th percentile"),
    P99_WAKE_US("wake-up to switch-in, 99th percentile"),
    MAX_WAKE_US("wake-up to switch-in, longest"),
    P50_SEGMENT_US("switch-in to switch-out, median"),
    P99_SEGMENT_US("switch-in to switch-out, 99th percentile"),
    MAX_SEGMENT_US("switch-in to switch-out, longest"),
    P50_RESPONSE_US("arrival to completion, median"),
    P90_RESPONSE_US("arrival to completion, 90th percentile"),
    P99_RESPONSE_US("arrival to completion, 99th percentile"),
    MAX_RESPONSE_US("arrival to completion, longest");

    private final String meaning;

    Metric(String meaning) {
        this.meaning = meaning;
    }

    /** Name in scenarios and results. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it is, in one line. */
    public String meaning() {
        return meaning;
    }
}
