package org.scxfleet.ops;

import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * What a scheduler may know of the GPUs of its host, and of the threads that launch to them.
 *
 * <p>sched_ext itself knows nothing of GPUs: real schedulers learn their place from the driver's
 * management library, and which threads use them by asking that library once in a while or by
 * probes at the driver's entry points. A scheduler here says with each question how late its way of
 * looking would have found out.
 */
public interface GpuView {
    /** Devices of the host; MIG instances count each. */
    int count();

    /** NUMA node on which a device hangs; -1 if there is no such device. */
    int node(int gpu);

    /** CPUs of that node; not to be changed. */
    CpuSet cpus(int gpu);

    /** The other devices, those that it reaches fastest first. */
    int[] nearest(int gpu);

    /** Streaming multiprocessors; 0 if the model is not known. */
    int processors(int gpu);

    long memoryMib(int gpu);

    /**
     * The device to which a task launches, if it began to at least so long ago; of several the one
     * to which it launched last. -1 if there is none.
     *
     * @param delayNs 0 knows at once
     */
    int gpuOf(Task task, long delayNs);

    /** A host without GPUs. */
    GpuView NONE =
            new GpuView() {
                private final CpuSet nothing = new CpuSet(1);

                @Override
                public int count() {
                    return 0;
                }

                @Override
                public int node(int gpu) {
                    return -1;
                }

                @Override
                public CpuSet cpus(int gpu) {
                    return nothing;
                }

                @Override
                public int[] nearest(int gpu) {
                    return new int[0];
                }

                @Override
                public int processors(int gpu) {
                    return 0;
                }

                @Override
                public long memoryMib(int gpu) {
                    return 0;
                }

                @Override
                public int gpuOf(Task task, long delayNs) {
                    return -1;
                }
            };
}
