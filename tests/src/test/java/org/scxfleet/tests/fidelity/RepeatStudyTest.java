package org.scxfleet.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.scxfleet.cli.fidelity.CaseVerdict;
import org.scxfleet.cli.fidelity.FidelityReport;
import org.scxfleet.cli.fidelity.FidelityTable;
import org.scxfleet.cli.fidelity.Figure;
import org.scxfleet.cli.fidelity.MeasurementFolder;
import org.scxfleet.cli.fidelity.Measurements;
import org.scxfleet.cli.fidelity.RepeatStudy;
import org.scxfleet.tests.requirement.Requirement;
import org.scxfleet.workload.measured.GroupHistograms;
import org.scxfleet.workload.measured.GroupHistograms.Bucket;
import org.scxfleet.workload.measured.GroupKey;

class RepeatStudyTest {
    private static final String MEASUREMENTS = "kernel-measurements";

    private static Measurements measured(String cases) throws IOException {
        return new MeasurementFolder(Requirement.shared(MEASUREMENTS)).read(cases);
    }

    @Test
    void shouldFindThatMeasurementsAgreeWithThemselves() throws IOException {
        FidelityReport report = RepeatStudy.run(measured("*"), measured("*"));

        assertThat(report.notApplicable()).isEmpty();
        assertThat(report.total()).isGreaterThan(40);
        assertThat(report.cases()).allMatch(CaseVerdict::agrees);
    }

    @Test
    void shouldNameTheCasesThatWereNotMeasuredAgain() throws IOException {
        FidelityReport report = RepeatStudy.run(measured("simple-h*"), measured("eevdf-*"));

        assertThat(report.cases()).isEmpty();
        assertThat(report.notApplicable())
                .containsExactly(
                        new FidelityReport.NotApplicable(
                                "simple-hogs8", "scx_simple", "not measured again"));
    }

    @Test
    void shouldTellTheGapBetweenTheSegmentsOfTwoMeasurements() throws IOException {
        Measurements first = measured("simple-hogs8");
        CaseVerdict verdict = RepeatStudy.run(first, withSegmentsOf4Ms(first)).cases().getFirst();

        assertThat(verdict.figures())
                .filteredOn(figure -> !figure.agrees())
                .extracting(Figure::name)
                .containsExactly("segment_gap");
        assertThat(
                        FidelityTable.lines(
                                new FidelityReport(List.of(verdict), List.of()), false, "again"))
                .anyMatch(line -> line.contains("segment_gap") && line.contains("again"));
    }

    private static Measurements withSegmentsOf4Ms(Measurements data) {
        SequencedMap<GroupKey, GroupHistograms> changed = new LinkedHashMap<>();
        data.histograms()
                .forEach((key, one) ->
                        changed.put(
                                key,
                                new GroupHistograms(
                                        key,
                                        one.wake(),
                                        List.of(new Bucket(3_500, 4_500, 1_000)))));
        return new Measurements(
                data.cases(),
                data.workloads(),
                data.summaries(),
                changed,
                data.runs(),
                data.tasks(),
                data.faults());
    }
}
