package org.scxfleet.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchResultTest {
    private static final Budget FIVE_TIMES = Budget.atLeast(5, 10);

    private static Samples samples(double... values) {
        Samples samples = new Samples();
        for (double value : values) {
            samples.add(value);
        }
        return samples;
    }

    private static BenchResult ratioOf(double value) {
        return BenchResult.beside(
                "switch",
                samples(value),
                "switches/CPU-s",
                "real",
                samples(1_000_000),
                Optional.of(FIVE_TIMES),
                "");
    }

    @Test
    void shouldTakeTheMedianAndTheRangeOverTheMedian() {
        Samples odd = samples(30, 10, 20);
        assertThat(odd.median()).isEqualTo(20);
        assertThat(odd.spread()).isEqualTo(1);
        assertThat(samples(10, 20, 30, 40).median()).isEqualTo(25);
        assertThat(samples(0, 0).spread()).isZero();
        assertThatThrownBy(() -> new Samples().median()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldHoldTheRatioAgainstTheBudget() {
        assertThat(ratioOf(4_900_000).isWithinBudget()).isFalse();
        assertThat(ratioOf(5_000_000).isWithinBudget()).isTrue();
        assertThat(ratioOf(9_900_000).reachesStretch()).isFalse();
        assertThat(ratioOf(10_000_000).reachesStretch()).isTrue();
    }

    @Test
    void shouldHoldTheValueAgainstTheBudgetWithoutAYardstick() {
        Optional<Budget> nothing = Optional.of(Budget.atMost(0, 0));
        assertThat(BenchResult.alone("a", samples(0), "bytes", nothing, "").reachesStretch())
                .isTrue();
        assertThat(BenchResult.alone("a", samples(0.5), "bytes", nothing, "").isWithinBudget())
                .isFalse();
    }

    @Test
    void shouldAlignTheTableAndGiveAVerdict() {
        BenchResult shown =
                BenchResult.alone("a-longer-name", samples(3), "GiB", Optional.empty(), "scaled");
        List<String> lines =
                BenchTable.lines(List.of(ratioOf(4_900_000), ratioOf(12_000_000), shown));
        assertThat(lines).hasSize(5);
        assertThat(lines.get(1)).startsWith("switch ").endsWith("OVER BUDGET").contains("4.90 x");
        assertThat(lines.get(2)).endsWith("stretch reached");
        assertThat(lines.get(1).indexOf("4,900,000") + "4,900,000".length())
                .isEqualTo(lines.get(2).indexOf("12,000,000") + "12,000,000".length());
        assertThat(lines.get(4)).isEqualTo("  (scaled)");
    }

    @Test
    void shouldWriteTheDocumentOfTheContract() throws Exception {
        BenchResult alone =
                BenchResult.alone(
                        "memory", samples(2.5), "GiB", Optional.of(Budget.atMost(8, 2)), "");
        JsonNode root =
                new ObjectMapper().readTree(BenchJson.text(List.of(ratioOf(5_000_000), alone)));
        JsonNode first = root.get("benchmarks").get(0);
        assertThat(first.get("name").asText()).isEqualTo("switch");
        assertThat(first.get("value").asDouble()).isEqualTo(5_000_000);
        assertThat(first.get("unit").asText()).isEqualTo("switches/CPU-s");
        assertThat(first.get("yardstick").asText()).isEqualTo("real");
        assertThat(first.get("yardstick_value").asDouble()).isEqualTo(1_000_000);
        assertThat(first.get("ratio").asDouble()).isEqualTo(5);
        assertThat(first.get("budget").asDouble()).isEqualTo(5);
        assertThat(first.get("spread").asDouble()).isZero();
        JsonNode second = root.get("benchmarks").get(1);
        assertThat(second.get("ratio").isNull()).isTrue();
        assertThat(second.get("yardstick").isNull()).isTrue();
        assertThat(second.get("budget").asDouble()).isEqualTo(8);
    }

    @Test
    void shouldSayWhichBenchmarksThereAre() {
        assertThat(BenchSuite.names())
                .contains(
                        "switch-java", "switch-bpf", "bpf-loop", "allocation", "growth", "memory");
        assertThat(BenchSuite.names())
                .allSatisfy(n -> assertThat(BenchSuite.question(n)).isNotEmpty());
        assertThatThrownBy(
                        () -> BenchSuite.run(List.of("swich"), BenchOptions.DEFAULTS, line -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("swich")
                .hasMessageContaining("switch-java");
    }
}
