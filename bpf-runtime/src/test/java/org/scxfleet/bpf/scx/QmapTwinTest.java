package org.scxfleet.bpf.scx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.bpf.object.KernelObjects;
import org.scxfleet.host.Host;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** The kernel's scx_qmap and its Java twin, with the options of its loader. */
class QmapTwinTest {
    private static final long MS_NS = Workloads.MS_NS;

    /** Two sockets of two caches of four cores of two threads; CPU n and n + 16 are a core. */
    private static final CpuTopology SERVER = CpuTopology.regular("server", 2, 1, 2, 4, 2, false);

    private static final BpfSchedulerFactory OBJECT =
            BpfSchedulerFactory.of(
                    "qmap", KernelObjects.example("scx_qmap.bpf.o"), Profiles.shipped("qmap"));

    private record Pair(Host java, Host bpf) {
        ExitInfo exitOf(Host host) {
            List<ExitInfo> exits = host.report().kernels().getFirst().exits();
            assertThat(exits).hasSize(1);
            return exits.getFirst();
        }

        void runsAlike() {
            assertThat(bpf.eventCount()).isEqualTo(java.eventCount());
            assertThat(bpf.digest()).isEqualTo(java.digest());
        }
    }

    private static SchedulerSpec spec(String options) {
        SortedMap<String, String> given = new TreeMap<>();
        for (String option : options.isEmpty() ? List.<String>of() : List.of(options.split(" "))) {
            String[] parts = option.split("=", 2);
            given.put(parts[0], parts.length == 1 ? "" : parts[1]);
        }
        return new SchedulerSpec("qmap", given, "");
    }

    private static Pair run(
            CpuTopology topology,
            String options,
            long endNs,
            List<TaskSpec> tasks,
            TimedAction... actions) {
        KernelSpec plain = Workloads.kernel(topology, spec(options), tasks);
        KernelSpec kernel =
                new KernelSpec(
                        plain.topology(),
                        plain.options(),
                        plain.costs(),
                        plain.scheduler(),
                        plain.cgroups(),
                        plain.gpus(),
                        plain.tasks(),
                        List.of(actions));
        return new Pair(
                Workloads.run(kernel, new PolicyCatalog(), endNs),
                Workloads.run(kernel, scheduler -> OBJECT, endNs));
    }

