package org.scxfleet.tests.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.scxfleet.cli.fidelity.CaseVerdict;
import org.scxfleet.cli.fidelity.FidelityJson;
import org.scxfleet.cli.fidelity.FidelityReport;
import org.scxfleet.cli.fidelity.FidelityStudy;
import org.scxfleet.cli.fidelity.FidelityTable;
import org.scxfleet.cli.fidelity.Figure;
import org.scxfleet.cli.fidelity.JavaTwins;
import org.scxfleet.cli.fidelity.MeasurementFolder;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.tests.requirement.Requirement;

class MeasuredCasesTest {
    private static final String MEASUREMENTS = "kernel-measurements";

    /** Cases that agree whatever the seed of what the measurements leave open. */
    private static final List<String> REPRODUCED =
            List.of(
                    "cpu0-hogs5",
                    "cpu2-simple-4hogs",
                    "eevdf-fork-join",
                    "eevdf-nice-pinned",
                    "eevdf-pingpong-futex",
                    "eevdf-rotate3",
                    "fault-offline",
                    "fault-qmap-error",
                    "fault-qmap-stall",
                    "fault-sysrq",
                    "fifo-affinity-periodic",
                    "fifo-nice-4cpu",
                    "fifo-periodic-hogs",
                    "fifo-rotate3",
                    "flatcg-cg-flat",
                    "flatcg-fifo-cg-nested",
                    "qmap-hogs8",
                    "qmap-periodic-hogs",
                    "qmap5ms-rotate3",
                    "simple-affinity",
                    "simple-fork-join",
                    "simple-hogs8",
                    "simple-many-periodic",
                    "simple-nice-pinned",
                    "simple-periodic-hogs",
                    "simple-pingpong-futex",
                    "simple-rotate3",
                    "smt-eevdf-hogs4",
                    "smt-simple-light");

    private static final List<Long> SEEDS = List.of(1L, 2L, 3L);

    /**
     * Open: a task that may run anywhere stays among pinned ones more often than in the kernel, so
     * that these two get more; see the row of eevdf-affinity in docs/FIDELITY.md.
     */
    private static final String OPEN = "eevdf-affinity c23";

    /** Even where a figure differs, no task group gets a share of another kind. */
    private static final double SHARE_NEVER_OFF_BY = 0.20;

    static List<String> reproduced() {
        return REPRODUCED;
    }

    private static FidelityReport run(String cases, long seed) throws IOException {
        Path folder = Requirement.shared(MEASUREMENTS);
        return new FidelityStudy(new JavaTwins(new PolicyCatalog()), seed)
                .run(new MeasurementFolder(folder).read(cases));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reproduced")
    void shouldReproduceTheMeasuredCase(String name) throws IOException {
        for (long seed : SEEDS) {
            FidelityReport report = run(name, seed);
            assertThat(report.total()).isEqualTo(1);
            assertThat(report.agree())
                    .as(
                            "seed "
                                    + seed
                                    + "\n"
                                    + String.join("\n", FidelityTable.lines(report, true)))
                    .isEqualTo(1);
        }
    }

    @Test
    void shouldNameTheCasesThatItCannotReplay() throws IOException {
        assertThat(run("*", FidelityStudy.SEED).notApplicable())
                .extracting(FidelityReport.NotApplicable::name)
                .containsExactly("sub-qmap-w100", "userland-hogs8");
    }

    @Test
    void shouldNeverGiveATaskGroupAShareOfAnotherKind() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (CaseVerdict verdict : run("*", FidelityStudy.SEED).cases()) {
            for (Figure figure : verdict.figures()) {
                if (figure.name().equals("cpu_share")
                        && figure.measured() instanceof Figure.Number(double measured)
                        && figure.emulated() instanceof Figure.Number(double emulated)
                        && Math.abs(measured - emulated) > SHARE_NEVER_OFF_BY) {
                    wrong.add(verdict.name() + " " + figure.group());
                }
            }
        }
        assertThat(wrong).isSubsetOf(OPEN);
    }

    @Test
    void shouldGiveTheSameReportEveryTime() throws IOException {
        assertThat(FidelityJson.text(run("simple-*", 7)))
                .isEqualTo(FidelityJson.text(run("simple-*", 7)));
    }

    @Test
    void shouldWriteEveryFigureToTheDocument() throws IOException {
        String json = FidelityJson.text(run("cpu0-hogs5", FidelityStudy.SEED));
        assertThat(json)
                .contains("\"agree\" : 1", "\"total\" : 1", "\"not_applicable\" : [")
                .contains("\"case\" : \"cpu0-hogs5\"", "\"scheduler\" : \"scx_cpu0\"")
                .contains("\"figure\" : \"cpu_share\"", "\"figure\" : \"migrations_per_s\"")
                .contains("\"compared\" : false", "\"tolerance\" : \"within a factor of 2\"");
    }
}
