package org.scxfleet.bpf.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.bpf.call.CallTable;
import org.scxfleet.bpf.code.ConformanceRunner.Outcome;
import org.scxfleet.bpf.compile.ImageCompiler;

class ConformanceRunnerTest {
    private static final ConformanceRunner INTERPRETED =
            new ConformanceRunner(CallTable.GENERIC::helper, Interpreter::new);
    private static final ConformanceRunner COMPILED =
            new ConformanceRunner(CallTable.GENERIC::helper, ImageCompiler::compile);

    @Test
    void shouldGiveTheExpectedResultForEveryVectorInBothExecutors() {
        List<InstructionVectors.Vector> vectors = InstructionVectors.all();
        assertThat(vectors).hasSizeGreaterThan(100);
        SoftAssertions softly = new SoftAssertions();
        for (InstructionVectors.Vector vector : vectors) {
            for (ConformanceRunner runner : List.of(INTERPRETED, COMPILED)) {
                softly.assertThat(hexOf(runner.run(vector.program(), vector.memory())))
                        .as(vector.name())
                        .isEqualTo(vector.expected());
            }
        }
        softly.assertAll();
    }

    private static String hexOf(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Returned returned -> returned.hex();
            case Outcome.Refused refused -> refused.message();
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                 | program is empty",
                "b7                                 | whole instructions",
                "zz                                 | not hex",
                "b70000000000000                    | not hex",
                "b700000000000000                   | runs off the end",
                "ff00000000000000 9500000000000000  | unknown instruction",
                "b70b000000000000 9500000000000000  | register does not exist",
                "b70a000000000000 9500000000000000  | r10 is read-only",
                "0500010000000000 9500000000000000  | jump leaves the function",
                "0500feff00000000 9500000000000000  | jump leaves the function",
                "1800000001000000                   | without its second half",
                "1800000001000000 0100000002000000 9500000000000000 | not empty",
                "1801000001000000 0000000002000000 9500000000000000 | ",
                "0500010000000000 1800000001000000 0000000000000000 9500000000000000 | middle of a 64-bit constant",
                "8500000063100000 9500000000000000  | unknown helper 4195",
                "8510000063000000 9500000000000000  | call leaves the program",
                "8520000005000000 9500000000000000  | unknown kind of call",
                "79a0000000000000 9500000000000000  | outside the stack frame",
                "79a0f8fd00000000 9500000000000000  | outside the stack frame",
                "d400000011000000 9500000000000000  | unknown instruction",
                "2000000000000000 9500000000000000  | unknown instruction",
                "1832000001000000 0000000000000000 9500000000000000 | object file"
            })
    void shouldRefuseMalformedPrograms(String program, String reason) {
        for (ConformanceRunner runner : List.of(INTERPRETED, COMPILED)) {
            Outcome outcome = runner.run(program, "");
            if (reason == null) {
                assertThat(outcome).isInstanceOf(Outcome.Returned.class);
                continue;
            }
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.message()).contains(reason.strip()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0500ffff00000000 9500000000000000, budget of the run is used up (instruction 0)",
        "8510ffffffffffff 9500000000000000, more than 32 stack frames (instruction 0)",
        "1801000000000000 00000000efbeadde 7910000000000000 9500000000000000, where nothing is (instruction 2)",
        "b701000000000000 7a01000000000000 9500000000000000, where nothing is (instruction 1)",
        "7910080000000000 9500000000000000, is outside memory (instruction 0)"
    })
    void shouldEndProgramsThatLoopOrReachOutside(String program, String reason) {
        for (ConformanceRunner runner : List.of(INTERPRETED, COMPILED)) {
            assertThat(runner.run(program, "0102030405060708"))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.message()).endsWith(reason));
        }
    }

    @Test
    void shouldReadZeroThroughNullWithAFieldOffset() {
        String loadAtNull = "b701000000000000 7910800000000000 9500000000000000";
        assertThat(hexOf(INTERPRETED.run(loadAtNull, ""))).isEqualTo("0");
        assertThat(hexOf(COMPILED.run(loadAtNull, ""))).isEqualTo("0");
    }

    @Test
    void shouldCountInstructionsByBlocksAndConstantsAsOne() {
        String program = "1800000001000000 0000000000000000 b701000002000000 9500000000000000";
        assertThat(INTERPRETED.run(program, "")).isEqualTo(new Outcome.Returned(1, 3));
        assertThat(COMPILED.run(program, "")).isEqualTo(new Outcome.Returned(1, 3));
    }
}
