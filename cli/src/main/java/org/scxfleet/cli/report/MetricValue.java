package org.scxfleet.cli.report;

import org.scxfleet.cli.expect.Metric;
import org.scxfleet.stats.LogHistogram;

/** The value of a figure over what an expectation selects. */
final class MetricValue {
    private static final int P50 = 500_000;
    private static final int P90 = 900_000;
    private static final int P99 = 990_000;
    private static final double NS_PER_US = 1_000.0;

    private MetricValue() {}

    static double of(
            Metric metric, KernelFigures kernels, TaskGroupFigures tasks, GpuFigures gpus) {
        return switch (metric) {
            case EJECTIONS -> kernels.ejections;
            case UNPLACED_PODS,
                    GPU_ALLOCATED_PERCENT,
                    FINISHED_JOBS,
                    WAITING_JOBS,
                    REJECTED_JOBS,
                    JOB_PREEMPTIONS ->
                    throw new IllegalStateException(metric.key() + " belongs to the run");
            case CPU_BUSY_PERCENT -> Percent.of(kernels.busyNs, kernels.capacityNs);
            case STEAL_PERCENT -> Percent.of(kernels.stealNs, kernels.capacityNs);
            case GPU_BUSY_PERCENT -> Percent.of(gpus.busyNs, gpus.capacityNs);
            case GPU_TIME_US -> tasks.gpuNs / NS_PER_US;
            case GPU_SWITCH_PERCENT -> Percent.of(gpus.switchNs, gpus.capacityNs);
            case GPU_KERNELS -> gpus.kernels;
            case GPU_PREEMPTIONS -> gpus.extras.preemptions();
            case GPU_DROPPED_KERNELS -> gpus.extras.droppedKernels();
            case GPU_FAULTS -> gpus.extras.faults();
            case GPU_REFUSED_CONTEXTS -> gpus.extras.refusedContexts();
            case MIG_FREE_PERCENT -> Percent.of(gpus.freeSliceNs, gpus.migSliceNs);
            case MIG_STRANDED_PERCENT -> Percent.of(gpus.strandedSliceNs, gpus.migSliceNs);
            case MIG_REPARTITIONS -> gpus.repartitions;
            case MIG_REFUSED_REPARTITIONS -> gpus.refusedRepartitions;
            case COPIED_TO_DEVICE_BYTES -> gpus.extras.bytesToDevice();
            case COPY_TO_DEVICE_PERCENT ->
                    Percent.of(gpus.extras.copyToDeviceNs(), gpus.capacityNs);
            case COPIED_FROM_DEVICE_BYTES -> gpus.extras.bytesFromDevice();
            case COPY_FROM_DEVICE_PERCENT ->
                    Percent.of(gpus.extras.copyFromDeviceNs(), gpus.capacityNs);
            case GPU_STARVED_PERCENT -> Percent.of(gpus.starvedNs, gpus.capacityNs);
            case CPU_SHARE_PERCENT -> Percent.of(tasks.runNs, kernels.capacityNs);
            case SWITCHES -> tasks.switches;
            case MIGRATIONS -> tasks.migrations;
            case WAKEUPS -> tasks.wakeups;
            case ITERATIONS -> tasks.iterations;
            case P50_WAKE_US -> us(tasks.wakeLatency, P50);
            case P90_WAKE_US -> us(tasks.wakeLatency, P90);
            case P99_WAKE_US -> us(tasks.wakeLatency, P99);
            case MAX_WAKE_US -> tasks.wakeLatency.maxNs() / NS_PER_US;
            case P50_SEGMENT_US -> us(tasks.segments, P50);
            case P99_SEGMENT_US -> us(tasks.segments, P99);
            case MAX_SEGMENT_US -> tasks.segments.maxNs() / NS_PER_US;
            case P50_RESPONSE_US -> us(tasks.responses, P50);
            case P90_RESPONSE_US -> us(tasks.responses, P90);
            case P99_RESPONSE_US -> us(tasks.responses, P99);
            case MAX_RESPONSE_US -> tasks.responses.maxNs() / NS_PER_US;
        };
    }

    private static double us(LogHistogram histogram, int perMillion) {
        return histogram.quantileNs(perMillion) / NS_PER_US;
    }
}
