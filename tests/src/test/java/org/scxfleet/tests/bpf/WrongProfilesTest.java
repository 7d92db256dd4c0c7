package org.scxfleet.tests.bpf;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.cli.bpf.ProfileYaml;
import org.scxfleet.topology.CpuTopology;

/** Loader profiles that do not fit the object: each is refused with what would be right. */
class WrongProfilesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rodata: {llc_cuont: 1}|no variable llc_cuont; there are llc_count, slice_ns",
                "rodata: {llc_of_cpu: {each: 2000, value: 1}}|llc_of_cpu has 1024 elements, not 2000",
                "rodata: {llc_count: [1, 2]}|llc_count is not an array",
                "maps: {lcls: {max_entries: 4}}|no map lcls; there are [llcs, tasks, balancer",
                "maps: {llcs: {max_entries: 0}}|map llcs (ARRAY): max_entries 0 is not possible",
                "before_attach: [{program: nothing}]|no program nothing",
                "rodata: {slice_ns: $topology.cpu}|unknown name '$topology.cpu'; there are",
                "ops: {flag: 1}|ops.flag: is not known; there are flags",
                "attach: other|no ops named other; there are [llc_vtime_ops]",
            })
    void shouldBeRefusedWithWhatWouldBeRight(String profile, String message) {
        Path folder = CompiledObjects.examples();
        assertThatThrownBy(() ->
                        SmallHost.run(
                                CpuTopology.flat(2),
                                BpfSchedulerFactory.of(
                                        "llc_vtime",
                                        CompiledObjects.object(folder, "llc_vtime"),
                                        ProfileYaml.read("p.yaml", profile)),
                                SmallHost.MS_NS))
                .hasMessageContaining(message);
    }
}
