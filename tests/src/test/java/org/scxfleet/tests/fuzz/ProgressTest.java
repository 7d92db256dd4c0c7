package org.scxfleet.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** The check of progress finds a task that is kept waiting, and nothing on a fair machine. */
class ProgressTest {
    private static final long MS = 1_000_000;

    private static TaskSpec hog(String name, SchedParams params, Step... more) {
        Step work = new Step.Repeat(Step.FOREVER, List.of(new Step.Compute(Amount.of(MS))));
        List<Step> program = more.length == 0 ? List.of(work) : List.of(work, more[0]);
        return new TaskSpec(name, name, 1, params, List.of(), "/", 0, program);
    }

    private static Progress observe(TaskSpec... tasks) {
        KernelSpec kernel =
                KernelSpec.of(
                        CpuTopology.flat(1), CostProfile.NONE, SchedulerSpec.NONE, List.of(tasks));
        HostSpec spec = HostSpec.single("h", 1, 300 * MS, kernel);
        Host host = Host.assemble(spec, new PolicyCatalog());
        host.advance(150 * MS, List.of(), envelope -> {});
        HostReport before = host.report();
        host.advance(300 * MS, List.of(), envelope -> {});
        return new Progress(spec, before, host.report());
    }

    @Test
    void shouldFindATaskThatWaitsAllTheTime() {
        SchedParams fifo = SchedParams.realTime(SchedPolicy.FIFO, 1);
        Progress progress = observe(hog("rt", fifo), hog("fair", SchedParams.NORMAL));
        assertThat(progress.decided()).isEqualTo(1);
        assertThat(progress.starved()).containsExactly("h fair-0 waits when all is calm");
    }

    @Test
    void shouldFindNothingAmongEquals() {
        Progress progress = observe(hog("a", SchedParams.NORMAL), hog("b", SchedParams.NORMAL));
        assertThat(progress.starved()).isEmpty();
    }

    @Test
    void shouldDecideNothingAboutProgramsThatChangeTheirClass() {
        SchedParams fifo = SchedParams.realTime(SchedPolicy.FIFO, 1);
        Progress progress =
                observe(
                        hog("rt", fifo),
                        hog("fair", SchedParams.NORMAL, new Step.SetScheduler(fifo)));
        assertThat(progress.decided()).isZero();
        assertThat(progress.starved()).isEmpty();
    }
}
