package org.scxfleet.workload.measured;

import org.scxfleet.topology.CpuTopology;
import org.scxfleet.workload.input.TaskWorkload;

/**
 * One measured case: what was run on which machine under which scheduler.
 *
 * @param name key into the tables of figures
 * @param workloadName cases with the same workload share it
 * @param topology the virtual machine
 * @param scheduler what was loaded
 * @param repetitions how often it was run, each from a boot of its own
 * @param workload tasks, duration, and cgroups with their measured weights
 */
public record MeasuredCase(
        String name,
        String workloadName,
        MeasuredTopology topology,
        SchedulerCommand scheduler,
        int repetitions,
        Trust trust,
        TaskWorkload workload) {

    /** How far the figures hold. */
    public enum Trust {
        NORMAL,
        /** Two tasks race within microseconds: only shares mean something. */
        LOW
    }

    /**
     * The machine of a case.
     *
     * @param cores per socket
     * @param threads per core
     */
    public record MeasuredTopology(int cpus, int sockets, int cores, int threads, int numaNodes) {
        public MeasuredTopology {
            if (sockets < 1
                    || cores < 1
                    || threads < 1
                    || (long) sockets * cores * threads != cpus
                    || numaNodes < 1
                    || numaNodes % sockets != 0
                    || cores % (numaNodes / sockets) != 0) {
                throw new IllegalArgumentException(
                        cpus
                                + " CPUs are not "
                                + sockets
                                + " sockets x "
                                + cores
                                + " cores x "
                                + threads
                                + " threads in "
                                + numaNodes
                                + " nodes");
            }
        }

        /** Siblings have adjacent numbers, and every node has one last-level cache. */
        public CpuTopology toCpuTopology() {
            int nodesPerSocket = numaNodes / sockets;
            return CpuTopology.regular(
                    "measured-" + cpus,
                    sockets,
                    nodesPerSocket,
                    1,
                    cores / nodesPerSocket,
                    threads,
                    true);
        }
    }
}
