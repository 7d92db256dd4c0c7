package org.scxfleet.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MetricsDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");
    private static final boolean REWRITE = System.getProperty("metrics.rewrite") != null;

    @Test
    void shouldBeWhatTheTableSays() throws IOException {
        String text = MetricsDocument.text();
        if (REWRITE) {
            Files.writeString(DOCUMENT, text);
        }

        assertThat(Files.readString(DOCUMENT)).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource
    void shouldNameUnitsAndKindsAsPrometheusWants(FleetMetric metric) {
        assertThat(metric.text()).matches("scxfleet_[a-z]+(_[a-z]+)*");
        assertThat(metric.text().endsWith("_total"))
                .isEqualTo(metric.kind() == FleetMetric.Kind.COUNTER);
        assertThat(metric.text()).doesNotContain("_ns", "_ms", "_us", "_total_total");
        assertThat(metric.help()).endsWith(".");
    }

    @Test
    void shouldRefuseLabelsThatAreNotInTheTable() {
        MetricFamilies families = new MetricFamilies();

        assertThatThrownBy(() -> families.add(FleetMetric.SWITCHES, 1, "run"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[run, host_group, scheduler]");
    }
}
