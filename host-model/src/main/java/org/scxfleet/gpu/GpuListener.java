package org.scxfleet.gpu;

/** What the host learns from its GPUs. Tasks are numbers. */
public interface GpuListener {
    /**
     * What the task waits for has come true: all that it launched is done, or its launch queue has
     * a free place again; {@code left} kernels are still in flight. Kernels for which nobody waits
     * end in silence.
     */
    void kernelDone(int device, int task, int left);

    /** A context starts (true) or stops (false) executing kernels. */
    void contextRuns(int device, int context, int task, boolean runs);

    /** A copy engine starts (true) on a task's copy or is done (false) with it. */
    default void copyRuns(int device, int task, GpuSet.CopyWay way, boolean runs) {}
}
