package org.scxfleet.tests.fuzz;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.TaskReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * Whether every task that wanted to run ran between two reports of a host on which all is calm:
 * ordinary tasks of equal weight on the fair class.
 *
 * <p>That can be decided for a kernel whose programs change nobody's policy or cgroup, and that had
 * so much CPU time in between that each of its tasks comes round twice, if need be all on one CPU.
 * A guest has what its slowest vCPU got. In any other kernel a task may rightly wait for longer.
 */
final class Progress {
    private static final long SLICE_NS = 3_000_000;
    private static final int ROUNDS = 2;
    private static final String VCPU_CGROUP = "/b";

    private final HostSpec spec;
    private final HostReport before;
    private final HostReport after;

    Progress(HostSpec spec, HostReport before, HostReport after) {
        this.spec = spec;
        this.before = before;
        this.after = after;
    }

    /** Tasks that waited all the time, of the kernels for which that can be decided. */
    List<String> starved() {
        List<String> starved = new ArrayList<>();
        for (int kernel = 0; kernel < after.kernels().size(); kernel++) {
            if (isDecidable(kernel)) {
                addStarved(kernel, starved);
            }
        }
        return starved;
    }

    /** Number of kernels for which it can be decided. */
    int decided() {
        int count = 0;
        for (int kernel = 0; kernel < after.kernels().size(); kernel++) {
            count += isDecidable(kernel) ? 1 : 0;
        }
        return count;
    }

    private KernelSpec kernelSpec(int kernel) {
        return kernel == 0 ? spec.kernel() : spec.guests().get(kernel - 1).kernel();
    }

    private boolean isDecidable(int kernel) {
        KernelSpec kernelSpec = kernelSpec(kernel);
        if (kernelSpec.tasks().stream().anyMatch(Progress::meddles)) {
            return false;
        }
        long roundNs = Math.max(kernelSpec.options().tickNs(), SLICE_NS);
        return ROUNDS * roundNs * competitors(kernel) <= cpuNs(kernel);
    }

    private static boolean meddles(TaskSpec task) {
        return changesSomebody(task.program());
    }

    private static boolean changesSomebody(List<Step> steps) {
        for (Step step : steps) {
            if (step instanceof Step.SetScheduler
                    || step instanceof Step.SetCgroup
                    || step instanceof Step.Fork
                    || (step instanceof Step.Repeat repeat && changesSomebody(repeat.body()))) {
                return true;
            }
        }
        return false;
    }

    /** Tasks, and what the cgroup of the vCPUs weighs in tasks. */
    private long competitors(int kernel) {
        long count = after.kernels().get(kernel).tasks().size();
        if (kernel == 0) {
            for (GuestSpec guest : spec.guests()) {
                count += (long) guest.kernel().topology().cpuCount() * weightOfVcpus();
            }
        }
        return count;
    }

    private long weightOfVcpus() {
        return spec.kernel().cgroups().stream()
                .filter(cgroup -> cgroup.path().equals(VCPU_CGROUP))
                .mapToLong(cgroup -> 1 + cgroup.weight() / CgroupSpec.DEFAULT_WEIGHT)
                .sum();
    }

    /** CPU time that each CPU of the kernel had in between. */
    private long cpuNs(int kernel) {
        if (kernel == 0) {
            return after.nowNs() - before.nowNs();
        }
        String vcpus = spec.guests().get(kernel - 1).name() + "/vcpu-";
        long least = Long.MAX_VALUE;
        List<TaskReport> tasks = after.kernels().getFirst().tasks();
        for (int i = 0; i < tasks.size(); i++) {
            if (tasks.get(i).name().startsWith(vcpus)) {
                long earlier = before.kernels().getFirst().tasks().get(i).runNs();
                least = Math.min(least, tasks.get(i).runNs() - earlier);
            }
        }
        return least;
    }

    private void addStarved(int kernel, List<String> starved) {
        KernelReport then = before.kernels().get(kernel);
        KernelReport now = after.kernels().get(kernel);
        for (int i = 0; i < then.tasks().size(); i++) {
            TaskReport task = now.tasks().get(i);
            if (task.cgroup().equals("/") && waitedAllTheTime(then.tasks().get(i), task)) {
                starved.add(now.name() + " " + task.name() + " waits when all is calm");
            }
        }
    }

    private static boolean waitedAllTheTime(TaskReport then, TaskReport now) {
        boolean runnable = now.wakeups() == now.blocked() + 1;
        return runnable
                && now.wakeups() == then.wakeups()
                && now.blocked() == then.blocked()
                && now.switchedIn() == then.switchedIn()
                && now.runNs() == then.runNs();
    }
}
