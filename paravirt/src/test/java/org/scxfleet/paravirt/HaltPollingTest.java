package org.scxfleet.paravirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HaltPollingTest {
    @Test
    void shouldNeverPollWithoutAMaximum() {
        HaltPolling polling = new HaltPolling(0);
        polling.learn(1_000);
        assertThat(polling.pollNs()).isZero();
    }

    @Test
    void shouldDoubleFromTheStartValueUpToTheMaximum() {
        HaltPolling polling = new HaltPolling(50_000);
        polling.learn(40_000);
        assertThat(polling.pollNs()).isEqualTo(10_000);
        polling.learn(40_000);
        assertThat(polling.pollNs()).isEqualTo(20_000);
        polling.learn(40_000);
        polling.learn(45_000);
        assertThat(polling.pollNs()).isEqualTo(50_000);
    }

    @Test
    void shouldStayWhilePollingCatchesTheInterrupt() {
        HaltPolling polling = new HaltPolling(50_000);
        polling.learn(5_000);
        polling.learn(9_000);
        assertThat(polling.pollNs()).isEqualTo(10_000);
    }

    @Test
    void shouldGiveUpAfterALongHalt() {
        HaltPolling polling = new HaltPolling(50_000);
        polling.learn(5_000);
        polling.learn(1_000_000);
        assertThat(polling.pollNs()).isZero();
    }
}
