package org.scxfleet.bpf.scx;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** Hosts with work of the usual kinds, for schedulers to be tried on. */
final class Workloads {
    static final long MS_NS = 1_000_000;

    private Workloads() {}

    static List<Step> forever(Step... steps) {
        return List.of(new Step.Repeat(Step.FOREVER, List.of(steps)));
    }

    static TaskSpec task(String name, int instances, int nice, String cgroup, List<Step> program) {
        return new TaskSpec(
                name, name, instances, SchedParams.fair(nice), List.of(), cgroup, 0, program);
    }

    /** Tasks that never sleep, of three weights, more than there are CPUs. */
    static List<TaskSpec> hogs(int cpus) {
        List<Step> hog = forever(new Step.Compute(Amount.of(3 * MS_NS)));
        return List.of(
                task("hog", cpus + 1, 0, "/a", hog),
                task("nice", cpus / 2 + 1, 5, "/b", hog),
                task("urgent", 1, -5, "/b/c", hog));
    }

    /** Tasks that run for a while in every period. */
    static List<TaskSpec> periodic(int cpus) {
        return List.of(
                task(
                        "fast",
                        cpus + 2,
                        0,
                        "/a",
                        forever(
                                new Step.Timer("t", Amount.of(10 * MS_NS), false, false),
                                new Step.Compute(new Amount.Uniform(MS_NS, 3 * MS_NS)))),
                task(
                        "slow",
                        cpus,
                        3,
                        "/b",
                        forever(
                                new Step.Sleep(new Amount.Exponential(7 * MS_NS)),
                                new Step.Compute(Amount.of(9 * MS_NS)))));
    }

    /** Pairs of tasks that hand a byte to and fro, beside hogs. */
    static List<TaskSpec> pingPong(int cpus) {
        List<TaskSpec> tasks = new ArrayList<>();
        for (int i = 0; i < cpus; i++) {
            String there = "there" + i;
            String back = "back" + i;
            tasks.add(
                    task(
                            "ping" + i,
                            1,
                            0,
                            "/a",
                            forever(
                                    new Step.PipeWrite(there),
                                    new Step.PipeRead(back),
                                    new Step.Compute(Amount.of(50_000)))));
            tasks.add(
                    task(
                            "pong" + i,
                            1,
                            0,
                            "/b",
                            forever(
                                    new Step.PipeRead(there),
                                    new Step.Compute(Amount.of(30_000)),
                                    new Step.PipeWrite(back))));
        }
        tasks.add(
                task(
                        "hog",
                        Math.max(1, cpus / 2),
                        0,
                        "/b/c",
                        forever(new Step.Compute(Amount.of(MS_NS)), new Step.Yield())));
        return tasks;
    }

    /** Tasks that come and go, change their nice value and their affinity. */
    static List<TaskSpec> changing(int cpus) {
        List<Integer> one = List.of(cpus - 1);
        return List.of(
                task(
                        "child",
                        0,
                        0,
                        "/a",
                        List.of(
                                new Step.Compute(new Amount.Uniform(MS_NS, 20 * MS_NS)),
                                new Step.Exit())),
                task(
                        "parent",
                        2,
                        0,
                        "/a",
                        forever(
                                new Step.Fork("child"),
                                new Step.Compute(Amount.of(2 * MS_NS)),
                                new Step.Sleep(Amount.of(3 * MS_NS)))),
                task(
                        "mover",
                        cpus,
                        0,
                        "/b",
                        forever(
                                new Step.Compute(Amount.of(4 * MS_NS)),
                                new Step.SetAffinity(one),
                                new Step.Compute(Amount.of(4 * MS_NS)),
                                new Step.SetAffinity(List.of()),
                                new Step.SetScheduler(SchedParams.fair(7)),
                                new Step.Sleep(Amount.of(MS_NS)),
                                new Step.SetScheduler(SchedParams.fair(0)))));
    }

    static KernelSpec kernel(CpuTopology topology, SchedulerSpec scheduler, List<TaskSpec> tasks) {
        return new KernelSpec(
                topology,
                KernelOptions.DEFAULTS,
                CostProfile.NONE,
                scheduler,
                List.of(
                        CgroupSpec.weighted("/a", 100),
                        CgroupSpec.weighted("/b", 300),
                        CgroupSpec.weighted("/b/c", 50)),
                List.of(),
                tasks,
                List.of());
    }

    static Host run(KernelSpec kernel, SchedulerResolver schedulers, long endNs) {
        Host host = Host.assemble(HostSpec.single("h", 7, endNs, kernel), schedulers);
        host.advance(endNs, List.of(), envelope -> {});
        return host;
    }
}
