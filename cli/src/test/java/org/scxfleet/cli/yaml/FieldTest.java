package org.scxfleet.cli.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldTest {
    private static final Keys KEYS = Keys.of("machine", "topology", "count", "delay", "latency_us");
    private final Problems problems = new Problems();

    @Test
    void shouldNameFileLineKeyAndTheNearestKnownKey() {
        section("count: 1\ntopolgy: x\n");
        assertThatThrownBy(problems::throwIfAny)
                .hasMessage("s.yaml:2: m.topolgy: unknown key; did you mean 'topology'?");
    }

    @Test
    void shouldListAllKeysWhenNoneIsNear() {
        section("zzzzzz: x\n");
        assertThatThrownBy(problems::throwIfAny)
                .hasMessage(
                        "s.yaml:1: m.zzzzzz: unknown key; there are topology, count, delay, latency_us");
    }

    @Test
    void shouldListSeveralProblemsAtOnce() {
        Section section = section("count: many\ndelay: 5\n");
        section.required("topology");
        section.read("count", 1, field -> field.integer(1, 10));
        section.read("delay", 0L, Field::timeNs);
        assertThatThrownBy(problems::throwIfAny)
                .hasMessage(
                        """
                        s.yaml:1: m: 'topology' is missing
                        s.yaml:1: m.count: a whole number is expected, not 'many'
                        s.yaml:2: m.delay: '5' must be a time with its unit, for example 2s, 20ms or \
                        500us (units: ns, us, µs, ms, s, min, h)\
                        """);
    }

    @Test
    void shouldCountWhatItDoesNotList() {
        for (int i = 0; i < 25; i++) {
            problems.add(new Origin("f", i + 1), "", "bad");
        }
        assertThatThrownBy(problems::throwIfAny).hasMessageEndingWith("… and 5 more problems");
    }

    @ParameterizedTest
    @CsvSource({
        "2s, 2000000000",
        "1.5ms, 1500000",
        "500us, 500000",
        "'7 ns', 7",
        "1min, 60000000000"
    })
    void shouldReadTimesWithTheirUnit(String text, long ns) {
        assertThat(Quantities.timeNs(text)).isEqualTo(ns);
    }

    @ParameterizedTest
    @CsvSource({
        "2",
        "2 sec",
        "s",
        "-1s",
        "0.1ns",
        "1e3s",
        "9000h",
        "1.2.3s",
        "99999999999999999999s"
    })
    void shouldRefuseTimesWithoutASensibleUnit(String text) {
        assertThatThrownBy(() -> Quantities.timeNs(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void shouldReadSizes() {
        assertThat(Quantities.sizeBytes("4KiB")).isEqualTo(4096);
        assertThat(Quantities.sizeBytes("1.5 MB")).isEqualTo(1_500_000);
    }

    @Test
    void shouldReadANumberInTheUnitOfTheKey() {
        Section section = section("latency_us: 0.5\n");
        assertThat(section.read("latency_us", 0L, field -> field.inUnit(1_000, 1_000_000)))
                .isEqualTo(500);
        problems.throwIfAny();
    }

    @ParameterizedTest
    @CsvSource({"50us", "-3", "9999999999999999999999", "none", "0.0001"})
    void shouldRefuseAnythingElseThere(String text) {
        Section section = section("latency_us: " + text + "\n");
        section.read("latency_us", 0L, field -> field.inUnit(1_000, 1_000_000));
        assertThatThrownBy(problems::throwIfAny).hasMessageStartingWith("s.yaml:1: m.latency_us: ");
    }

    @Test
    void shouldTurnARefusalOfTheModelIntoAProblemOfTheSection() {
        Section section = section("count: 1\n");
        section.made(() -> {
            throw new IllegalArgumentException("no good");
        });
        assertThatThrownBy(problems::throwIfAny).hasMessage("s.yaml:1: m: no good");
    }

    @Test
    void shouldFindTheNearestNameDespiteCaseAndSwaps() {
        assertThat(NearestName.of("Eevfd", List.of("simple", "eevdf"))).isEqualTo("eevdf");
        assertThat(NearestName.of("x", List.of("simple", "eevdf"))).isNull();
    }

    private Section section(String text) {
        Section section = new Field(YamlReader.read("s.yaml", text), "m", problems).section(KEYS);
        assertThat(section).isNotNull();
        return section;
    }
}
