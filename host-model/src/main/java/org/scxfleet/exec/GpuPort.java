package org.scxfleet.exec;

import org.scxfleet.task.Step;
import org.scxfleet.task.Task;

/** The GPUs as tasks use them. */
public interface GpuPort {
    /** CPU time of one launch on the device. */
    long launchCpuNs(int device);

    /**
     * Launches a kernel; false if the launch queue is full, then the task is told when there is
     * room.
     */
    boolean launch(int device, Task task, int stream, long kernelNs, int kernels, boolean graph);

    /**
     * True if nothing of the task is in flight on the device; otherwise the task is told when that
     * is so.
     */
    boolean idleFor(int device, Task task, Step.SyncMode mode);

    /** No GPUs. */
    GpuPort NONE =
            new GpuPort() {
                @Override
                public long launchCpuNs(int device) {
                    return 0;
                }

                @Override
                public boolean launch(
                        int device,
                        Task task,
                        int stream,
                        long kernelNs,
                        int kernels,
                        boolean graph) {
                    throw new IllegalStateException("there is no GPU " + device);
                }

                @Override
                public boolean idleFor(int device, Task task, Step.SyncMode mode) {
                    return true;
                }
            };
}
