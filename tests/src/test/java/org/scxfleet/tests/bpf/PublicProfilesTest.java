package org.scxfleet.tests.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.bpf.agent.ObjectView;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.bpf.profile.ShippedProfiles;
import org.scxfleet.bpf.scx.BpfScheduler;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.cli.bpf.ProfileYaml;
import org.scxfleet.host.Host;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.SchedulerFactory;
import org.scxfleet.topology.CpuTopology;

/**
 * Profiles of public schedulers, on programs of our own that have the variables and set-up programs
 * which the loaders of those look for, and that check what was set.
 */
class PublicProfilesTest {
    private static final long DURATION_NS = 100 * SmallHost.MS_NS;

    /** Eight CPUs in pairs, two caches. */
    private static final CpuTopology PAIRS = CpuTopology.regular("pairs", 1, 1, 2, 2, 2, true);

    /** Eight CPUs in pairs, two nodes with a cache each. */
    private static final CpuTopology NODES = CpuTopology.regular("nodes", 2, 1, 1, 2, 2, true);

    static List<String> names() {
        return ShippedProfiles.publicNames();
    }

    private static LoaderProfile profile(String name) {
        return ProfileYaml.read(name, String.valueOf(ShippedProfiles.yaml(name)));
    }

    private static void shouldRun(CpuTopology topology, String name, String... options) {
        Path folder = CompiledObjects.publicShapes();
        byte[] object = CompiledObjects.object(folder, name);
        TreeMap<String, String> given = new TreeMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        Host compiled =
                SmallHost.run(
                        topology,
                        with(given, BpfSchedulerFactory.of(name, object, profile(name))),
                        DURATION_NS);
        assertThat(compiled.report().kernels().getFirst().exits()).isEmpty();
        Host interpreted =
                SmallHost.run(
                        topology,
                        with(given, BpfSchedulerFactory.interpreted(name, object, profile(name))),
                        DURATION_NS);
        assertThat(interpreted.digest()).isEqualTo(compiled.digest());
    }

    static SchedulerFactory with(TreeMap<String, String> options, SchedulerFactory factory) {
        return environment ->
                factory.create(
                        new SchedulerEnvironment(
                                environment.topology(),
                                options,
                                environment.hz(),
                                environment.seed(),
                                environment.loaderPid()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldBeReadable(String name) {
        assertThat(profile(name).lenient()).isTrue();
    }

    @Test
    void shouldSetUpBpflandForTheHost() {
        shouldRun(PAIRS, "bpfland", "s", "3000");
    }

    @Test
    void shouldStartTheTimersOfTicklessOnceItIsAttached() {
        shouldRun(PAIRS, "tickless", "frequency", "500", "primary_cpus", "2");
    }

    @Test
    void shouldGiveRustyADomainForEachCache() {
        shouldRun(PAIRS, "rusty");
        shouldRun(CpuTopology.regular("nodes", 2, 1, 2, 2, 1, true), "rusty");
        shouldRun(CpuTopology.regular("many", 2, 2, 4, 4, 2, true), "rusty");
    }

    private static BpfScheduler rusty(CpuTopology topology, String... options) {
        byte[] object = CompiledObjects.object(CompiledObjects.publicShapes(), "rusty");
        BpfSchedulerFactory factory = BpfSchedulerFactory.of("rusty", object, profile("rusty"));
        List<BpfScheduler> made = new ArrayList<>();
        TreeMap<String, String> given = new TreeMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        SchedulerFactory watched =
                environment -> {
                    BpfScheduler scheduler =
                            (BpfScheduler) with(given, factory).create(environment);
                    made.add(scheduler);
                    return scheduler;
                };
        SmallHost.run(topology, watched, 5 * DURATION_NS);
        return made.getLast();
    }

    @Test
    void shouldTuneRustyByTheUseOfItsDomains() {
        ObjectView full = rusty(PAIRS).object();
        assertThat(full.value("tune_input.genn")).isEqualTo(4);
        assertThat(full.value("tune_input.slice_ns")).isEqualTo(1_000_000);
        assertThat(full.value("tune_input.direct_greedy_cpumask[0]")).isZero();
        assertThat(full.value("tune_input.kick_greedy_cpumask[0]")).isEqualTo(0xff);

        ObjectView eager = rusty(PAIRS, "D", "100", "K", "50", "o", "3000").object();
        assertThat(eager.value("tune_input.slice_ns")).isEqualTo(3_000_000);
        assertThat(eager.value("tune_input.direct_greedy_cpumask[0]")).isEqualTo(0xff);
        assertThat(eager.value("tune_input.kick_greedy_cpumask[0]")).isZero();
    }

    @Test
    void shouldTellCosmosTheNodeOfEachCpu() {
        shouldRun(NODES, "cosmos", "slice_lag_us", "5000", "time_preemption", "true");
    }

    @Test
    void shouldKeepTheIdleCpusOfBeerlandByNode() {
        shouldRun(PAIRS, "beerland");
        shouldRun(NODES, "beerland");
    }

    @Test
    void shouldTellNestHowManyCpusThereAre() {
        shouldRun(PAIRS, "nest", "delay_us", "7000");
    }

    @Test
    void shouldLeaveOutWhatAnObjectLacks() {
        Path folder = CompiledObjects.publicShapes();
        BpfSchedulerFactory factory =
                BpfSchedulerFactory.of(
                        "rusty", CompiledObjects.object(folder, "rusty"), profile("cosmos"));
        assertThat(SmallHost.run(PAIRS, factory, DURATION_NS).report().kernels().getFirst().exits())
                .as("started, and found itself not set up")
                .hasSize(1);
    }
}
