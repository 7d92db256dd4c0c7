package org.scxfleet.tests.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.host.Host;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.topology.CpuTopology;

/** Schedulers that mean harm: each ends as a result of the run, at an instant of the run. */
class HostileObjectsTest {
    private static final long DURATION_NS = 20 * SmallHost.MS_NS;

    /**
     * Tasks that find an idle CPU are handed to the scheduler once their first slice is used up.
     */
    private static final long UNTIL_QUEUED_NS = 100 * SmallHost.MS_NS;

    /** The detectors of lockups take up to 24 s. */
    private static final long UNTIL_NOTICED_NS = 40_000 * SmallHost.MS_NS;

    @ParameterizedTest
    @CsvSource({
        "recursion, more than 32 stack frames",
        "greedy_objects, of the limit of",
        "wild_pointers, where nothing is",
    })
    void shouldEndTheSchedulerWithItsProgramAndLine(String name, String why) throws IOException {
        Host host = run(name, UNTIL_QUEUED_NS);
        List<ExitInfo> exits = host.report().kernels().getFirst().exits();
        assertThat(exits).extracting(ExitInfo::kind).containsExactly(ExitKind.ERROR);
        assertThat(exits.getFirst().message())
                .startsWith("BPF fault in ")
                .contains("(" + name + ".bpf.c:")
                .contains(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"endless_loop", "nested_loops", "huge_copies"})
    void shouldKeepItsCpuUntilTheKernelNotices(String name) throws IOException {
        List<ExitInfo> exits = run(name, UNTIL_NOTICED_NS).report().kernels().getFirst().exits();
        assertThat(exits).hasSize(1);
        assertThat(exits.getFirst().kind().isError()).isTrue();
        assertThat(exits.getFirst().toString()).contains("(" + name + ".bpf.c:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"timer_storm", "no_slice", "long_formats", "greedy_arena"})
    void shouldLetTimePass(String name) throws IOException {
        Host host = run(name);
        assertThat(host.report().kernels().getFirst().exits()).isEmpty();
        assertThat(host.eventCount()).isPositive();
    }

    @Test
    void shouldRefuseAMapThatFitsNowhere() {
        assertThatThrownBy(() -> run("huge_map"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("map big (HASH): max_entries 1073741824 is not possible");
    }

    @Test
    void shouldTryAllOfThem() throws IOException {
        assertThat(CompiledObjects.hostileNames()).hasSize(11);
    }

    private static Host run(String name) throws IOException {
        return run(name, DURATION_NS);
    }

    private static Host run(String name, long durationNs) throws IOException {
        BpfSchedulerFactory factory =
                BpfSchedulerFactory.of(
                        name,
                        CompiledObjects.object(CompiledObjects.hostile(), name),
                        LoaderProfile.NONE);
        return SmallHost.run(CpuTopology.flat(2), factory, durationNs);
    }
}
