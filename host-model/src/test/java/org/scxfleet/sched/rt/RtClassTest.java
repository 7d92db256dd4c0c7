package org.scxfleet.sched.rt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.sched.kernel.SmallKernel;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;

class RtClassTest {
    private static final long MS = SmallKernel.MS;

    private static SchedParams fifo(int priority) {
        return SchedParams.realTime(SchedPolicy.FIFO, priority);
    }

    private static SmallKernel withoutServers(int cpus) {
        SmallKernel kernel = new SmallKernel(cpus);
        kernel.deadline.servers().attach(ClassId.FAIR, false);
        return kernel;
    }

    @Test
    void shouldRunTheHighestPriorityOnly() {
        SmallKernel kernel = withoutServers(1);
        kernel.hog("low", fifo(10), 0);
        kernel.hog("high", fifo(20), 0);
        kernel.hog("fair", SchedParams.NORMAL, 0);
        kernel.runUntil(1_000 * MS);
        assertThat(kernel.share("high", 1_000 * MS)).isEqualTo(1.0);
        assertThat(kernel.ranNs("fair")).isZero();
    }

    @Test
    void shouldRotateRoundRobinEqualsEveryHundredMilliseconds() {
        SmallKernel kernel = withoutServers(1);
        SchedParams rr = SchedParams.realTime(SchedPolicy.RR, 10);
        kernel.hog("a", rr, 0);
        kernel.hog("b", rr, 0);
        kernel.runUntil(1_000 * MS);
        List<SmallKernel.Segment> segments = kernel.segmentsOf("b");
        assertThat(segments.get(0).lengthNs()).isEqualTo(100 * MS);
        assertThat(kernel.share("a", 1_000 * MS)).isCloseTo(0.5, within(0.01));
    }

    @Test
    void shouldNotRotateFifoEquals() {
        SmallKernel kernel = withoutServers(1);
        kernel.hog("a", fifo(10), 0);
        kernel.hog("b", fifo(10), 0);
        kernel.runUntil(1_000 * MS);
        assertThat(kernel.ranNs("b")).isZero();
    }

    @Test
    void shouldPreemptAFairTaskAtOnceOnWakeUp() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.hog("fair", SchedParams.NORMAL, 0);
        Task rt = kernel.periodic("rt", fifo(1), 1 * MS, 10 * MS, 3 * MS, 0);
        kernel.runUntil(1_000 * MS);
        assertThat(rt.tally.maxWakeLatencyNs).isZero();
        assertThat(kernel.share("rt", 1_000 * MS)).isCloseTo(0.1, within(0.001));
    }

    @Test
    void shouldPutWakingTasksOnDifferentCpus() {
        SmallKernel kernel = new SmallKernel(4);
        for (int i = 0; i < 4; i++) {
            kernel.hog("rt" + i, fifo(10 + i));
        }
        kernel.runUntil(100 * MS);
        for (int i = 0; i < 4; i++) {
            assertThat(kernel.share("rt" + i, 100 * MS)).isEqualTo(1.0);
        }
    }

    @Test
    void shouldPushTheLowerTaskAwayFromABoundHigherOne() {
        SmallKernel kernel = new SmallKernel(2);
        Task free = kernel.hog("free", fifo(10));
        kernel.periodic("bound", fifo(20), SmallKernel.FOREVER, 0, 10 * MS, free.cpu);
        kernel.runUntil(100 * MS);
        assertThat(kernel.share("free", 100 * MS)).isEqualTo(1.0);
        assertThat(kernel.ranNs("bound")).isEqualTo(90 * MS);
    }

    @Test
    void shouldPullAWaitingTaskWhenAHigherOneSleeps() {
        SmallKernel kernel = withoutServers(2);
        kernel.hog("top", fifo(30), 0);
        kernel.periodic("blocker", fifo(25), 20 * MS, 1_000 * MS, 0, 1);
        kernel.hog("waits", fifo(10));
        kernel.runUntil(100 * MS);
        assertThat(kernel.ranNs("waits")).isEqualTo(80 * MS);
    }
}
