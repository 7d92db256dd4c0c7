package org.scxfleet.bpf.scx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.bpf.object.KernelObjects;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/**
 * The kernel's self-test of the masks that the cid form gets: its unmodified object, its processes,
 * its condition to pass. Each of 8 children binds itself to a CPU, enters the class, forks a
 * grandchild that is in it from birth, and changes its CPU four times; its parent binds it too.
 */
class EnableCmaskTest {
    private static final int CHILDREN = 8;
    private static final long MS_NS = 1_000_000;
    private static final long END_NS = 2_000 * MS_NS;
    private static final SchedParams EXT = new SchedParams(SchedPolicy.EXT, 0, 0, 0, 0, 0);

    /** CPUs whose cids are other numbers. */
    private static final CpuTopology SMT = CpuTopology.regular("smt", 1, 2, 1, 2, 2, false);

    private static List<TaskSpec> tasks(int cpus) {
        List<TaskSpec> tasks = new ArrayList<>();
        for (int i = 0; i < CHILDREN; i++) {
            String grandchild = "grandchild" + i;
            List<Step> steps = new ArrayList<>();
            steps.add(new Step.SetAffinity(List.of(i % cpus)));
            steps.add(new Step.SetScheduler(EXT));
            steps.add(new Step.Fork(grandchild));
            for (int move = 1; move <= 4; move++) {
                steps.add(new Step.SetAffinity(List.of((i + move) % cpus)));
                steps.add(new Step.Compute(Amount.of(5 * MS_NS)));
            }
            steps.add(new Step.SemWait("done" + i));
            steps.add(new Step.Exit());
            tasks.add(task("child" + i, 1, SchedParams.NORMAL, steps));
            tasks.add(
                    task(
                            grandchild,
                            0,
                            EXT,
                            List.of(
                                    new Step.Compute(Amount.of(20 * MS_NS)),
                                    new Step.SemPost("done" + i),
                                    new Step.Exit())));
        }
        return tasks;
    }

    private static TaskSpec task(String name, int instances, SchedParams params, List<Step> steps) {
        return new TaskSpec(name, name, instances, params, List.of(), "/", MS_NS, steps);
    }

    private static List<TimedAction> actions(int cpus) {
        List<TimedAction> actions = new ArrayList<>();
        for (int i = 0; i < CHILDREN; i++) {
            List<Integer> cpu = List.of((i + CHILDREN) % cpus);
            actions.add(
                    new TimedAction(2 * MS_NS, new TimedAction.Act.SetAffinity("child" + i, cpu)));
        }
        actions.add(new TimedAction(END_NS - MS_NS, new TimedAction.Act.UnloadScheduler()));
        return actions;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 70})
    void shouldPassTheSelfTestOfTheKernel(int cpus) {
        pass(cpus == 0 ? SMT : CpuTopology.flat(cpus), BpfSchedulerFactory::of);
        pass(CpuTopology.flat(4), BpfSchedulerFactory::interpreted);
    }

    private interface Loader {
        BpfSchedulerFactory load(String name, byte[] object, LoaderProfile profile);
    }

    private static void pass(CpuTopology topology, Loader loader) {
        BpfSchedulerFactory factory =
                loader.load(
                        "enable_cmask",
                        KernelObjects.selftest("enable_cmask.bpf.o"),
                        LoaderProfile.NONE);
        int cpus = topology.cpuCount();
        KernelSpec kernel =
                new KernelSpec(
                        topology,
                        KernelOptions.DEFAULTS,
                        CostProfile.NONE,
                        SchedulerSpec.builtin("enable_cmask"),
                        List.of(),
                        List.of(),
                        tasks(cpus),
                        actions(cpus));
        BpfScheduler[] made = new BpfScheduler[1];
        Host host =
                Host.assemble(
                        HostSpec.single("h", 7, END_NS, kernel),
                        spec ->
                                environment -> {
                                    made[0] = (BpfScheduler) factory.create(environment);
                                    return made[0];
                                });
        host.advance(END_NS, List.of(), envelope -> {});
        ExitInfo exit = host.report().kernels().getFirst().exits().getFirst();
        assertThat(exit.kind()).as(exit.message()).isEqualTo(ExitKind.UNREG);
        long enables = Globals.number(factory, made[0], "nr_enable");
        long initial = Globals.number(factory, made[0], "nr_initial_set_cmask");
        assertThat(enables).isGreaterThanOrEqualTo(2 * CHILDREN);
        assertThat(initial).isEqualTo(enables);
        assertThat(Globals.number(factory, made[0], "nr_set_cmask")).isGreaterThan(initial);
        assertThat(Globals.number(factory, made[0], "nr_set_weight"))
                .isGreaterThanOrEqualTo(enables);
    }
}
