package org.scxfleet.policy.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyOptionsTest {
    private static final List<PolicyOption> KNOWN =
            List.of(
                    PolicyOption.flag("f", "fifo", "first come first served"),
                    PolicyOption.number("s", "slice_us", 20_000, 0, 50_000, "slice"),
                    PolicyOption.choice("m", "mode", List.of("off", "on"), "mode"));

    @Test
    void shouldTakeOptionsByLetterAndByName() {
        assertThat(parse("s", "5000").number("s")).isEqualTo(5000);
        assertThat(parse("slice_us", "5000").number("s")).isEqualTo(5000);
        assertThat(parse("mode", "on").number("m")).isEqualTo(1);
    }

    @Test
    void shouldFallBackWhereNothingIsGiven() {
        assertThat(parse().flag("f")).isFalse();
        assertThat(parse().number("s")).isEqualTo(20_000);
        assertThat(parse().number("m")).isZero();
    }

    @ParameterizedTest
    @CsvSource({"'', true", "true, true", "1, true", "false, false", "0, false"})
    void shouldReadFlags(String value, boolean on) {
        assertThat(parse("f", value).flag("f")).isEqualTo(on);
    }

    @ParameterizedTest
    @CsvSource({
        "x, 1, 'is unknown; known are f (fifo), s (slice_us), m (mode)'",
        "s, fast, 'takes a whole number 0..50000, got ''fast'''",
        "s, 50001, takes a whole number 0..50000",
        "s, -1, takes a whole number 0..50000",
        "f, maybe, is a flag and takes true or false",
        "m, half, 'takes one of off, on'"
    })
    void shouldSayWhatWouldBeRight(String key, String value, String message) {
        assertThatThrownBy(() -> parse(key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("scheduler demo: option ")
                .hasMessageContaining(message);
    }

    @Test
    void shouldRefuseAnOptionThatIsGivenTwice() {
        assertThatThrownBy(() -> parse("s", "1", "slice_us", "2"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("s (slice_us) is given twice");
    }

    @Test
    void shouldRefuseToReadAnOptionThatIsNotDeclared() {
        assertThatThrownBy(() -> parse().number("q")).isInstanceOf(IllegalStateException.class);
    }

    private static PolicyOptions parse(String... given) {
        SortedMap<String, String> options = new TreeMap<>();
        for (int i = 0; i < given.length; i += 2) {
            options.put(given[i], given[i + 1]);
        }
        return PolicyOptions.parse("demo", KNOWN, options);
    }
}
