package org.scxfleet.workload.openbrule;

import java.util.List;

/**
 * What a pod of the trace asks for.
 *
 * @param cpuMilli CPU request in thousandths
 * @param gpus number of devices
 * @param gpuMilli thousandths of each device; below 1000 only with one device
 * @param gpuModels models that suit; empty = any
 */
public record PodRequest(
        String name,
        long cpuMilli,
        long memoryMib,
        int gpus,
        int gpuMilli,
        List<String> gpuModels,
        PodQuality quality) {
    /** Most CPUs of one pod. */
    public static final long MAX_CPU_MILLI = 8_192_000;

    /** Most devices of one pod. */
    public static final int MAX_GPUS = 64;

    public static final int WHOLE_GPU_MILLI = 1_000;

    public PodRequest {
        gpuModels = List.copyOf(gpuModels);
        if (name.isEmpty()
                || name.contains("/")
                || cpuMilli < 0
                || cpuMilli > MAX_CPU_MILLI
                || memoryMib < 0) {
            throw new IllegalArgumentException(
                    "pod '"
                            + name
                            + "': "
                            + cpuMilli
                            + " milli-CPU, "
                            + memoryMib
                            + " MiB; give a name without /, 0 to "
                            + MAX_CPU_MILLI
                            + " milli-CPU and memory of at least 0");
        }
        if (gpus < 0 || gpus > MAX_GPUS || (gpus > 0 && (gpuMilli < 1 || gpuMilli > 1_000))) {
            throw new IllegalArgumentException(
                    "pod '"
                            + name
                            + "': "
                            + gpus
                            + " GPUs of "
                            + gpuMilli
                            + " thousandths; give 0 to "
                            + MAX_GPUS
                            + " GPUs of 1 to 1000 thousandths");
        }
    }
}
