package org.scxfleet.cli.report;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.stats.GroupTally;

/** Sums over the kernels of one kind: the hosts of a group, or one guest on each of them. */
final class KernelFigures {
    final SortedMap<String, TaskGroupFigures> taskGroups = new TreeMap<>();
    final long[] scxEvents = new long[ScxEvent.values().length];
    String scheduler = "";
    long kernels;
    long cpus;
    long busyNs;
    long stealNs;

    /** CPUs times time. */
    long capacityNs;

    /** GPUs times time. */
    long gpuCapacityNs;

    long switches;
    long enables;
    long ejections;

    void add(KernelReport report, long nowNs) {
        scheduler = kernels == 0 ? report.scheduler() : scheduler;
        kernels++;
        cpus += report.cpuBusyNs().length;
        capacityNs += nowNs * report.cpuBusyNs().length;
        busyNs += Arrays.stream(report.cpuBusyNs()).sum();
        stealNs += Arrays.stream(report.stealNs()).sum();
        switches += Arrays.stream(report.cpuSwitches()).sum();
        enables += report.enables();
        ejections += report.exits().stream().filter(Ejections::isEjection).count();
        for (int i = 0; i < Math.min(scxEvents.length, report.scxEvents().length); i++) {
            scxEvents[i] += report.scxEvents()[i];
        }
        for (GroupTally tally : report.groups()) {
            taskGroup(tally.name).add(tally);
        }
    }

    void add(KernelFigures other) {
        scheduler = kernels == 0 || scheduler.equals(other.scheduler) ? other.scheduler : "several";
        kernels += other.kernels;
        cpus += other.cpus;
        capacityNs += other.capacityNs;
        gpuCapacityNs += other.gpuCapacityNs;
        busyNs += other.busyNs;
        stealNs += other.stealNs;
        switches += other.switches;
        enables += other.enables;
        ejections += other.ejections;
        for (int i = 0; i < scxEvents.length; i++) {
            scxEvents[i] += other.scxEvents[i];
        }
        other.taskGroups.forEach((name, figures) -> taskGroup(name).add(figures));
    }

    private TaskGroupFigures taskGroup(String name) {
        return taskGroups.computeIfAbsent(name, TaskGroupFigures::new);
    }
}
