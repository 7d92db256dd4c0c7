package org.scxfleet.tests.requirement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class RequirementTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, UTF_8);

    @Test
    void shouldSkipAloudWhenSomethingIsMissing() {
        assertThat(Requirement.missing("a kernel", false, out))
                .isInstanceOf(TestAbortedException.class)
                .hasMessage("missing: a kernel");
        assertThat(bytes.toString(UTF_8))
                .matches("SKIPPED: a kernel \\(skip \\d+ of this module\\)\\R");
    }

    @Test
    void shouldCountSkips() {
        Requirement.missing("one", false, out);
        Requirement.missing("two", false, out);
        int[] counts =
                bytes.toString(UTF_8)
                        .lines()
                        .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D+", "")))
                        .toArray();
        assertThat(counts[1]).isEqualTo(counts[0] + 1);
    }

    @Test
    void shouldFailInsteadOfSkippingWhenAllIsRequired() {
        assertThatThrownBy(() -> Requirement.missing("a kernel", true, out))
                .isInstanceOf(AssertionFailedError.class)
                .hasMessageContaining("a kernel");
        assertThat(bytes.size()).isZero();
    }

    @Test
    void shouldFindThingsThatAreThere(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("data.csv"));
        assertThat(Requirement.present(file)).isEqualTo(file);
        Requirement.that(true, "nothing");
    }
}
