package org.scxfleet.tests.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scxfleet.tests.commandline.Program;

/**
 * The openb scenario's whole path on sixty generated hosts; the trace itself belongs to the
 * benchmarks.
 */
class OpenbPathTest {
    private static final Pattern DIGEST = Pattern.compile("\"digest\" ?: ?\"([0-9a-f]{16})\"");

    @TempDir private Path folder;

    private String digest(String out, String... more) {
        Path scenario = Program.CHECKOUT.resolve("examples/openb.yaml");
        String[] fixed = {
            "run",
            scenario.toString(),
            "--json",
            "--out",
            out,
            "--set",
            "jobs.format=openb-like",
            "--set",
            "duration=100ms"
        };
        String[] all = Arrays.copyOf(fixed, fixed.length + more.length);
        System.arraycopy(more, 0, all, fixed.length, more.length);
        Program.Outcome outcome = Program.run(folder, all);
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        Matcher matcher = DIGEST.matcher(outcome.out());
        assertThat(matcher.find()).as(outcome.out()).isTrue();
        assertThat(outcome.out()).contains("\"ejection_count\"", "\"placement\"");
        return matcher.group(1);
    }

    @Test
    void shouldPlaceAndEmulateWithTheSameDigestInOneProcessAndInTwo() {
        String alone = digest("one");
        assertThat(digest("two", "--processes", "2")).isEqualTo(alone);
        assertThat(digest("threads", "--threads", "1")).isEqualTo(alone);
    }
}
