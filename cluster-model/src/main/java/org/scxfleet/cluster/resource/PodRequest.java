package org.scxfleet.cluster.resource;

import java.util.Comparator;
import java.util.List;

/**
 * What one pod asks of a node. Two pods with equal requests are the same to every policy.
 *
 * @param cpuMilli thousandths of a CPU, at least 0
 * @param memoryMib at least 0
 * @param gpuCount devices, 0 to {@link NodeSpec#GPUS_MAX}
 * @param gpuMilli thousandths of each device: 0 without devices, 1 to 1000 for one, 1000 for more
 * @param gpuModels the models that will do, sorted; empty for any
 */
public record PodRequest(
        long cpuMilli, long memoryMib, int gpuCount, int gpuMilli, List<String> gpuModels)
        implements Comparable<PodRequest> {
    /** A whole device. */
    public static final int GPU_MILLI_WHOLE = 1000;

    private static final Comparator<PodRequest> ORDER =
            Comparator.comparingLong(PodRequest::cpuMilli)
                    .thenComparingInt(PodRequest::gpuMilli)
                    .thenComparingInt(PodRequest::gpuCount)
                    .thenComparing(request -> String.join("|", request.gpuModels()))
                    .thenComparingLong(PodRequest::memoryMib);

    public PodRequest {
        requireAmount("cpuMilli", cpuMilli, NodeSpec.AMOUNT_MAX);
        requireAmount("memoryMib", memoryMib, NodeSpec.AMOUNT_MAX);
        requireAmount("gpuCount", gpuCount, NodeSpec.GPUS_MAX);
        requireAmount("gpuMilli", gpuMilli, GPU_MILLI_WHOLE);
        if ((gpuCount == 0) != (gpuMilli == 0)) {
            throw new IllegalArgumentException(
                    gpuCount + " GPUs of " + gpuMilli + " milli each: both are 0 or none is");
        }
        if (gpuCount > 1 && gpuMilli != GPU_MILLI_WHOLE) {
            throw new IllegalArgumentException(
                    gpuCount + " GPUs of " + gpuMilli + " milli each: only one GPU can be shared");
        }
        gpuModels = gpuModels.stream().sorted().distinct().toList();
        if (!gpuModels.isEmpty() && (gpuCount == 0 || gpuModels.getFirst().isEmpty())) {
            throw new IllegalArgumentException(
                    "GPU models "
                            + gpuModels
                            + " of a request for "
                            + gpuCount
                            + " GPUs: models need a GPU and a name");
        }
    }

    /** A request for CPU and memory alone. */
    public static PodRequest cpu(long cpuMilli, long memoryMib) {
        return new PodRequest(cpuMilli, memoryMib, 0, 0, List.of());
    }

    /** Whether it asks for a part of one device. */
    public boolean sharesGpu() {
        return gpuCount == 1 && gpuMilli < GPU_MILLI_WHOLE;
    }

    /** Thousandths of devices in all. */
    public long gpuMilliTotal() {
        return (long) gpuCount * gpuMilli;
    }

    /** By CPU, part of a device, devices, models, memory. */
    @Override
    public int compareTo(PodRequest other) {
        return ORDER.compare(this, other);
    }

    private static void requireAmount(String what, long amount, long max) {
        if (amount < 0 || amount > max) {
            throw new IllegalArgumentException(
                    what + " of a pod must be 0 to " + max + ", not " + amount);
        }
    }
}
