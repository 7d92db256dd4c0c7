package org.scxfleet.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.scxfleet.bpf.code.Executor;
import org.scxfleet.bpf.code.Interpreter;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.compile.ImageCompiler;
import org.scxfleet.bpf.object.BpfObject;

class BpfProgramsTest {
    @Test
    void shouldCountTheSameInTheLoopCompiledAndInterpreted() {
        ProgramImage loop = BpfPrograms.loop(1_000);
        long[] compiled = run(loop, ImageCompiler.compile(loop));
        assertThat(run(loop, new Interpreter(loop))).isEqualTo(compiled);
        // Eleven instructions a round.
        assertThat(compiled[1]).isBetween(11_000L, 11_100L);
    }

    private static long[] run(ProgramImage image, Executor executor) {
        Machine machine = BpfPrograms.machine(image, executor);
        long result = machine.run(0, 0, 0);
        return new long[] {result, machine.executed()};
    }

    @Test
    void shouldCallBackAsOftenAsAsked() {
        assertThat(BpfPrograms.callback(100).getAsLong()).isBetween(99L, 100L);
    }

    @Test
    void shouldMakeAnObjectAsLargeAsThePublicOnes() {
        byte[] bytes = BpfPrograms.largeObject(3);
        BpfObject object = BpfObject.read("generated", bytes);
        assertThat(object.functions()).hasSize(100);
        assertThat(object.functions().stream().mapToInt(each -> each.end() - each.start()).sum())
                .isEqualTo(BpfPrograms.LARGE_INSTRUCTIONS);
        assertThatCode(() -> BpfPrograms.load(bytes)).doesNotThrowAnyException();
    }
}
