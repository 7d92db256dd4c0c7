package org.scxfleet.cli.bench;

import java.util.List;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.EnvelopeSink;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.SchedulerFactory;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/**
 * One emulated host that runs for ever, and what the calling thread spends on it.
 *
 * <p>Costs as in the measured kernel (profile {@code lab}), scheduler {@code simple} unless another
 * is named, tick and digest on, nobody watches the trace: what a host of a large run does.
 */
final class EmulatedLoad {
    /** Simulated time between two looks at the CPU clock, which costs a microsecond. */
    private static final long STRIDE_NS = 2_000_000;

    private static final long FOR_EVER_NS = Long.MAX_VALUE / 4;
    private static final List<Envelope> NO_MESSAGE = List.of();
    private static final EnvelopeSink NOBODY =
            envelope -> {
                throw new IllegalStateException("a host alone sends no message");
            };

    private final Host host;
    private long boundNs;

    private EmulatedLoad(Host host) {
        this.host = host;
    }

    /** A host with equal CPUs and tasks that repeat a body for ever. */
    static EmulatedLoad of(int cpus, int tasks, List<Step> body) {
        return new EmulatedLoad(host("bench", 0, CpuTopology.flat(cpus), tasks, body));
    }

    /** The same under a scheduler from an object. */
    static EmulatedLoad of(int cpus, int tasks, List<Step> body, SchedulerFactory scheduler) {
        return new EmulatedLoad(
                host("bench", 0, CpuTopology.flat(cpus), tasks, body, _ -> scheduler));
    }

    /** A host under a built-in scheduler, or none. */
    static EmulatedLoad under(
            SchedulerSpec scheduler, CpuTopology topology, int tasks, List<Step> body) {
        return new EmulatedLoad(
                host("bench", 0, topology, tasks, body, scheduler, new PolicyCatalog()));
    }

    static Host host(String name, int index, CpuTopology topology, int tasks, List<Step> body) {
        return host(name, index, topology, tasks, body, new PolicyCatalog());
    }

    static Host host(
            String name,
            int index,
            CpuTopology topology,
            int tasks,
            List<Step> body,
            SchedulerResolver schedulers) {
        SchedulerSpec simple = SchedulerSpec.builtin("simple");
        return host(name, index, topology, tasks, body, simple, schedulers);
    }

    private static Host host(
            String name,
            int index,
            CpuTopology topology,
            int tasks,
            List<Step> body,
            SchedulerSpec scheduler,
            SchedulerResolver schedulers) {
        List<Step> program = List.of(new Step.Repeat(Step.FOREVER, body));
        KernelSpec kernel =
                KernelSpec.of(
                        topology,
                        CostProfile.LAB,
                        scheduler,
                        List.of(TaskSpec.normal("task", tasks, program)));
        HostSpec spec =
                new HostSpec(
                        name,
                        index,
                        "bench",
                        1,
                        FOR_EVER_NS,
                        kernel,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
        return Host.assemble(spec, schedulers);
    }

    /** Runs a host of {@link #host} up to that time. */
    static void advance(Host host, long boundNs) {
        host.advance(boundNs, NO_MESSAGE, NOBODY);
    }

    /** What happened and what it cost the thread. */
    record Cost(long switches, long events, double cpuSeconds, long allocatedBytes) {
        double switchesPerCpuSecond() {
            return switches / cpuSeconds;
        }

        double nsPerEvent() {
            return cpuSeconds * 1e9 / events;
        }

        double bytesPerEvent() {
            return (double) allocatedBytes / events;
        }
    }

    /** Goes on until the calling thread has spent that much CPU time. */
    Cost spend(double cpuSeconds) {
        long switchesBefore = switches();
        long eventsBefore = host.eventCount();
        long limitNs = (long) (cpuSeconds * 1e9);
        long allocatedBefore = CpuClock.allocatedBytes();
        long startNs = CpuClock.cpuNs();
        long usedNs = 0;
        while (usedNs < limitNs) {
            boundNs += STRIDE_NS;
            advance(host, boundNs);
            usedNs = CpuClock.cpuNs() - startNs;
        }
        long allocated = CpuClock.allocatedBytes() - allocatedBefore;
        return new Cost(
                switches() - switchesBefore,
                host.eventCount() - eventsBefore,
                usedNs / 1e9,
                allocated);
    }

    private long switches() {
        long sum = 0;
        for (long ofCpu : host.report().kernels().getFirst().cpuSwitches()) {
            sum += ofCpu;
        }
        return sum;
    }
}
