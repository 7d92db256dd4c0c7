package org.scxfleet.gpu;

/**
 * Plain counters of one device. Times in nanoseconds; busy + switch + idle + absent = elapsed,
 * exactly. Copies are under way beside all three.
 *
 * <p>A task <i>feeds</i> a device while it has a context on it and does not wait for a GPU (a sync,
 * a full launch queue). Idle time is starved while no launched work is pending on the device, not
 * even in its start latency, and a feeding task is runnable: with {@link #idleForCpuNs} at least
 * one of them is on no CPU, so the host's scheduler is to blame; with {@link #idleInCpuWorkNs} all
 * runnable ones execute, so the program itself is too slow to keep the device busy.
 */
public final class GpuTally {
    /** Executing kernels. */
    public long busyNs;

    /** Saving and restoring contexts. */
    public long switchNs;

    /** Neither executing nor switching. */
    public long idleNs;

    /** There was no such device: its chip was partitioned in another way. */
    public long absentNs;

    /** Part of the idle time: a feeding task is runnable and waits for a CPU. */
    public long idleForCpuNs;

    /** Part of the idle time: feeding tasks are on CPUs, and none waits for one. */
    public long idleInCpuWorkNs;

    /** Completed kernels. */
    public long kernels;

    /** Kernels that went with the context when their task ended. */
    public long droppedKernels;

    /** Switches from one context to another. */
    public long switches;

    /** Preemptions of a context with work left, at the end of its time slice. */
    public long preemptions;

    /** Fatal faults of contexts. */
    public long faults;

    /** Contexts that lost what they had in flight by a fault, their own or another's. */
    public long faultedContexts;

    /** Bytes that copies moved to the device, and the time in which one was under way. */
    public long bytesToDevice;

    public long copyToDeviceNs;

    /** Bytes that copies moved to the host, or to another device. */
    public long bytesFromDevice;

    public long copyFromDeviceNs;

    private int waitingFeeders;
    private int runningFeeders;

    /** Idle time in which some feeding task was runnable. */
    public long starvedNs() {
        return idleForCpuNs + idleInCpuWorkNs;
    }

    /**
     * @param drained no launched work is pending
     */
    void addIdle(long ns, boolean drained) {
        idleNs += ns;
        if (drained && waitingFeeders > 0) {
            idleForCpuNs += ns;
        } else if (drained && runningFeeders > 0) {
            idleInCpuWorkNs += ns;
        }
    }

    void moveFeeder(FeederState from, FeederState to) {
        count(from, -1);
        count(to, 1);
    }

    private void count(FeederState state, int change) {
        switch (state) {
            case BLOCKED -> {}
            case WAITING -> waitingFeeders += change;
            case ON_CPU -> runningFeeders += change;
        }
    }
}
