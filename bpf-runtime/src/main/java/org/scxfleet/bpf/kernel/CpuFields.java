package org.scxfleet.bpf.kernel;

import org.scxfleet.bpf.kernel.KernelMemory.CpuNumber;
import org.scxfleet.ops.ExtKernel;

/**
 * The run queue and the frequency policy of a CPU. All clocks of a run queue are the time of the
 * run: no time is lost to interrupts, and frequency does not change.
 */
final class CpuFields {
    /** Nominal frequency of the strongest CPU, kHz. */
    private static final long NOMINAL_KHZ = 3_000_000;

    private static final int CAPACITY_SCALE = 1024;

    private CpuFields() {}

    static ObjectType<CpuNumber> defineRunQueue(TypeTable table) {
        ObjectType.Builder<CpuNumber> type = ObjectType.of("rq");
        type.field("struct task_struct *", "curr", CpuFields::current);
        type.field(
                "struct task_struct *",
                "idle",
                (memory, cpu, unit) -> memory.address(memory.idle(cpu.number())));
        type.field("u64", "clock", (memory, cpu, unit) -> memory.nowNs());
        type.field("u64", "clock_task", (memory, cpu, unit) -> memory.nowNs());
        type.field("u64", "clock_pelt", (memory, cpu, unit) -> memory.nowNs());
        type.field("ulong", "lost_idle_time", (memory, cpu, unit) -> 0);
        type.field("int", "cpu", (memory, cpu, unit) -> cpu.number());
        type.field("int", "online", CpuFields::online);
        return type.define(table);
    }

    static ObjectType<CpuNumber> definePolicy(TypeTable table) {
        ObjectType.Builder<CpuNumber> type = ObjectType.of("cpufreq_policy");
        type.field("u32", "cpu", (memory, cpu, unit) -> cpu.number());
        type.nested("cpuinfo", "cpufreq_cpuinfo");
        type.field("u32", "cpuinfo.max_freq", CpuFields::frequency);
        type.field("u32", "cpuinfo.min_freq", CpuFields::frequency);
        type.field("u32", "min", CpuFields::frequency);
        type.field("u32", "max", CpuFields::frequency);
        type.field("u32", "cur", CpuFields::frequency);
        return type.define(table);
    }

    private static long current(KernelMemory memory, CpuNumber cpu, int unit) {
        return memory.currentTask(cpu.number());
    }

    private static long online(KernelMemory memory, CpuNumber cpu, int unit) {
        ExtKernel.All kernel = memory.kernel();
        return kernel == null || kernel.onlineCpus().contains(cpu.number()) ? 1 : 0;
    }

    private static long frequency(KernelMemory memory, CpuNumber cpu, int unit) {
        return NOMINAL_KHZ * memory.topology().capacityPer1024(cpu.number()) / CAPACITY_SCALE;
    }
}
