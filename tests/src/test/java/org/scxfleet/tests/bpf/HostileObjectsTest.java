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

    @ParameterizedTest
    @CsvSource({
        "endless_loop, instruction budget",
        "nested_loops, instruction budget",
        "huge_copies, instruction budget",
        "recursion, more than 32 stack frames",
        "greedy_objects, of the limit of",
        "wild_pointers, where nothing is",
    })
    void shouldEndTheSchedulerWithItsProgramAndLine(String name, String why) throws IOException {
        Host host = run(name);
        List<ExitInfo> exits = host.report().kernels().getFirst().exits();
        assertThat(exits).extracting(ExitInfo::kind).containsExactly(ExitKind.ERROR);
        assertThat(exits.getFirst().message())
                .startsWith("BPF fault in ")
                .contains("(" + name + ".bpf.c:")
                .contains(why);
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
        BpfSchedulerFactory factory =
                BpfSchedulerFactory.of(
                        name,
                        CompiledObjects.object(CompiledObjects.hostile(), name),
                        LoaderProfile.NONE);
        return SmallHost.run(CpuTopology.flat(2), factory, DURATION_NS);
    }
}
