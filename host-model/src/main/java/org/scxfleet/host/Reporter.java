package org.scxfleet.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.ext.SchedExt;
import org.scxfleet.task.Task;

/** Reads a kernel's figures into a report. */
final class Reporter {
    private Reporter() {}

    static HostReport.KernelReport report(Kernel kernel, long nowNs) {
        kernel.engine().settle(nowNs);
        int cpus = kernel.core().cpuCount();
        long[] busyNs = new long[cpus];
        long[] switches = new long[cpus];
        long[] stealNs = new long[cpus];
        for (int cpu = 0; cpu < cpus; cpu++) {
            RunQueue rq = kernel.core().runQueue(cpu);
            busyNs[cpu] = rq.busyNs + (rq.current == null ? 0 : nowNs - rq.busySinceNs);
            switches[cpu] = rq.switches;
            stealNs[cpu] = rq.stolenNs;
        }
        creditGpuTime(kernel, nowNs);
        List<HostReport.TaskReport> tasks = new ArrayList<>();
        for (Task task : kernel.tasks()) {
            tasks.add(taskReport(kernel, task));
        }
        return new HostReport.KernelReport(
                kernel.name(),
                kernel.schedulerAtStart(),
                List.copyOf(kernel.core().groups()),
                tasks,
                busyNs,
                switches,
                stealNs,
                kernel.ext().events(),
                List.copyOf(kernel.ext().exits()),
                kernel.ext().enables(),
                kernel.loader().reports());
    }

    private static void creditGpuTime(Kernel kernel, long nowNs) {
        if (kernel.gpus().count() == 0) {
            return;
        }
        kernel.gpus().account(nowNs);
        kernel.core().groups().forEach(group -> group.gpuNs = 0);
        for (Task task : kernel.tasks()) {
            kernel.core().groups().get(task.group).gpuNs += kernel.gpus().timeNs(task);
        }
    }

    static KernelState state(Kernel kernel) {
        SchedExt ext = kernel.ext();
        SchedulerOps attached = ext.attached();
        return new KernelState(
                ext.state().name().toLowerCase(Locale.ROOT),
                attached == null ? "" : attached.name(),
                ext.hasSwitchedAll(),
                ext.rejected(),
                ext.hotplugSequence(),
                ext.enables(),
                kernel.classes().deadlineBandwidth());
    }

    private static HostReport.TaskReport taskReport(Kernel kernel, Task task) {
        return new HostReport.TaskReport(
                task.name,
                kernel.core().groups().get(task.group).name,
                kernel.cgroupOf(task),
                task.tally.runNs,
                task.tally.switchedIn,
                task.tally.preempted,
                task.tally.blocked,
                task.tally.migrations,
                task.tally.wakeups,
                task.tally.iterations,
                task.tally.maxWakeLatencyNs,
                kernel.gpus().timeNs(task));
    }
}
