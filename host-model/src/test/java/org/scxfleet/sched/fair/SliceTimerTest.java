package org.scxfleet.sched.fair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;

class SliceTimerTest {
    private static final long SLICE_NS = 700_000;
    private static final long RUN_NS = 2_000_000_000L;

    private static TaskSpec hog(int nice) {
        Step work = new Step.Compute(Amount.of(1_000_000));
        return new TaskSpec(
                "nice" + nice,
                "hogs",
                1,
                SchedParams.fair(nice),
                List.of(),
                "/",
                0,
                List.of(new Step.Repeat(Step.FOREVER, List.of(work))));
    }

    /** A slice that ended a nanosecond early would come back for its rest. */
    @ParameterizedTest(name = "profile {0}")
    @ValueSource(strings = {"none", "lab"})
    void shouldEndASliceWhenItIsOverAndNotBefore(String profile) {
        CostProfile costs = profile.equals("lab") ? CostProfile.LAB : CostProfile.NONE;
        KernelSpec kernel =
                KernelSpec.of(
                        CpuTopology.flat(1),
                        costs,
                        SchedulerSpec.NONE,
                        List.of(hog(-5), hog(0), hog(5), hog(10)));
        Host host =
                Host.assemble(
                        HostSpec.single("h", 1, RUN_NS, kernel),
                        scheduler -> {
                            throw new IllegalArgumentException("no scheduler here");
                        });
        List<Long> segmentsNs = new ArrayList<>();
        long[] sinceNs = {0};
        host.traceTo((kind, timeNs, number, cpu, task, a, b) -> {
            if (kind == TraceKind.SWITCH) {
                if (a >= 0) {
                    segmentsNs.add(timeNs - sinceNs[0]);
                }
                sinceNs[0] = timeNs;
            }
        });
        host.advance(RUN_NS, List.of(), envelope -> {});
        assertThat(segmentsNs).hasSizeGreaterThan(500);
        long rests = segmentsNs.stream().filter(segment -> segment < SLICE_NS / 2).count();
        assertThat(rests).isLessThan(segmentsNs.size() / 50);
    }
}
