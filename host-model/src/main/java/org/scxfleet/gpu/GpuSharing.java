package org.scxfleet.gpu;

import java.util.Locale;

/**
 * How the contexts of a device share it.
 *
 * @param mode by turns, or at the same time
 * @param maxClients most contexts that may be opened at a time under MPS
 * @param oversubscribe contexts may claim more memory than there is; what does not fit is paged in
 *     and out over the link while kernels run (unified memory)
 * @param thrashFactor calibrated: how many times longer a kernel takes per unit of the share of
 *     claimed memory that does not fit
 * @param computePer1024 processors of this device against the whole chip; less for a MIG instance
 * @param bandwidthPer1024 memory bandwidth against the whole chip
 */
public record GpuSharing(
        Mode mode,
        int maxClients,
        boolean oversubscribe,
        int thrashFactor,
        int computePer1024,
        int bandwidthPer1024) {
    /** Whether contexts take turns. */
    public enum Mode {
        /** One context at a time, by time slices. */
        TIME_SLICE,
        /** All contexts at a time, each on a part of the processors (multi-process service). */
        MPS
    }

    /** Clients of one MPS server since Volta. */
    public static final int DEFAULT_MAX_CLIENTS = 48;

    /** Two contexts that claim 1.5 times the memory then run 21 times slower, each. */
    public static final int DEFAULT_THRASH_FACTOR = 60;

    public static final int WHOLE = 1024;
    private static final int MAX_THRASH_FACTOR = 100_000;

    public static final GpuSharing DEFAULT =
            new GpuSharing(
                    Mode.TIME_SLICE,
                    DEFAULT_MAX_CLIENTS,
                    false,
                    DEFAULT_THRASH_FACTOR,
                    WHOLE,
                    WHOLE);

    public GpuSharing {
        if (maxClients < 1
                || thrashFactor < 0
                || thrashFactor > MAX_THRASH_FACTOR
                || computePer1024 < 1
                || computePer1024 > WHOLE
                || bandwidthPer1024 < 1
                || bandwidthPer1024 > WHOLE) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "GPU sharing: %d clients, thrash factor %d, shares %d and %d of 1024",
                            maxClients,
                            thrashFactor,
                            computePer1024,
                            bandwidthPer1024));
        }
    }
}
