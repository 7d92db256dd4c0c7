package org.scxfleet.tests.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.bpf.profile.ShippedProfiles;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.cli.bpf.ProfileYaml;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport;
import org.scxfleet.ops.SchedulerFactory;
import org.scxfleet.ops.SchedulerOutput.Statistic;
import org.scxfleet.topology.CpuTopology;

/**
 * Schedulers of which a process decides through two ring buffers, on a program of our own that
 * speaks with the process as the one of scx_rustland does.
 */
class RustlandTest {
    private static final long DURATION_NS = 500 * SmallHost.MS_NS;
    private static final byte[] OBJECT =
            CompiledObjects.object(CompiledObjects.publicShapes(), "rustland");
    private static final String COUNTER = "  - {name: asked, variable: asked}\nagent: ";

    private static LoaderProfile profile(String agent) {
        String shipped = String.valueOf(ShippedProfiles.yaml("rustland"));
        return ProfileYaml.read("rustland", shipped.replace("agent: rustland", COUNTER + agent));
    }

    private static Host run(int cpus, SchedulerFactory factory, String... options) {
        TreeMap<String, String> given = new TreeMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return SmallHost.run(
                CpuTopology.flat(cpus), PublicProfilesTest.with(given, factory), DURATION_NS);
    }

    private static HostReport.KernelReport kernel(Host host) {
        return host.report().kernels().getFirst();
    }

    private static long counter(Host host, String name) {
        return kernel(host).schedulers().getFirst().output().statistics().stream()
                .filter(each -> each.name().equals(name))
                .mapToLong(Statistic::value)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rustland", "rlfifo"})
    void shouldScheduleEveryTaskThroughTheProcess(String agent) {
        for (int cpus : new int[] {1, 4, 16}) {
            Host host = run(cpus, BpfSchedulerFactory.of("object", OBJECT, profile(agent)));
            assertThat(kernel(host).exits()).as("ends with %d CPUs", cpus).isEmpty();
            assertThat(counter(host, "handed")).isGreaterThan(50L * cpus / 2);
            assertThat(counter(host, "refused")).isZero();
            assertThat(kernel(host).tasks())
                    .filteredOn(task -> task.name().startsWith("hog"))
                    .allSatisfy(task -> assertThat(task.runNs()).isPositive());
            assertThat(kernel(host).tasks())
                    .filteredOn(task -> task.name().equals("scx_" + agent))
                    .singleElement()
                    .satisfies(task -> assertThat(task.runNs()).isBetween(1L, DURATION_NS / 10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rustland", "rlfifo"})
    void shouldDoTheSameInterpretedAndCompiled(String agent) {
        Host compiled = run(4, BpfSchedulerFactory.of("object", OBJECT, profile(agent)));
        Host interpreted =
                run(4, BpfSchedulerFactory.interpreted("object", OBJECT, profile(agent)));
        assertThat(interpreted.digest()).isEqualTo(compiled.digest());
    }

    @Test
    void shouldHaveTheKernelLookForAnIdleCpuForEachTask() {
        Host host = run(4, BpfSchedulerFactory.of("object", OBJECT, profile("rustland")));
        // Tasks that have ended meanwhile are handed over as well; the program counts only others.
        assertThat(counter(host, "asked")).isBetween(1L, counter(host, "handed"));
        assertThat(counter(host, "user")).isPositive();
    }

    @Test
    void shouldNotAskForTasksThatStayWhereTheyAre() {
        Host host =
                run(
                        4,
                        BpfSchedulerFactory.of("object", OBJECT, profile("rustland")),
                        "percpu_local",
                        "true");
        assertThat(kernel(host).exits()).isEmpty();
        assertThat(counter(host, "asked")).isZero();
        assertThat(counter(host, "handed")).isPositive();
    }

    @Test
    void shouldRefuseAnObjectWithoutTheRings() {
        byte[] other = CompiledObjects.object(CompiledObjects.publicShapes(), "rusty");
        BpfSchedulerFactory factory = BpfSchedulerFactory.of("rusty", other, withoutCounters());
        assertThatThrownBy(() -> run(1, factory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rusty has no map queued");
    }

    private static LoaderProfile withoutCounters() {
        return ProfileYaml.read("plain", "lenient: true\nagent: rlfifo\n");
    }
}
