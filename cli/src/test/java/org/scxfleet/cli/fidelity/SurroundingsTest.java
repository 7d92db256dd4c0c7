package org.scxfleet.cli.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.scxfleet.workload.measured.RunFigures;

class SurroundingsTest {
    private static final long DURATION_NS = 2_000_000_000L;
    private static final double QUIET_PER_S = 8.5;
    private static final double OWN_PER_S = 160;
    private static final double A_LOT = 1e6;

    /** A repetition of two seconds. */
    private static RunFigures run(int repetition, double switchesPerS, double otherUsPerS) {
        return new RunFigures(
                "case",
                repetition,
                "scx_simple",
                DURATION_NS,
                Math.round(switchesPerS * 2),
                otherUsPerS * 2,
                OptionalLong.empty(),
                "",
                "");
    }

    private static double runsPerS(int repetition, RunFigures... runs) {
        return Surroundings.runsPerS(List.of(runs), repetition, QUIET_PER_S, OWN_PER_S);
    }

    @Test
    void shouldCountTheSwitchesToOthersWhereNoCpuIsIdle() {
        assertThat(runsPerS(0, run(0, OWN_PER_S + 14, A_LOT))).isCloseTo(14, within(1e-9));
    }

    @Test
    void shouldDivideThemAmongTheRepetitionsByTheTimeThatOthersTook() {
        RunFigures[] runs = {run(0, OWN_PER_S + 30, 3 * A_LOT), run(1, OWN_PER_S + 10, A_LOT)};
        assertThat(runsPerS(0, runs)).isCloseTo(30, within(1e-9));
        assertThat(runsPerS(1, runs)).isCloseTo(10, within(1e-9));
    }

    @Test
    void shouldGoByTheTimeWhereSwitchesToTheIdleTaskHideTheOthers() {
        double quietUs = QUIET_PER_S * Surroundings.QUIET_RUN_US;
        double tenMoreUs = quietUs + 10 * Surroundings.OTHER_RUN_US;
        assertThat(runsPerS(0, run(0, 5_000, tenMoreUs))).isCloseTo(QUIET_PER_S + 10, within(1e-9));
        assertThat(runsPerS(0, run(0, 5_000, quietUs))).isCloseTo(QUIET_PER_S, within(1e-9));
    }

    @Test
    void shouldSayNothingWhereNothingWasMeasured() {
        assertThat(runsPerS(0)).isZero();
        assertThat(runsPerS(1, run(0, 5_000, A_LOT))).isZero();
    }
}
