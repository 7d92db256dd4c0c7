package org.scxfleet.gpu;

/**
 * What a context says of itself when it is opened.
 *
 * @param memoryMib memory that it claims
 * @param timesliceNs its own time slice; 0 = that of the device
 * @param interleave how often it appears in the runlist
 * @param threadsPercent cap on the processors that it may use under MPS: a cap, no reservation
 * @param computePercent processors of the whole chip that its kernels can use
 * @param bandwidthPercent memory bandwidth of the whole chip that its kernels use when alone
 * @param sensitivityPercent speed that it loses to another context which shares the cache with it
 *     and has the whole of the chip
 */
public record GpuProfile(
        long memoryMib,
        long timesliceNs,
        Interleave interleave,
        int threadsPercent,
        int computePercent,
        int bandwidthPercent,
        int sensitivityPercent) {
    /** How often a context appears in the runlist of its device. */
    public enum Interleave {
        LOW,
        /** As often as there are contexts of level low. */
        MEDIUM,
        /** Before every entry of the other levels. */
        HIGH
    }

    /** Can use the whole chip, asks for nothing. */
    public static final GpuProfile DEFAULT = new GpuProfile(0, 0, Interleave.LOW, 100, 100, 0, 0);

    public GpuProfile {
        if (memoryMib < 0
                || timesliceNs < 0
                || outside(1, threadsPercent)
                || outside(1, computePercent)
                || outside(0, bandwidthPercent)
                || outside(0, sensitivityPercent)) {
            throw new IllegalArgumentException(
                    "GPU context: memory and slice are not negative, shares are 0 to 100 %");
        }
    }

    private static boolean outside(int least, int percent) {
        return percent < least || percent > 100;
    }

    GpuProfile withMemoryMib(long mib) {
        return new GpuProfile(
                mib,
                timesliceNs,
                interleave,
                threadsPercent,
                computePercent,
                bandwidthPercent,
                sensitivityPercent);
    }
}
