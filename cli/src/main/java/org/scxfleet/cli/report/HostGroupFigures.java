package org.scxfleet.cli.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.scxfleet.cli.scenario.Scenario;
import org.scxfleet.gpu.MigTally;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.GpuReport;
import org.scxfleet.host.HostReport.KernelReport;

/** Sums over the hosts of a group, or over all hosts. */
final class HostGroupFigures {
    /** Key of the hosts' own kernels; guests have the name that the scenario gives them. */
    static final String HOST_KERNEL = "";

    final String name;

    /** Host kernel first, then guests in the order of the scenario. */
    final Map<String, KernelFigures> kernels = new LinkedHashMap<>();

    final GpuFigures gpus = new GpuFigures();
    long hosts;
    long events;

    HostGroupFigures(String name) {
        this.name = name;
    }

    void add(HostReport report, Scenario scenario) {
        hosts++;
        events += report.events();
        for (int i = 0; i < report.kernels().size(); i++) {
            KernelReport kernel = report.kernels().get(i);
            String key = i == 0 ? HOST_KERNEL : scenario.guestKind(report.hostGroup(), i - 1);
            kernel(key).add(kernel, report.nowNs());
        }
        for (GpuReport gpu : report.gpus()) {
            gpus.add(gpu, report.nowNs());
            kernel(HOST_KERNEL).gpuCapacityNs += GpuFigures.capacityNs(gpu, report.nowNs());
        }
        for (MigTally chip : report.partitions()) {
            gpus.add(chip, report.nowNs());
        }
    }

    void add(HostGroupFigures other) {
        hosts += other.hosts;
        events += other.events;
        other.kernels.forEach((key, figures) -> kernel(key).add(figures));
        gpus.add(other.gpus);
    }

    private KernelFigures kernel(String key) {
        return kernels.computeIfAbsent(key, _ -> new KernelFigures());
    }
}
