package org.scxfleet.sched.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.sched.kernel.SmallKernel;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;

class DeadlineServerTest {
    private static final long MS = SmallKernel.MS;
    private static final SchedParams FIFO = SchedParams.realTime(SchedPolicy.FIFO, 50);
    private static final SchedParams EXT = new SchedParams(SchedPolicy.EXT, 0, 0, 0, 0, 0);

    @Test
    void shouldRunAFairTaskUnderAnRtHogAtTheLastMoment() {
        SmallKernel kernel = new SmallKernel(4);
        kernel.hog("rt", FIFO, 1);
        kernel.hog("fair", SchedParams.NORMAL, 1);
        kernel.runUntil(8_000 * MS);
        List<SmallKernel.Segment> segments = kernel.segmentsOf("fair");
        assertThat(segments.get(0).fromNs()).isEqualTo(950 * MS);
        assertThat(kernel.share("fair", 8_000 * MS)).isCloseTo(0.05, within(0.002));
        // RT runs undisturbed for period minus budget in between.
        assertThat(kernel.segmentsOf("rt"))
                .filteredOn(s -> s.toNs() < 8_000 * MS)
                .allMatch(s -> s.lengthNs() == 950 * MS);
    }

    @Test
    void shouldRunAnExtTaskUnderAnRtHogFiftyMillisecondsASecond() {
        SmallKernel kernel = new SmallKernel(1);
        assertThat(kernel.deadline.servers().attach(ClassId.EXT, true)).isTrue();
        kernel.hog("rt", FIFO, 0);
        kernel.hog("ext", EXT, 0);
        kernel.runUntil(10_000 * MS);
        assertThat(kernel.segmentsOf("ext").get(0).fromNs()).isEqualTo(950 * MS);
        assertThat(kernel.share("ext", 10_000 * MS)).isCloseTo(0.05, within(0.003));
    }

    @Test
    void shouldProtectExtFromAFairHogToo() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.deadline.servers().attach(ClassId.EXT, true);
        kernel.hog("fair", SchedParams.NORMAL, 0);
        kernel.hog("ext", EXT, 0);
        kernel.runUntil(10_000 * MS);
        assertThat(kernel.share("ext", 10_000 * MS)).isCloseTo(0.05, within(0.003));
    }

    @Test
    void shouldHaveAWholeBudgetAtTheLastMomentWhateverItsClassHasUsed() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.hog("fair", SchedParams.NORMAL, 0);
        kernel.periodic("rt", FIFO, SmallKernel.FOREVER, 0, 20 * MS, 0);
        kernel.runUntil(2_100 * MS);
        SmallKernel.Segment first = kernel.segmentsOf("fair").get(1);
        assertThat(first.fromNs()).isEqualTo(970 * MS);
        assertThat(first.lengthNs()).isBetween(50 * MS, 54 * MS);
        // And then RT runs undisturbed for period minus budget.
        assertThat(kernel.segmentsOf("fair").get(2).fromNs()).isEqualTo(first.toNs() + 950 * MS);
    }

    @Test
    void shouldNotCompeteWhileItsClassRunsByItself() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.hog("fair", SchedParams.NORMAL, 0);
        kernel.periodic("rt", FIFO, 30 * MS, 100 * MS, 0, 0);
        kernel.runUntil(5_000 * MS);
        // Every RT activation runs at once and undisturbed.
        assertThat(kernel.segmentsOf("rt"))
                .allMatch(s -> s.lengthNs() == 30 * MS && s.fromNs() % (100 * MS) == 0);
    }

    @Test
    void shouldStarveADetachedClass() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.hog("rt", FIFO, 0);
        kernel.hog("ext", EXT, 0);
        kernel.runUntil(3_000 * MS);
        assertThat(kernel.ranNs("ext")).isZero();
    }

    @Test
    void shouldTakeNewParameters() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.deadline.servers().attach(ClassId.EXT, true);
        assertThat(kernel.deadline.servers().configure(ClassId.EXT, 0, 200 * MS, 1_000 * MS))
                .isZero();
        kernel.hog("rt", FIFO, 0);
        kernel.hog("ext", EXT, 0);
        kernel.runUntil(10_000 * MS);
        assertThat(kernel.segmentsOf("ext").get(0).fromNs()).isEqualTo(800 * MS);
        assertThat(kernel.share("ext", 10_000 * MS)).isCloseTo(0.2, within(0.01));
    }

    @Test
    void shouldRefuseImpossibleParameters() {
        DeadlineServers servers = new SmallKernel(1).deadline.servers();
        assertThat(servers.configure(ClassId.FAIR, 0, 2 * MS, 1 * MS)).isEqualTo(-22);
        assertThat(servers.configure(ClassId.FAIR, 0, 1, 50_000)).isEqualTo(-22);
        assertThat(servers.configure(ClassId.FAIR, 0, 1, 5_000_000_000L)).isEqualTo(-22);
    }

    @Test
    void shouldStopWhenItsClassHasNothingToRun() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.hog("rt", FIFO, 0);
        kernel.periodic("fair", SchedParams.NORMAL, 5 * MS, 10_000 * MS, 0, 0);
        kernel.runUntil(1_500 * MS);
        assertThat(kernel.ranNs("fair")).isEqualTo(5 * MS);
        assertThat(kernel.deadline.servers().server(ClassId.FAIR, 0).isActive()).isFalse();
    }

    @Test
    void shouldServeTasksThatWakeAfterIdleTimeHasUsedTheBudget() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.periodic("early", SchedParams.NORMAL, 1 * MS, 10_000 * MS, 0, 0);
        kernel.periodic("rt", FIFO, SmallKernel.FOREVER, 0, 400 * MS, 0);
        kernel.periodic("fair", SchedParams.NORMAL, SmallKernel.FOREVER, 0, 400 * MS, 0);
        kernel.runUntil(4_400 * MS);
        // A new period began when they woke.
        assertThat(kernel.segmentsOf("fair").get(0).fromNs()).isEqualTo(1_350 * MS);
        assertThat(kernel.share("fair", 4_400 * MS)).isCloseTo(0.04, within(0.015));
    }

    @Test
    void shouldChargeIdleTimeWhileItWaits() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.periodic("fair", SchedParams.NORMAL, 1 * MS, 400 * MS, 0, 0);
        kernel.runUntil(399 * MS);
        assertThat(kernel.deadline.servers().server(ClassId.FAIR, 0).isActive()).isTrue();
        kernel.runUntil(401 * MS);
        DeadlineServer server = kernel.deadline.servers().server(ClassId.FAIR, 0);
        assertThat(server.isCompeting()).isFalse();
    }
}
