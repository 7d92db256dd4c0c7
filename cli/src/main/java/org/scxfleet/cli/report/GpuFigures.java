package org.scxfleet.cli.report;

import org.scxfleet.gpu.MigTally;
import org.scxfleet.host.HostReport.GpuExtras;
import org.scxfleet.host.HostReport.GpuReport;

/** Sums over the GPUs of a group of hosts. */
final class GpuFigures {
    long devices;
    long busyNs;
    long switchNs;
    long starvedNs;
    long kernels;
    GpuExtras extras = GpuExtras.NONE;

    /** Devices times time. */
    long capacityNs;

    /** Chips that are or can be partitioned, and their slices at the end. */
    long migChips;

    long migSlices;
    long freeSlices;
    long strandedSlices;
    long freeMemorySlices;

    /** Compute slices times time. */
    long migSliceNs;

    long freeSliceNs;
    long strandedSliceNs;
    long repartitions;
    long refusedRepartitions;

    void add(GpuReport report, long nowNs) {
        devices += report.extras().absentNs() < nowNs ? 1 : 0;
        capacityNs += capacityNs(report, nowNs);
        busyNs += report.busyNs();
        switchNs += report.switchNs();
        starvedNs += report.starvedNs();
        kernels += report.kernels();
        extras = extras.plus(report.extras());
    }

    /** The time for which there was such a device: a MIG instance can come and go. */
    static long capacityNs(GpuReport report, long nowNs) {
        return nowNs - report.extras().absentNs();
    }

    void add(MigTally chip, long nowNs) {
        migChips++;
        migSlices += chip.computeSlices();
        freeSlices += chip.freeComputeSlices();
        strandedSlices += chip.strandedComputeSlices();
        freeMemorySlices += chip.freeMemorySlices();
        migSliceNs += chip.computeSlices() * nowNs;
        freeSliceNs += chip.freeSliceNs();
        strandedSliceNs += chip.strandedSliceNs();
        repartitions += chip.repartitions();
        refusedRepartitions += chip.refusedRepartitions();
    }

    void add(GpuFigures other) {
        migChips += other.migChips;
        migSlices += other.migSlices;
        freeSlices += other.freeSlices;
        strandedSlices += other.strandedSlices;
        freeMemorySlices += other.freeMemorySlices;
        migSliceNs += other.migSliceNs;
        freeSliceNs += other.freeSliceNs;
        strandedSliceNs += other.strandedSliceNs;
        repartitions += other.repartitions;
        refusedRepartitions += other.refusedRepartitions;
        devices += other.devices;
        capacityNs += other.capacityNs;
        busyNs += other.busyNs;
        switchNs += other.switchNs;
        starvedNs += other.starvedNs;
        kernels += other.kernels;
        extras = extras.plus(other.extras);
    }
}
