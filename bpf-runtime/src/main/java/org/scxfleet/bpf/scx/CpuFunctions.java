package org.scxfleet.bpf.scx;

import static org.scxfleet.bpf.scx.ScxTable.memory;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.kernel.HostEnvironment;
import org.scxfleet.bpf.kernel.KernelMemory;
import org.scxfleet.bpf.kernel.KernelTypes;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsContext.Group;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;

/** CPUs: kicks, sizes, masks, performance, clocks and counters. */
final class CpuFunctions {
    private static final int EVENT_BYTES = KernelTypes.sizeBytes("scx_event_stats");

    private CpuFunctions() {}

    static void addTo(ScxTable table) {
        table.addCpuForm(
                Group.ANY,
                0,
                "void scx_bpf_kick_cpu(s32 cpu, u64 flags)",
                (m, kernel, cpu, flags, c, d, e) -> {
                    kernel.kickCpu((int) cpu, flags);
                    return 0;
                });
        table.addCpuForm(
                Group.ANY,
                0,
                "struct task_struct *scx_bpf_cpu_curr(s32 cpu)",
                (m, kernel, cpu, b, c, d, e) ->
                        isCpu(kernel, (int) cpu) ? memory(m).currentTask((int) cpu) : 0);
        table.addCpuForm(
                Group.ANY,
                -1,
                "s32 scx_bpf_cpu_node(s32 cpu)",
                (m, kernel, cpu, b, c, d, e) -> kernel.cpuNode((int) cpu));
        table.add(Group.ANY, 0, "struct rq *scx_bpf_locked_rq(void)", CpuFunctions::lockedQueue);
        table.add(
                Group.ANY,
                KernelMemory.UPTIME_AT_START_NS,
                "u64 scx_bpf_now(void)",
                (m, kernel, a, b, c, d, e) -> memory(m).nowNs());
        table.add(
                Group.ANY,
                0,
                "void scx_bpf_events(struct scx_event_stats *events, u64 events__sz)",
                CpuFunctions::events);
        addSizes(table);
        addPerformance(table);
        addMasks(table);
    }

    /** Ends the scheduler for a number that is no CPU, as every function over CPUs does. */
    private static boolean isCpu(ExtKernel.All kernel, int cpu) {
        if (cpu >= 0 && cpu < kernel.cpuCount()) {
            return true;
        }
        kernel.fault("invalid CPU " + cpu);
        return false;
    }

    private static long lockedQueue(
            Machine m, ExtKernel.All kernel, long a, long b, long c, long d, long e) {
        Op op = HostEnvironment.of(m).op();
        boolean locked =
                op != null
                        && switch (op) {
                            case ENQUEUE,
                                    DEQUEUE,
                                    DISPATCH,
                                    TICK,
                                    RUNNABLE,
                                    RUNNING,
                                    STOPPING,
                                    QUIESCENT,
                                    YIELD,
                                    SET_WEIGHT,
                                    SET_CPUMASK,
                                    UPDATE_IDLE,
                                    CPU_ACQUIRE,
                                    CPU_RELEASE,
                                    ENABLE,
                                    DISABLE ->
                                    true;
                            case Op other -> false;
                        };
        if (!locked) {
            kernel.fault("accessing locked rq without holding it");
            return 0;
        }
        return memory(m).runQueueAddress(kernel.thisCpu());
    }

    private static long events(
            Machine m, ExtKernel.All kernel, long to, long size, long c, long d, long e) {
        long bytes = Math.min(size & 0xffffffffL, EVENT_BYTES);
        for (ScxEvent event : ScxEvent.values()) {
            int at = event.ordinal() * Long.BYTES;
            if (at + Long.BYTES <= bytes) {
                m.memory().store64(to + at, kernel.eventCount(event));
            }
        }
        return 0;
    }

    private static void addSizes(ScxTable table) {
        table.add(
                Group.ANY,
                1,
                "u32 scx_bpf_nr_node_ids(void)",
                (m, kernel, a, b, c, d, e) -> kernel.topology().nodeCount());
        table.add(
                Group.ANY,
                1,
                "u32 scx_bpf_nr_cpu_ids(void)",
                (m, kernel, a, b, c, d, e) -> kernel.cpuCount());
    }

    private static void addPerformance(ScxTable table) {
        table.addCpuForm(
                Group.ANY,
                Scx.CPUPERF_ONE,
                "u32 scx_bpf_cpuperf_cap(s32 cpu)",
                (m, kernel, cpu, b, c, d, e) -> kernel.cpuPerfCapacity((int) cpu));
        table.addCpuForm(
                Group.ANY,
                Scx.CPUPERF_ONE,
                "u32 scx_bpf_cpuperf_cur(s32 cpu)",
                (m, kernel, cpu, b, c, d, e) -> kernel.cpuPerfCurrent((int) cpu));
        table.addCpuForm(
                Group.ANY,
                0,
                "void scx_bpf_cpuperf_set(s32 cpu, u32 perf)",
                (m, kernel, cpu, perf, c, d, e) -> {
                    kernel.cpuPerfSet((int) cpu, (int) perf);
                    return 0;
                });
    }

    private static void addMasks(ScxTable table) {
        table.addCpuForm(
                Group.ANY,
                0,
                "const struct cpumask *scx_bpf_get_possible_cpumask(void)",
                (m, kernel, a, b, c, d, e) -> memory(m).maskAddress(kernel.topology().allCpus()));
        table.addCpuForm(
                Group.ANY,
                0,
                "const struct cpumask *scx_bpf_get_online_cpumask(void)",
                (m, kernel, a, b, c, d, e) -> memory(m).maskAddress(kernel.onlineCpus()));
        table.addCpuForm(
                Group.ANY,
                0,
                "void scx_bpf_put_cpumask(const struct cpumask *cpumask)",
                (m, kernel, mask, b, c, d, e) -> 0);
    }
}
