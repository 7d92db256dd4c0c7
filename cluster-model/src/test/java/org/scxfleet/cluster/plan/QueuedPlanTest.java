package org.scxfleet.cluster.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.job.QueueSpec;
import org.scxfleet.cluster.queue.JobState;
import org.scxfleet.cluster.queue.QueueSettings;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.run.QueuedWork;
import org.scxfleet.cluster.run.QueuedWork.Behaviour;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.cluster.run.RunSpec.HostGroup;
import org.scxfleet.cluster.run.RunSpec.LinkSpec;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

class QueuedPlanTest {
    private static final long MS = 1_000_000;
    private static final long CONTROL_NS = 100_000;

    @Test
    void shouldCarryTheTreeOfQueuesOnIntoTheCgroupsOfAHost() {
        KernelSpec kernel = plan(gang(2), 1).hosts().getFirst().kernel();

        assertThat(kernel.cgroups())
                .containsExactly(
                        CgroupSpec.weighted("/kubepods/org", 300),
                        CgroupSpec.weighted("/kubepods/org/team", 50),
                        CgroupSpec.weighted("/kubepods/org/team/gang", 80),
                        CgroupSpec.weighted("/kubepods/org/team/gang/gang-0", 40),
                        CgroupSpec.weighted("/kubepods/org/team/gang/gang-1", 40));
        assertThat(kernel.tasks().getFirst().cgroup()).isEqualTo("/kubepods/org/team/gang/gang-0");
        assertThat(kernel.tasks().getFirst().group()).isEqualTo("queue org/team");
    }

    @Test
    void shouldGiveEveryStayItsTime() {
        RunPlan plan = plan(gang(3), 2);

        List<TaskSpec> first = plan.hosts().get(0).kernel().tasks();
        assertThat(first.getFirst().delayNs()).isEqualTo(CONTROL_NS);
        assertThat(first.getFirst().program()).containsExactly(new Step.RunFor(Amount.of(30 * MS)));
        assertThat(plan.queues()).isNotNull();
        assertThat(plan.queues().count(JobState.FINISHED)).isEqualTo(1);
        assertThat(plan.placement().pods()).hasSize(3).allMatch(pod -> pod.endNs() > 30 * MS);
    }

    @Test
    void shouldKeepPodsThatNeverStartOffTheHosts() {
        RunPlan plan = plan(gang(9), 2);

        assertThat(plan.placement().unplaced()).isEqualTo(9);
        assertThat(plan.hosts()).allMatch(host -> host.kernel().tasks().isEmpty());
        assertThat(plan.placement().pods().getFirst().reason())
                .contains("only 8 find room in the empty cluster");
    }

    private static JobWork gang(int pods) {
        Job job =
                new Job("gang", "team", 0, 0, 30 * MS, pods, pods, PodRequest.cpu(1_000, 1), true);
        return new JobWork(job, "", 40, new Behaviour.Busy(2));
    }

    private static RunPlan plan(JobWork job, int hosts) {
        KernelSpec kernel =
                new KernelSpec(
                        CpuTopology.flat(4),
                        KernelOptions.DEFAULTS,
                        CostProfile.NONE,
                        SchedulerSpec.NONE,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
        List<String> names = List.of("a-0", "a-1").subList(0, hosts);
        return RunPlan.of(
                new RunSpec(
                        "run",
                        7,
                        1_000 * MS,
                        List.of(new HostGroup("a", names, 1_024, kernel, List.of())),
                        List.of(),
                        LinkSpec.DEFAULT,
                        CONTROL_NS,
                        "first-fit",
                        List.of(),
                        new QueuedWork(
                                List.of(
                                        QueueSpec.weighted("org", "", 300),
                                        QueueSpec.weighted("team", "org", 50)),
                                QueueSettings.DEFAULTS,
                                List.of(job)),
                        List.of()));
    }
}
