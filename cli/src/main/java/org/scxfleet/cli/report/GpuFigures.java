package org.scxfleet.cli.report;

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

    void add(GpuReport report, long nowNs) {
        devices++;
        capacityNs += nowNs;
        busyNs += report.busyNs();
        switchNs += report.switchNs();
        starvedNs += report.starvedNs();
        kernels += report.kernels();
        extras = extras.plus(report.extras());
    }

    void add(GpuFigures other) {
        devices += other.devices;
        capacityNs += other.capacityNs;
        busyNs += other.busyNs;
        switchNs += other.switchNs;
        starvedNs += other.starvedNs;
        kernels += other.kernels;
        extras = extras.plus(other.extras);
    }
}
