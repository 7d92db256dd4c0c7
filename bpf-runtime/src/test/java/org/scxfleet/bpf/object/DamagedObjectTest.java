package org.scxfleet.bpf.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.bpf.code.BareEnvironment;
import org.scxfleet.bpf.code.Interpreter;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.compile.ImageCompiler;
import org.scxfleet.bpf.memory.MemoryLimit;
import org.scxfleet.bpf.memory.ProgramFault;

/** A damaged object is refused, or its programs are ended; nothing else may come out. */
class DamagedObjectTest {
    private static final int DAMAGES = 400;
    private static final long BUDGET = 10_000;
    private static final long LIMIT_BYTES = 64L << 20;

    @Test
    void shouldRefuseWhatIsNoObject() {
        for (byte[] bytes :
                List.of(
                        new byte[0],
                        new byte[64],
                        "#!/bin/sh\n".getBytes(java.nio.charset.StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> BpfObject.read("input", bytes))
                    .isInstanceOf(ProgramRefused.class)
                    .hasMessageContaining("input");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "flatcg", "pair", "sdt"})
    void shouldSurviveTruncation(String name) {
        byte[] bytes = KernelObjects.example("scx_" + name + ".bpf.o");
        KernelInterface kernel = KernelObjects.realKernel();
        for (int length = 0; length < bytes.length; length += 1 + bytes.length / DAMAGES) {
            examine(Arrays.copyOf(bytes, length), kernel);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "flatcg", "pair", "sdt", "central"})
    void shouldSurviveChangedBytes(String name) {
        byte[] bytes = KernelObjects.example("scx_" + name + ".bpf.o");
        KernelInterface kernel = KernelObjects.realKernel();
        SplittableRandom random = new SplittableRandom(name.hashCode());
        int linked = 0;
        for (int i = 0; i < DAMAGES; i++) {
            byte[] damaged = bytes.clone();
            for (int change = random.nextInt(1, 8); change > 0; change--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            linked += examine(damaged, kernel) ? 1 : 0;
        }
        // Otherwise the damage is too heavy to reach the linker and the programs.
        assertThat(linked).isGreaterThan(DAMAGES / 10);
    }

    /** Returns whether the object could be linked. */
    private static boolean examine(byte[] bytes, KernelInterface kernel) {
        LinkedObject linked;
        try {
            linked = ProgramLinker.link(BpfObject.read("object", bytes), kernel, List.of());
        } catch (ProgramRefused refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return false;
        }
        assertThat(ObjectReport.of(linked)).isNotNull();
        ImageCompiler.compile(linked.image());
        try {
            LoadPlan plan = new LoadPlan(linked, new Interpreter(linked.image()));
            Machine machine =
                    plan.newMachine(new BareEnvironment(), new MemoryLimit(LIMIT_BYTES), BUDGET);
            for (int function = 0; function < linked.image().functions().size(); function++) {
                runOnce(machine, function);
            }
        } catch (ProgramRefused | ProgramFault refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
        return true;
    }

    private static void runOnce(Machine machine, int function) {
        try {
            machine.invoke(function, 0, 1, 2, 3, 4);
        } catch (ProgramFault fault) {
            assertThat(fault.instruction()).isNotNegative();
        }
    }
}
