package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.scxfleet.host.TracedHost.MS;
import static org.scxfleet.host.TracedHost.hog;
import static org.scxfleet.host.TracedHost.task;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;

/** Busy CPUs that go without a tick: what stops it, and what brings it back. */
class TickStopTest {
    private static final int CPU = 1;
    private static final List<Integer> HERE = List.of(CPU);
    private static final long SECOND = 1_000 * MS;

    private final RecordingOps ops = new RecordingOps();
    private long ticks;

    private Host host(List<Integer> nohzFull, SchedulerSpec scheduler, TaskSpec... tasks) {
        KernelSpec kernel =
                new KernelSpec(
                        CpuTopology.flat(2),
                        KernelOptions.DEFAULTS.withNohzFull(nohzFull),
                        CostProfile.NONE,
                        scheduler,
                        List.of(),
                        List.of(),
                        List.of(tasks),
                        List.of());
        Host host =
                Host.assemble(
                        HostSpec.single("h", 1, 10 * SECOND, kernel), spec -> environment -> ops);
        host.checkInvariants(true);
        host.traceTo((kind, timeNs, number, cpu, task, a, b) -> {
            if (kind == TraceKind.TICK && cpu == CPU) {
                ticks++;
            }
        });
        return host;
    }

    private long ticksBetween(Host host, long fromNs, long toNs) {
        host.advance(fromNs, List.of(), envelope -> {});
        ticks = 0;
        host.advance(toNs, List.of(), envelope -> {});
        return ticks;
    }

    private static TaskSpec roundRobin(String name) {
        return new TaskSpec(
                name,
                name,
                1,
                SchedParams.realTime(SchedPolicy.RR, 10),
                HERE,
                "/",
                0,
                List.of(hog()));
    }

    @Test
    void shouldStopTheTickOfASingleFairTaskButForOneASecond() {
        Host host = host(HERE, SchedulerSpec.NONE, task("A", 0, HERE, hog()));
        assertThat(ticksBetween(host, 500 * MS, 5_500 * MS)).isEqualTo(5);
    }

    @Test
    void shouldTickOnOtherCpus() {
        Host host = host(List.of(0), SchedulerSpec.NONE, task("A", 0, HERE, hog()));
        assertThat(ticksBetween(host, 500 * MS, 1_500 * MS)).isEqualTo(250);
    }

    @Test
    void shouldTickAgainFromASecondFairTaskOn() {
        Host host =
                host(
                        HERE,
                        SchedulerSpec.NONE,
                        task("A", 0, HERE, hog()),
                        task("B", 500 * MS, HERE, hog()));
        assertThat(ticksBetween(host, 100 * MS, 500 * MS)).isZero();
        assertThat(ticksBetween(host, 501 * MS, 901 * MS)).isEqualTo(100);
    }

    @Test
    void shouldTickForTasksThatTakeTurnsOnly() {
        assertThat(
                        ticksBetween(
                                host(HERE, SchedulerSpec.NONE, roundRobin("A")),
                                100 * MS,
                                900 * MS))
                .isZero();
        Host two = host(HERE, SchedulerSpec.NONE, roundRobin("A"), roundRobin("B"));
        assertThat(ticksBetween(two, 100 * MS, 900 * MS)).isEqualTo(200);
    }

    @Test
    void shouldTickForAFiniteSliceAndNotForAnInfiniteOne() {
        ops.enqueue = (kernel, task, flags) -> kernel.dsqInsert(task, Scx.DSQ_LOCAL, MS, 0);
        SchedulerSpec recording = SchedulerSpec.builtin("recording");
        Host finite = host(HERE, recording, task("A", 0, HERE, hog()));
        assertThat(ticksBetween(finite, 100 * MS, 500 * MS)).isEqualTo(100);
        ops.enqueue =
                (kernel, task, flags) -> kernel.dsqInsert(task, Scx.DSQ_LOCAL, Scx.SLICE_INF, 0);
        Host infinite = host(HERE, recording, task("A", 0, HERE, hog()));
        ops.calls.clear();
        assertThat(ticksBetween(infinite, 100 * MS, 3_100 * MS)).isEqualTo(3);
        // Another CPU does the tick of each second.
        assertThat(ops.calls).contains("cpu0 tick(A)").doesNotContain("cpu1 tick(A)");
    }

    @Test
    void shouldKeepACpuForHousekeeping() {
        assertThatThrownBy(() -> host(List.of(0, 1), SchedulerSpec.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nohz_full names all CPUs");
        assertThatThrownBy(() -> host(List.of(2), SchedulerSpec.NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nohz_full CPU 2 is outside 0..1");
    }
}
