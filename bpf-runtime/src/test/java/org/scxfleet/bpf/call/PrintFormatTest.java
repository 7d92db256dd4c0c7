package org.scxfleet.bpf.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.bpf.map.Errno;

class PrintFormatTest {
    private final TestMachine m = new TestMachine();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "%d             | -5          | -5",
                "%i             | 4294967291  | -5",
                "%u             | -1          | 4294967295",
                "%lu            | -1          | 18446744073709551615",
                "%llx           | 255         | ff",
                "%#x            | 255         | 0xff",
                "%X             | 255         | FF",
                "%08x           | 255         | 000000ff",
                "%c             | 65          | A",
                "100%% of %d    | 7           | 100% of 7",
                "%px            | 4096        | 0000000000001000",
                "%p             | 4096        | 0000000000001000",
                "%+d            | 3           | +3"
            })
    void shouldFormatNumbersAsTheKernelDoes(String format, long argument, String expected) {
        assertThat(PrintFormat.format(m.memory(), format.strip(), new long[] {argument}))
                .isEqualTo(expected);
    }

    @Test
    void shouldFormatStringsAndPadThem() {
        long text = m.put(0, "task");
        assertThat(
                        PrintFormat.format(
                                m.memory(), "[%s] [%6s] [%-6s]", new long[] {text, text, text}))
                .isEqualTo("[task] [  task] [task  ]");
        assertThat(PrintFormat.format(m.memory(), "%pks", new long[] {text})).isEqualTo("task");
        assertThat(PrintFormat.format(m.memory(), "%pi4", new long[] {m.put(16, 0x0100007fL)}))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void shouldPadWithBlanksOnEitherSide() {
        assertThat(PrintFormat.format(m.memory(), "[%5d][%-5d]", new long[] {42, 42}))
                .isEqualTo("[   42][42   ]");
    }

    @ParameterizedTest
    @CsvSource({"%f", "%n", "%", "%ls", "%pZ", "%d %d", "%.3s"})
    void shouldRefuseWhatTheKernelRefuses(String format) {
        assertThat(PrintFormat.format(m.memory(), format, new long[] {1})).isNull();
    }

    @Test
    void shouldPrintToTheLogAndIntoBuffers() {
        long format = m.put(0, "cpu %d: %s");
        long name = m.put(64, "idle");
        assertThat(m.helper(6, format, 11, 3, name)).isEqualTo(11);
        m.put(128, 4);
        m.put(136, name);
        assertThat(m.helper(177, format, 11, TestMachine.SCRATCH + 128, 16)).isEqualTo(11);
        assertThat(m.printed).containsExactly("cpu 3: idle", "cpu 4: idle");
        long buffer = TestMachine.SCRATCH + 256;
        assertThat(m.helper(165, buffer, 6, format, TestMachine.SCRATCH + 128, 16)).isEqualTo(12);
        assertThat(m.string(buffer)).isEqualTo("cpu 4");
        assertThat(m.helper(165, buffer, 6, format, TestMachine.SCRATCH + 128, 104))
                .as("more than twelve arguments")
                .isEqualTo(Errno.EINVAL);
    }
}
