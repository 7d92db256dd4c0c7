package org.scxfleet.tests.bpf;

import java.util.List;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.SchedulerFactory;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** A host with more work than CPUs: hogs, periodic tasks, tasks that come and go. */
final class SmallHost {
    static final long MS_NS = 1_000_000;

    private SmallHost() {}

    static Host run(CpuTopology topology, SchedulerFactory factory, long durationNs) {
        KernelSpec kernel =
                new KernelSpec(
                        topology,
                        KernelOptions.DEFAULTS,
                        CostProfile.NONE,
                        SchedulerSpec.builtin("object"),
                        List.of(CgroupSpec.weighted("/a", 100), CgroupSpec.weighted("/a/b", 300)),
                        List.of(),
                        tasks(topology.cpuCount()),
                        List.of());
        Host host =
                Host.assemble(HostSpec.single("h", 7, durationNs, kernel), scheduler -> factory);
        host.advance(durationNs, List.of(), envelope -> {});
        return host;
    }

    private static List<TaskSpec> tasks(int cpus) {
        return List.of(
                task("hog", cpus + 2, 0, "/a", forever(new Step.Compute(Amount.of(3 * MS_NS)))),
                task(
                        "web",
                        cpus,
                        -3,
                        "/a/b",
                        forever(
                                new Step.Timer("t", Amount.of(4 * MS_NS), false, false),
                                new Step.Compute(new Amount.Uniform(MS_NS / 10, MS_NS)))),
                task(
                        "child",
                        0,
                        0,
                        "/a",
                        List.of(new Step.Compute(Amount.of(2 * MS_NS)), new Step.Exit())),
                task(
                        "parent",
                        1,
                        5,
                        "/a",
                        forever(
                                new Step.Fork("child"),
                                new Step.Yield(),
                                new Step.SetAffinity(List.of(cpus - 1)),
                                new Step.Sleep(Amount.of(5 * MS_NS)),
                                new Step.SetAffinity(List.of()))));
    }

    private static List<Step> forever(Step... steps) {
        return List.of(new Step.Repeat(Step.FOREVER, List.of(steps)));
    }

    private static TaskSpec task(
            String name, int instances, int nice, String cgroup, List<Step> program) {
        return new TaskSpec(
                name, name, instances, SchedParams.fair(nice), List.of(), cgroup, 0, program);
    }
}