    /** Tasks of many weights, nice 19 and -20 among them, some bound, some asleep for a while. */
    private static List<TaskSpec> mixed(int cpus) {
        List<Step> hog = Workloads.forever(new Step.Compute(Amount.of(3 * MS_NS)));
        List<Step> sleeper =
                Workloads.forever(
                        new Step.Sleep(new Amount.Exponential(4 * MS_NS)),
                        new Step.Compute(new Amount.Uniform(MS_NS / 2, 6 * MS_NS)));
        List<Step> mover =
                Workloads.forever(
                        new Step.SetAffinity(List.of(cpus - 1)),
                        new Step.Compute(Amount.of(2 * MS_NS)),
                        new Step.SetAffinity(List.of(0, cpus / 2)),
                        new Step.Compute(Amount.of(2 * MS_NS)),
                        new Step.Sleep(Amount.of(MS_NS)));
        return List.of(
                Workloads.task("hog", cpus, 0, "/a", hog),
                Workloads.task("idle", 2, 19, "/b", hog),
                Workloads.task("lazy", 2, 10, "/b", sleeper),
                Workloads.task("first", cpus / 2 + 1, -20, "/b/c", sleeper),
                Workloads.task("sleeper", cpus, -3, "/a", sleeper),
                Workloads.task("mover", 3, 0, "/b", mover));
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "s=5000",
        "b=8",
        "H b=8",
        "H b=64 s=1000",
        "I",
        "I F=3",
        "F=5 H",
        "d=103",
        "D=4096 S",
        "R=10 N=200",
        "P M i=1",
        "l=200",
        "C=shuffle",
        "B=0 q=1000"
    })
    void shouldScheduleAlikeWithEveryOption(String options) {
        run(SERVER, options, 1200 * MS_NS, mixed(SERVER.cpuCount())).runsAlike();
        run(CpuTopology.flat(3), options, 400 * MS_NS, mixed(3)).runsAlike();
    }

    @ParameterizedTest
    @CsvSource({"hogs", "periodic", "pingPong", "changing"})
    void shouldScheduleAlikeWhereCidsAreNotCpus(String workload) {
        IntFunction<List<TaskSpec>> tasks =
                switch (workload) {
                    case "hogs" -> Workloads::hogs;
                    case "periodic" -> Workloads::periodic;
                    case "pingPong" -> Workloads::pingPong;
                    default -> Workloads::changing;
                };
        run(SERVER, "", 300 * MS_NS, tasks.apply(SERVER.cpuCount())).runsAlike();
    }

    @Test
    void shouldScheduleAlikeInPartialMode() {
        List<Step> hog = Workloads.forever(new Step.Compute(Amount.of(3 * MS_NS)));
        SchedParams ext = new SchedParams(SchedPolicy.EXT, 0, 0, 0, 0, 0);
        TaskSpec inExt = new TaskSpec("ext", "ext", 12, ext, List.of(), "/a", 0, hog);
        run(
                        CpuTopology.flat(8),
                        "p",
                        300 * MS_NS,
                        List.of(inExt, Workloads.task("fair", 6, 0, "/b", hog)))
                .runsAlike();
    }

    @Test
    void shouldEndAlikeWhenUnloaded() {
        Pair pair =
                run(
                        SERVER,
                        "",
                        60 * MS_NS,
                        mixed(SERVER.cpuCount()),
                        new TimedAction(50 * MS_NS, new TimedAction.Act.UnloadScheduler()));
        pair.runsAlike();
        assertThat(pair.exitOf(pair.bpf()).kind()).isEqualTo(ExitKind.UNREG);
    }

    @Test
    void shouldEndAlikeWhenACpuGoesAway() {
        Pair pair =
                run(
                        SERVER,
                        "",
                        60 * MS_NS,
                        mixed(SERVER.cpuCount()),
                        new TimedAction(50 * MS_NS, new TimedAction.Act.CpuOffline(20)));
        pair.runsAlike();
        assertThat(pair.exitOf(pair.bpf()).kind()).isEqualTo(ExitKind.UNREG_KERN);
        assertThat(pair.exitOf(pair.bpf()).message())
                .isEqualTo("cpu 20 going offline, exiting scheduler");
    }

    /** Its cid is the last one then, and those of the CPUs behind it are one less. */
    @Test
    void shouldScheduleAlikeWhereACpuIsMissing() {
        Pair pair =
                run(
                        SERVER,
                        "",
                        200 * MS_NS,
                        mixed(SERVER.cpuCount()),
                        new TimedAction(10 * MS_NS, new TimedAction.Act.UnloadScheduler()),
                        new TimedAction(20 * MS_NS, new TimedAction.Act.CpuOffline(20)),
                        new TimedAction(30 * MS_NS, new TimedAction.Act.LoadScheduler(spec(""))));
        pair.runsAlike();
        assertThat(pair.exitOf(pair.bpf()).kind()).isEqualTo(ExitKind.UNREG);
    }

    @Test
    void shouldEndAlikeWithAnErrorAfterThatManyEnqueues() {
        Pair pair = run(SERVER, "e=500", 1000 * MS_NS, mixed(SERVER.cpuCount()));
        pair.runsAlike();
        endsWith(pair, ExitKind.ERROR_BPF, "scx_qmap.bpf.c:434: test triggering error");
    }

    @Test
    void shouldEndAlikeWhenTasksAreForgotten() {
        Pair pair = run(CpuTopology.flat(4), "t=50", 12_000 * MS_NS, Workloads.periodic(4));
        pair.runsAlike();
        assertThat(pair.exitOf(pair.bpf()).kind()).isEqualTo(ExitKind.ERROR_STALL);
        assertThat(pair.exitOf(pair.bpf()).message())
                .isEqualTo(pair.exitOf(pair.java()).message())
                .contains("failed to run for");
    }

    @ParameterizedTest
    @CsvSource({"bad-dup", "bad-range", "bad-mono"})
    void shouldEndAlikeForNumberingCpusWrongly(String mode) {
        Pair pair = run(SERVER, "C=" + mode, 20 * MS_NS, Workloads.hogs(8));
        pair.runsAlike();
        assertThat(pair.exitOf(pair.bpf()).kind()).isEqualTo(ExitKind.ERROR);
        assertThat(pair.exitOf(pair.bpf()).message()).isEqualTo(pair.exitOf(pair.java()).message());
    }

    @Test
    void shouldEndAlikeWhenTheSlabIsFull() {
        Pair pair = run(CpuTopology.flat(4), "N=5", 100 * MS_NS, Workloads.hogs(4));
        endsWith(
                pair,
                ExitKind.ERROR_BPF,
                "scx_qmap.bpf.c:950: task_ctx slab exhausted (max_tasks=5)");
    }

    /** The object's messages name the source file with the folder in which it was compiled. */
    private static void endsWith(Pair pair, ExitKind kind, String message) {
        assertThat(pair.exitOf(pair.bpf()).kind()).isEqualTo(kind);
        assertThat(pair.exitOf(pair.bpf()).message()).endsWith("/" + message);
        assertThat(pair.exitOf(pair.java()).kind()).isEqualTo(kind);
        assertThat(pair.exitOf(pair.java()).message()).isEqualTo(message);
    }
}
