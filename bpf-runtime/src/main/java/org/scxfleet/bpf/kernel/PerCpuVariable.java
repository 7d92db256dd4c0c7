package org.scxfleet.bpf.kernel;

import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.memory.AddressSpace;

/** The per-CPU variables of the kernel that programs may refer to by name. */
enum PerCpuVariable {
    SD_LLC_ID("int sd_llc_id"),
    SD_LLC_SIZE("int sd_llc_size"),
    SCHED_CORE_PRIORITY("int sched_core_priority"),
    PREEMPT_COUNT("int __preempt_count"),
    RUNQUEUES("struct rq runqueues"),
    CPUFREQ_CPU_DATA("struct cpufreq_policy *cpufreq_cpu_data");

    private final String declaration;
    private final String variableName;

    PerCpuVariable(String declaration) {
        this.declaration = declaration;
        this.variableName =
                declaration.substring(
                        Math.max(declaration.lastIndexOf(' '), declaration.lastIndexOf('*')) + 1);
    }

    String declaration() {
        return declaration;
    }

    /** The address that stands for the variable itself, as bpf_per_cpu_ptr takes it. */
    long address() {
        return AddressSpace.address(
                KernelRegions.PER_CPU, (ordinal() + 1L) << KernelRegions.PER_CPU_VARIABLE_SHIFT);
    }

    static @Nullable PerCpuVariable named(String name) {
        for (PerCpuVariable variable : values()) {
            if (variable.variableName.equals(name)) {
                return variable;
            }
        }
        return null;
    }

    /** The variable at an address, or null. */
    static @Nullable PerCpuVariable at(long address) {
        int number =
                KernelRegions.number(
                        KernelRegions.PER_CPU, KernelRegions.PER_CPU_VARIABLE_SHIFT, address);
        return number >= 1 && number <= values().length ? values()[number - 1] : null;
    }

    /** Where a CPU's copy lies. */
    long addressOn(KernelMemory memory, int cpu) {
        return switch (this) {
            case RUNQUEUES -> memory.runQueueAddress(cpu);
            case SD_LLC_ID, SD_LLC_SIZE, SCHED_CORE_PRIORITY, PREEMPT_COUNT, CPUFREQ_CPU_DATA ->
                    address() + ((long) cpu << KernelRegions.PER_CPU_CPU_SHIFT);
        };
    }

    /** The value of a CPU's copy. */
    long value(KernelMemory memory, int cpu) {
        return switch (this) {
            case SD_LLC_ID -> memory.topology().cpusOfLlc(memory.topology().llc(cpu)).first();
            case SD_LLC_SIZE -> memory.topology().cpusOfLlc(memory.topology().llc(cpu)).size();
            case SCHED_CORE_PRIORITY -> memory.topology().capacityPer1024(cpu);
            case CPUFREQ_CPU_DATA ->
                    KernelRegions.address(
                            KernelRegions.FREQUENCY_POLICIES,
                            KernelRegions.FREQUENCY_POLICY_SHIFT,
                            cpu);
            case PREEMPT_COUNT, RUNQUEUES -> 0;
        };
    }
}
