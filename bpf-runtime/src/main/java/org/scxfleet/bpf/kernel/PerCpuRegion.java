package org.scxfleet.bpf.kernel;

import org.scxfleet.bpf.memory.Region;

/** The copies of the per-CPU variables; read-only. */
final class PerCpuRegion extends Region {
    private final KernelMemory memory;

    PerCpuRegion(KernelMemory memory) {
        super("per-CPU variable");
        this.memory = memory;
    }

    @Override
    public long load(long offset, int sizeBytes) {
        int variable = (int) (offset >>> KernelRegions.PER_CPU_VARIABLE_SHIFT) - 1;
        long within = offset & (1L << KernelRegions.PER_CPU_VARIABLE_SHIFT) - 1;
        int cpu = (int) (within >>> KernelRegions.PER_CPU_CPU_SHIFT);
        int at = (int) within & (1 << KernelRegions.PER_CPU_CPU_SHIFT) - 1;
        if (variable < 0
                || variable >= PerCpuVariable.values().length
                || cpu >= memory.topology().cpuCount()
                || at + sizeBytes > Long.BYTES) {
            throw outside("load", offset, sizeBytes);
        }
        long value = PerCpuVariable.values()[variable].value(memory, cpu) >>> (8 * at);
        return sizeBytes == 8 ? value : value & (1L << (8 * sizeBytes)) - 1;
    }

    @Override
    public void store(long offset, int sizeBytes, long value) {
        throw outside("store", offset, sizeBytes);
    }
}
