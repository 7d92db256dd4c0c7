package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;

/** A host whose scheduler was attached before its tasks start. */
class SchedulerAtStartTest {
    private static final long MS = 1_000_000;
    private static final int CPUS = 4;

    /** Keeps what it is given on the CPU where it is; finding an idle one is the kernel's part. */
    private static final class StayingOps implements SchedulerOps {
        int enqueued;

        @Override
        public String name() {
            return "staying";
        }

        @Override
        public EnumSet<Op> implemented() {
            return EnumSet.of(Op.ENQUEUE);
        }

        @Override
        public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
            enqueued++;
            kernel.dsqInsert(task, Scx.DSQ_LOCAL, Scx.SLICE_DFL_NS, enqFlags);
        }
    }

    @Test
    void shouldFindItsIdleCpusForTheTasksThatStartAtOnce() {
        StayingOps ops = new StayingOps();
        TaskSpec hogs =
                TaskSpec.normal(
                        "hog", CPUS, TestHosts.forever(new Step.Compute(Amount.of(5 * MS))));
        Host host =
                Host.assemble(
                        HostSpec.single("h", 1, 100 * MS, TestHosts.kernel(CPUS, List.of(), hogs)),
                        scheduler -> environment -> ops);
        host.advance(100 * MS, List.of(), envelope -> {});
        assertThat(host.report().kernels().getFirst().cpuBusyNs()).containsOnly(100 * MS);
        assertThat(ops.enqueued).isZero();
    }
}
