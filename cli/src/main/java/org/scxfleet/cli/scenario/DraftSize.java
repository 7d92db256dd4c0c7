package org.scxfleet.cli.scenario;

import java.util.List;
import org.scxfleet.cluster.run.QueuedWork.Behaviour;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.coordinator.run.MemoryEstimate;
import org.scxfleet.task.TaskSpec;

/** How large the hosts of a scenario will be, before they are made. */
final class DraftSize {
    private DraftSize() {}

    static MemoryEstimate estimate(
            List<GroupDraft> groups, List<PodWork> pods, List<JobWork> jobs) {
        long hosts = 0;
        long cpus = 0;
        long tasks = 0;
        for (GroupDraft group : groups) {
            long cpusOfHost = group.kernel.topology.cpuCount();
            long tasksOfHost = group.kernel.taskCount();
            for (GroupDraft.GuestDraft guest : group.guests) {
                int vcpus = guest.kernel.topology.cpuCount();
                cpusOfHost += vcpus;
                tasksOfHost += vcpus + guest.kernel.taskCount();
            }
            hosts += group.count;
            cpus += cpusOfHost * group.count;
            tasks += tasksOfHost * group.count;
        }
        for (PodWork pod : pods) {
            tasks += instances(pod.tasks());
        }
        for (JobWork job : jobs) {
            tasks += threads(job.behaviour()) * job.job().podCount();
        }
        return new MemoryEstimate(hosts, cpus, tasks);
    }

    private static long threads(Behaviour behaviour) {
        return switch (behaviour) {
            case Behaviour.Busy busy -> busy.threads();
            case Behaviour.Periodic periodic -> periodic.threads() + 1L;
            case Behaviour.Programs programs -> instances(programs.tasks());
        };
    }

    private static long instances(List<TaskSpec> tasks) {
        return tasks.stream().mapToLong(TaskSpec::instances).sum();
    }
}
