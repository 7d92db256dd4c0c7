package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/** Ext tasks get their part beside a real-time hog whatever the CPU did before. */
class ExtServerStartTest {
    private static final long MS = 1_000_000;

    private static TaskSpec task(String name, SchedParams params, long delayNs, Step step) {
        return new TaskSpec(name, name, 1, params, List.of(), "/", delayNs, List.of(step));
    }

    @Test
    void shouldServeTasksThatComeWhileAnIdleServerIsStillWaiting() {
        Step forever = new Step.Compute(Amount.of(100_000 * MS));
        KernelSpec kernel =
                TestHosts.kernel(
                        1,
                        List.of(),
                        task("early", SchedParams.NORMAL, 0, new Step.Compute(Amount.of(MS))),
                        task("rt", SchedParams.realTime(SchedPolicy.FIFO, 50), 500 * MS, forever),
                        task("starved", SchedParams.NORMAL, 500 * MS, forever));
        Host host = TestHosts.run(kernel, 10_500 * MS);
        long starvedNs = host.report().kernels().getFirst().tasks().get(2).runNs();
        assertThat(starvedNs).isBetween(450 * MS, 550 * MS);
    }
}
