package org.scxfleet.tests.conformance.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.bpf.profile.ShippedProfiles;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.cli.bpf.ProfileYaml;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.SchedulerReport;
import org.scxfleet.host.HostReport.TaskReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.SchedulerOutput.Statistic;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/**
 * The kernel's example schedulers of the cpu form: loaded, attached, at work on machines of several
 * sizes, and detached. Their own counters are read back.
 */
class ExampleObjectsTest {
    private static final long MS = 1_000_000L;
    private static final long DETACH_NS = 300 * MS;
    private static final long END_NS = 400 * MS;
    private static final KernelOptions OPTIONS = KernelOptions.DEFAULTS.withHousekeeping();

    static Stream<Arguments> runs() {
        List<Arguments> runs = new ArrayList<>();
        for (String name :
                List.of("simple", "cpu0", "central", "flatcg", "pair", "sdt", "userland")) {
            for (int cpus : new int[] {1, 8, 128}) {
                for (String work : List.of("hogs", "periodic", "ping-pong", "cgroups")) {
                    if (!name.equals("pair") || cpus % 2 == 0) {
                        runs.add(Arguments.of(name, cpus, work));
                    }
                }
            }
        }
        return runs.stream();
    }

    private static Step forever(Step... steps) {
        return new Step.Repeat(Step.FOREVER, List.of(steps));
    }

    private static TaskSpec task(String name, int instances, String cgroup, Step step) {
        return new TaskSpec(
                name, name, instances, SchedParams.NORMAL, List.of(), cgroup, 0, List.of(step));
    }

    private static List<TaskSpec> work(String kind, int cpus) {
        Step hog = forever(new Step.Compute(Amount.of(MS)));
        return switch (kind) {
            case "hogs" -> List.of(task("hog", cpus + 2, "/", hog));
            case "periodic" ->
                    List.of(
                            task(
                                    "periodic",
                                    2 * cpus,
                                    "/",
                                    forever(
                                            new Step.Compute(Amount.of(MS)),
                                            new Step.Timer("t", Amount.of(5 * MS), false, false))));
            case "ping-pong" ->
                    List.of(
                            task(
                                    "ping",
                                    1,
                                    "/",
                                    forever(
                                            new Step.PipeWrite("there"),
                                            new Step.PipeRead("back"),
                                            new Step.Compute(Amount.of(50_000)))),
                            task(
                                    "pong",
                                    1,
                                    "/",
                                    forever(
                                            new Step.PipeRead("there"),
                                            new Step.Compute(Amount.of(50_000)),
                                            new Step.PipeWrite("back"))));
            case "cgroups" ->
                    List.of(
                            task("light", cpus + 1, "/a", hog),
                            task("heavy", cpus + 1, "/b/c", hog));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static BpfSchedulerFactory load(String name) {
        return BpfSchedulerFactory.of(
                name,
                SelfTestObject.bytes("examples", "scx_" + name),
                ProfileYaml.read(name, String.valueOf(ShippedProfiles.yaml(name))));
    }

    private static Host boot(String name, int cpus, List<TaskSpec> tasks) {
        KernelSpec kernel =
                new KernelSpec(
                        CpuTopology.flat(cpus),
                        OPTIONS,
                        CostProfile.LAB,
                        SchedulerSpec.builtin(name),
                        List.of(
                                CgroupSpec.weighted("/a", 100),
                                CgroupSpec.weighted("/b", 200),
                                CgroupSpec.weighted("/b/c", 100)),
                        List.of(),
                        tasks,
                        List.of(new TimedAction(DETACH_NS, new TimedAction.Act.UnloadScheduler())));
        BpfSchedulerFactory factory = load(name);
        return Host.assemble(HostSpec.single("host", 1, END_NS, kernel), scheduler -> factory);
    }

    private static long runNs(KernelReport kernel) {
        return kernel.tasks().stream()
                .filter(task -> !task.group().startsWith("kernel"))
                .mapToLong(TaskReport::runNs)
                .sum();
    }

    @ParameterizedTest(name = "{0} on {1} CPUs, {2}")
    @MethodSource("runs")
    void shouldScheduleAndDetachCleanly(String name, int cpus, String kind) {
        Host host = boot(name, cpus, work(kind, cpus));
        host.checkInvariants(cpus <= 8);
        host.advance(DETACH_NS - 1, List.of(), envelope -> {});
        KernelReport attached = host.report().kernels().getFirst();
        assertThat(attached.exits()).isEmpty();
        assertThat(runNs(attached)).isPositive();
        SchedulerReport said = attached.schedulers().getFirst();
        assertThat(said.scheduler()).isEqualTo(name);
        assertThat(said.output().statistics()).isNotEmpty();
        assertThat(said.output().statistics()).anyMatch(each -> each.value() > 0);

        host.advance(END_NS, List.of(), envelope -> {});
        KernelReport detached = host.report().kernels().getFirst();
        assertThat(detached.exits())
                .singleElement()
                .satisfies(exit -> assertThat(exit.kind()).isEqualTo(ExitKind.UNREG));
        assertThat(runNs(detached)).isGreaterThan(runNs(attached));
    }

    /** What a counter must be, whatever the details. */
    @ParameterizedTest
    @CsvSource({
        "simple, global",
        "cpu0, cpu0",
        "central, dispatch",
        "flatcg, cns_expire",
        "pair, dispatch",
        "sdt, enqueues",
        "userland, disp",
    })
    void shouldCountWhatItDoes(String name, String counter) {
        Host host = boot(name, 8, work("hogs", 8));
        host.advance(END_NS, List.of(), envelope -> {});
        List<Statistic> statistics =
                host.report().kernels().getFirst().schedulers().getFirst().output().statistics();
        assertThat(statistics)
                .filteredOn(each -> each.name().equals(counter))
                .singleElement()
                .satisfies(each -> assertThat(each.value()).isBetween(8L, 100_000L));
    }

    @ParameterizedTest
    @CsvSource({"1", "7"})
    void shouldRefusePairsOfAnOddNumberOfCpus(int cpus) {
        assertThatThrownBy(() -> boot("pair", cpus, work("hogs", cpus)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(scx_pair requires an even CPU count|invalid stride).*");
    }
}
