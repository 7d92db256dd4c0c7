package org.scxfleet.sched.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.scxfleet.sched.kernel.SmallKernel;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;

class DeadlineClassTest {
    private static final long MS = SmallKernel.MS;

    private static SchedParams deadline(long runtimeMs, long deadlineMs, long periodMs) {
        return new SchedParams(
                SchedPolicy.DEADLINE, 0, 0, runtimeMs * MS, deadlineMs * MS, periodMs * MS);
    }

    @Test
    void shouldHoldAHogToItsBudget() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.hog("dl", deadline(10, 100, 100), 0);
        kernel.hog("fair", SchedParams.NORMAL, 0);
        kernel.runUntil(5_000 * MS);
        assertThat(kernel.share("dl", 5_000 * MS)).isCloseTo(0.1, within(0.001));
        assertThat(kernel.segmentsOf("dl")).allMatch(s -> s.lengthNs() == 10 * MS);
    }

    @Test
    void shouldRunTheEarlierDeadlineFirst() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.periodic("late", deadline(20, 100, 100), 15 * MS, 100 * MS, 0, 0);
        kernel.periodic("early", deadline(10, 30, 100), 5 * MS, 100 * MS, 2 * MS, 0);
        kernel.runUntil(1_000 * MS);
        assertThat(kernel.segmentsOf("early"))
                .allMatch(s -> s.lengthNs() == 5 * MS && s.fromNs() % (100 * MS) == 2 * MS);
    }

    @Test
    void shouldMeetAllDeadlinesUpToFullLoad() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.deadline.servers().attach(ClassId.FAIR, false);
        kernel.periodic("a", deadline(5, 10, 10), 5 * MS, 10 * MS, 0, 0);
        kernel.periodic("b", deadline(10, 20, 20), 10 * MS, 20 * MS, 0, 0);
        kernel.runUntil(2_000 * MS);
        assertThat(kernel.ranNs("a")).isEqualTo(1_000 * MS);
        assertThat(kernel.ranNs("b")).isEqualTo(1_000 * MS);
    }

    @Test
    void shouldRefuseWhatTheMachineCannotHold() {
        SmallKernel kernel = new SmallKernel(2);
        Task task = kernel.hog("t", SchedParams.NORMAL);
        // Two CPUs, two servers of 5 %: 1.9 CPUs are left.
        assertThat(kernel.deadline.admit(task, deadline(90, 100, 100))).isZero();
        kernel.change.setScheduler(task, deadline(90, 100, 100));
        kernel.runUntil(10 * MS);
        Task second = kernel.hog("s", SchedParams.NORMAL);
        kernel.change.setScheduler(second, deadline(95, 100, 100));
        kernel.runUntil(20 * MS);
        Task third = kernel.hog("u", SchedParams.NORMAL);
        assertThat(kernel.deadline.admit(third, deadline(10, 100, 100))).isEqualTo(-16);
        assertThat(kernel.deadline.admit(third, deadline(4, 100, 100))).isZero();
    }

    @Test
    void shouldGiveBandwidthBackWhenATaskLeavesTheClass() {
        SmallKernel kernel = new SmallKernel(1);
        long before = kernel.deadline.totalBandwidth();
        Task task = kernel.hog("t", deadline(50, 100, 100), 0);
        kernel.runUntil(10 * MS);
        assertThat(kernel.deadline.totalBandwidth() - before).isEqualTo((1 << 20) / 2);
        kernel.change.setScheduler(task, SchedParams.NORMAL);
        assertThat(kernel.deadline.totalBandwidth()).isEqualTo(before);
    }

    @Test
    void shouldSpreadOverCpus() {
        SmallKernel kernel = new SmallKernel(3);
        for (int i = 0; i < 3; i++) {
            kernel.periodic("d" + i, deadline(60, 100, 100), 50 * MS, 100 * MS, 0);
        }
        kernel.runUntil(1_000 * MS);
        for (int i = 0; i < 3; i++) {
            assertThat(kernel.segmentsOf("d" + i)).allMatch(s -> s.lengthNs() == 50 * MS);
        }
    }

    @Test
    void shouldStayAboveRt() {
        SmallKernel kernel = new SmallKernel(1);
        kernel.hog("rt", SchedParams.realTime(SchedPolicy.FIFO, 99), 0);
        kernel.periodic("dl", deadline(3, 10, 10), 2 * MS, 10 * MS, 0, 0);
        kernel.runUntil(500 * MS);
        assertThat(kernel.segmentsOf("dl")).hasSize(50).allMatch(s -> s.lengthNs() == 2 * MS);
    }
}
