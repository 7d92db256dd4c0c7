package org.scxfleet.exec;

import org.scxfleet.task.Step;
import org.scxfleet.task.Task;

/** The GPUs as tasks use them. */
public interface GpuPort {
    /** Whether there is such a device now: a MIG instance can come and go. */
    boolean isThere(int device);

    /** CPU time of one launch on the device, of a kernel or of a graph of many. */
    long launchCpuNs(int device, int kernels, boolean graph);

    /** Opens the task's context; false if there is no room for it. */
    boolean open(Task task, Step.GpuOpen open);

    /** CPU time of a copy. */
    long copyCpuNs(int device, long bytes, boolean pinned);

    /** Starts a copy; as {@link #launch} if the launch queue is full. */
    boolean copy(Task task, Step.GpuCopy copy, long bytes);

    /** A fatal fault of the task's context. */
    void fault(int device, Task task);

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
                public boolean isThere(int device) {
                    return false;
                }

                @Override
                public long launchCpuNs(int device, int kernels, boolean graph) {
                    return 0;
                }

                @Override
                public boolean open(Task task, Step.GpuOpen open) {
                    throw new IllegalStateException("there is no GPU " + open.device());
                }

                @Override
                public long copyCpuNs(int device, long bytes, boolean pinned) {
                    return 0;
                }

                @Override
                public boolean copy(Task task, Step.GpuCopy copy, long bytes) {
                    throw new IllegalStateException("there is no GPU " + copy.device());
                }

                @Override
                public void fault(int device, Task task) {
                    throw new IllegalStateException("there is no GPU " + device);
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
