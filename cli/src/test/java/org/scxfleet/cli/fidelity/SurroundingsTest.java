package org.scxfleet.cli.fidelity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.scxfleet.workload.measured.RunFigures;

class SurroundingsTest {
    private static final long DURATION_NS = 2_000_000_000L;
    private static final double QUIET_PER_S = 8.5;
    private static final long OWN = 320;
    private static final double A_LOT = 1e6;

    /** A repetition of two seconds. */
    private static RunFigures run(long switches, double otherUsPerS) {
        return new RunFigures(
                "case",
                0,
                "scx_simple",
                DURATION_NS,
                switches,
                otherUsPerS * 2,
                OptionalLong.empty(),
                "",
                "");
    }

    private static double runsPerS(RunFigures run) {
        return Surroundings.runsPerS(run, QUIET_PER_S, OWN);
    }

    @Test
    void shouldCountTheSwitchesToOthersWhereNoCpuIsIdle() {
        assertThat(runsPerS(run(OWN + 28, A_LOT))).isCloseTo(14, within(1e-9));
    }

    @Test
    void shouldGoByTheTimeWhereSwitchesToTheIdleTaskHideTheOthers() {
        double quietUs = QUIET_PER_S * Surroundings.QUIET_RUN_US;
        double tenMoreUs = quietUs + 10 * Surroundings.OTHER_RUN_US;
        assertThat(runsPerS(run(10_000, tenMoreUs))).isCloseTo(QUIET_PER_S + 10, within(1e-9));
        assertThat(runsPerS(run(10_000, quietUs))).isCloseTo(QUIET_PER_S, within(1e-9));
    }

    @Test
    void shouldSayNothingWhereNothingWasMeasured() {
        assertThat(runsPerS(run(10_000, 0))).isZero();
    }
}
