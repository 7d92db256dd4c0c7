package org.scxfleet.topology;

import java.util.List;
import java.util.function.Supplier;

/**
 * A named machine.
 *
 * @param name as written in a scenario
 * @param description one line
 * @param costFamily machines with the same costs of moving data between CPUs; the name of their
 *     cost profile
 * @param machine makes the processors
 * @param gpus devices by number
 */
public record TopologyPreset(
        String name,
        String description,
        String costFamily,
        Supplier<CpuTopology> machine,
        List<GpuSlot> gpus) {
    public TopologyPreset {
        gpus = List.copyOf(gpus);
    }

    /** The processors. */
    public CpuTopology topology() {
        return machine.get();
    }

    /**
     * One GPU device of the machine.
     *
     * @param node NUMA node whose CPUs are near it
     */
    public record GpuSlot(String model, long memoryMib, int node) {}
}
