package org.scxfleet.gpu;

/** What the host learns from its GPUs. Tasks are numbers. */
public interface GpuListener {
    /** One kernel of the task is done; {@code left} are still in flight. */
    void kernelDone(int device, int task, int left);

    /** A context starts (true) or stops (false) executing. */
    void contextRuns(int device, int context, int task, boolean runs);
}
