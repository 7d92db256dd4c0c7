package org.scxfleet.tests.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.host.Host;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.topology.CpuTopology;

/** Programs of {@code tests/src/bpf}: each ends its scheduler where the runtime does wrong. */
class RuntimeChecksTest {
    private static final long DURATION_NS = 100 * SmallHost.MS_NS;

    static List<Arguments> checks() throws IOException {
        List<Arguments> checks = new ArrayList<>();
        for (String instructionSet : List.of("v3", "v4")) {
            for (String name : CompiledObjects.checkNames(instructionSet)) {
                checks.add(Arguments.of(name, instructionSet));
            }
        }
        return checks;
    }

    @ParameterizedTest
    @MethodSource("checks")
    void shouldPassCompiledAndInterpreted(String name, String instructionSet) throws IOException {
        Path folder = CompiledObjects.checks(instructionSet);
        byte[] object = CompiledObjects.object(folder, name);
        LoaderProfile profile = CompiledObjects.profile(folder, name);
        CpuTopology topology = CpuTopology.flat(4);
        Host compiled =
                SmallHost.run(topology, BpfSchedulerFactory.of(name, object, profile), DURATION_NS);
        assertThat(compiled.report().kernels().getFirst().exits()).isEmpty();
        Host interpreted =
                SmallHost.run(
                        topology,
                        BpfSchedulerFactory.interpreted(name, object, profile),
                        DURATION_NS);
        assertThat(interpreted.report().kernels().getFirst().exits()).isEmpty();
        assertThat(interpreted.digest()).isEqualTo(compiled.digest());
    }

    @Test
    void shouldSayWhichCheckFailed() throws IOException {
        Path folder = CompiledObjects.checks("v3");
        // Without the profile that runs the set-up programs, the first tick finds nothing set up.
        BpfSchedulerFactory factory =
                BpfSchedulerFactory.of(
                        "beside", CompiledObjects.object(folder, "beside"), LoaderProfile.NONE);
        Host host = SmallHost.run(CpuTopology.flat(4), factory, DURATION_NS);
        assertThat(host.report().kernels().getFirst().exits())
                .singleElement()
                .extracting(ExitInfo::message)
                .asString()
                .matches("check in line \\d+ failed");
    }
}
