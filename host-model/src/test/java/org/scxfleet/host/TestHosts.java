package org.scxfleet.host;

import java.util.EnumSet;
import java.util.List;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** Small hosts for tests: a flat topology, no costs, a scheduler without ops. */
final class TestHosts {
    static final long SECOND_NS = 1_000_000_000L;
    static final SchedulerSpec GLOBAL_FIFO = SchedulerSpec.builtin("global-fifo");
    static final SchedulerResolver RESOLVER = scheduler -> environment -> new GlobalFifo();

    private TestHosts() {}

    /** The kernel's own global queue. */
    static final class GlobalFifo implements SchedulerOps {
        @Override
        public String name() {
            return "global_fifo";
        }

        @Override
        public EnumSet<Op> implemented() {
            return EnumSet.noneOf(Op.class);
        }
    }

    static List<Step> forever(Step... steps) {
        return List.of(new Step.Repeat(Step.FOREVER, List.of(steps)));
    }

    static KernelSpec kernel(int cpus, List<GpuSpec> gpus, TaskSpec... tasks) {
        return new KernelSpec(
                CpuTopology.flat(cpus),
                KernelOptions.DEFAULTS,
                CostProfile.NONE,
                GLOBAL_FIFO,
                List.of(),
                gpus,
                List.of(tasks),
                List.of());
    }

    static Host run(KernelSpec kernel, long endNs) {
        Host host = Host.assemble(HostSpec.single("h", 1, endNs, kernel), RESOLVER);
        host.advance(endNs, List.of(), envelope -> {});
        return host;
    }
}
