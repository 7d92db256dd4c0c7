package org.scxfleet.host;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.SchedulerReport;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.SchedulerOutput;

/** The schedulers that a kernel has loaded, for what they say of themselves. */
final class Loads {
    private final ArrayDeque<Load> last = new ArrayDeque<>();

    private record Load(SchedulerOps ops, long atNs) {}

    void add(SchedulerOps ops, long atNs) {
        if (last.size() == KernelReport.SCHEDULERS_MAX) {
            last.removeFirst();
        }
        last.add(new Load(ops, atNs));
    }

    /** The oldest first; those that have nothing to say are left out. */
    List<SchedulerReport> reports() {
        List<SchedulerReport> reports = new ArrayList<>();
        for (Load load : last) {
            SchedulerOutput output = load.ops().output();
            if (!output.equals(SchedulerOutput.NONE)) {
                reports.add(new SchedulerReport(load.ops().name(), load.atNs(), output));
            }
        }
        return reports;
    }
}
