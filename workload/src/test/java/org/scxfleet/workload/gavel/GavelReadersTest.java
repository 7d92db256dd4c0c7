package org.scxfleet.workload.gavel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.workload.TextInput.dataset;
import static org.scxfleet.workload.TextInput.lines;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scxfleet.cluster.throughput.JobKind;
import org.scxfleet.cluster.throughput.ThroughputTable;

class GavelReadersTest {
    private static final String TABLE =
            "{\"v100\": {\"('LM (batch size 5)', 1)\": {\"null\": 4.0,"
                    + " \"('A3C', 1)\": [3.0, 2.0]}, \"('A3C', 1)\": {\"null\": 5}}}";
    private static final JobKind LM = new JobKind("LM", 5, 1);
    private static final JobKind A3C = new JobKind("A3C", 0, 1);

    private static ThroughputTable table() throws IOException {
        return ThroughputReader.read(lines(TABLE), "t.json");
    }

    @ParameterizedTest
    @CsvSource({"simulation_throughputs", "physical_cluster_throughputs"})
    void shouldReadThePublishedTables(String name) throws IOException {
        try (InputStream in = dataset("gavel/" + name + ".json.gz")) {
            ThroughputTable table = ThroughputReader.read(in, name);
            JobKind resnet = new JobKind("ResNet-18", 32, 1);

            assertThat(table.gpuTypes()).contains("k80", "p100", "v100");
            assertThat(table.alone("v100", resnet, false).orElseThrow())
                    .isGreaterThan(table.alone("k80", resnet, false).orElseThrow());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "physical_max_min_fairness",
        "physical_minimize_makespan",
        "physical_medium_test",
        "physical_small_test",
        "physical_artifact_evaluation"
    })
    void shouldReadThePublishedTraces(String name) throws IOException {
        ThroughputTable table;
        try (InputStream in = dataset("gavel/physical_cluster_throughputs.json.gz")) {
            table = ThroughputReader.read(in, name);
        }
        try (InputStream in = dataset("gavel/" + name + ".trace.tsv")) {
            MeasuredTrace trace = MeasuredTraceReader.readGavel(in, name, table, "v100");

            assertThat(trace.jobs()).isNotEmpty();
            assertThat(trace.notices()).extracting("code").doesNotContain("gavel-not-measured");
        }
    }

    @Test
    void shouldReadTheJobsDerivedFromPhilly() throws IOException {
        ThroughputTable table;
        try (InputStream in = dataset("gavel/simulation_throughputs.json.gz")) {
            table = ThroughputReader.read(in, "throughputs");
        }
        try (InputStream in = dataset("gavel/philly_vc_jobs_seed0.csv.gz")) {
            assertThat(MeasuredTraceReader.readPhilly(in, "philly", table, "v100").jobs())
                    .hasSize(15_264);
        }
    }

    @ParameterizedTest
    @CsvSource({"120_100, 120", "220_100, 220", "460_100, 460", "900_100, 900", "900_1000, 900"})
    void shouldReadTheTracesOfShockwave(String name, int jobs) throws IOException {
        ThroughputTable table;
        try (InputStream in = dataset("shockwave/tacc_throughputs.json.gz")) {
            table = ThroughputReader.read(in, "throughputs");
        }
        try (InputStream in = dataset("shockwave/trace_" + name + ".tsv.gz")) {
            assertThat(MeasuredTraceReader.readShockwave(in, name, table, "v100").jobs())
                    .hasSize(jobs);
        }
    }

    @Test
    void shouldKnowTheRatesAloneAndBesideAnother() throws IOException {
        ThroughputTable table = table();

        assertThat(table.alone("v100", LM, false)).hasValue(4);
        assertThat(table.beside("v100", LM, A3C, false)).hasValue(3);
        assertThat(table.beside("v100", A3C, LM, false)).isEmpty();
        assertThat(table.alone("k80", LM, false)).isEmpty();
    }

    @Test
    void shouldCountAJobThatWasNotMeasured() throws IOException {
        MeasuredTrace trace =
                MeasuredTraceReader.readGavel(
                        lines("LM (batch size 5)\t1\t100\t2\t1\t-1\t0"), "t.tsv", table(), "v100");

        assertThat(trace.jobs()).hasSize(1);
        assertThat(trace.notices()).extracting("code").contains("gavel-not-measured");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A3C,0,0,1,1,-1,0|t.tsv:1: 'total_steps' is 0; give a whole number from 1",
                "A3C,0,9,0,1,-1,0|t.tsv:1: 'scale_factor' is 0",
                "A3C,0,9,1,0,-1,0|t.tsv:1: 'priority_weight' is 0.0; give a number above 0",
                "A3C,0,9,1,1,-1,-3|t.tsv:1: 'arrival_s' is -3",
                "A3C,0,9,1,1|t.tsv:1: has 5 fields; give 7: job_type"
            })
    void shouldRefuseBadLines(String line, String message) {
        assertThatThrownBy(() ->
                        MeasuredTraceReader.readGavel(
                                lines(line.replace(',', '\t')), "t.tsv", table(), "v100"))
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "4.0|-4.0|has the rate -4.0",
                "\"null\": 5|\"nil\": 5|is no kind of job",
                "[3.0, 2.0]|[3.0]|has something that is no number",
                "('A3C', 1)\": {|('LM (batch size 5)', 1)\": {|stands twice",
                "5}}}|5}}|is no JSON here"
            })
    void shouldRefuseBadTables(String good, String bad, String message) {
        assertThatThrownBy(() -> ThroughputReader.read(lines(TABLE.replace(good, bad)), "t.json"))
                .hasMessageStartingWith("t.json:")
                .hasMessageContaining(message);
    }
}
