package org.scxfleet.bpf.kernel;

import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.memory.AddressSpace;

/**
 * Where the objects of the emulated kernel lie. An address follows from an object's type and
 * number, so it is the same on every run and on every host.
 */
final class KernelRegions {
    /** Tasks by number, over four regions. */
    static final int TASKS = AddressLayout.KERNEL_FIRST;

    static final int TASK_REGIONS = 4;
    static final int TASK_SHIFT = 12;
    static final int TASKS_PER_REGION = 1 << (32 - TASK_SHIFT);

    /** The idle task of each CPU. */
    static final int IDLE_TASKS = TASKS + TASK_REGIONS;

    static final int CGROUPS = IDLE_TASKS + 1;
    static final int CGROUP_SHIFT = 10;

    /** Directory entries of cgroups. */
    static final int CGROUP_NODES = CGROUPS + 1;

    static final int CGROUP_NODE_SHIFT = 6;

    /** Names of cgroups. */
    static final int CGROUP_NAMES = CGROUP_NODES + 1;

    static final int CGROUP_NAME_SHIFT = 12;

    /** Memberships of tasks, one for each cgroup. */
    static final int CSS_SETS = CGROUP_NAMES + 1;

    static final int CSS_SET_SHIFT = 8;

    /** The cpu controller's part of a cgroup. */
    static final int TASK_GROUPS = CSS_SETS + 1;

    static final int TASK_GROUP_SHIFT = 8;

    static final int RUN_QUEUES = TASK_GROUPS + 1;
    static final int RUN_QUEUE_SHIFT = 8;

    /** CPU masks of the kernel. */
    static final int MASKS = RUN_QUEUES + 1;

    /** Per-CPU variables. */
    static final int PER_CPU = MASKS + 1;

    static final int PER_CPU_VARIABLE_SHIFT = 24;
    static final int PER_CPU_CPU_SHIFT = 8;

    static final int FREQUENCY_POLICIES = PER_CPU + 1;
    static final int FREQUENCY_POLICY_SHIFT = 6;

    /** Structs that are handed to a callback. */
    static final int ARGUMENTS = FREQUENCY_POLICIES + 1;

    /** Texts of an exit record. */
    static final int EXIT_TEXTS = ARGUMENTS + 1;

    /** Objects that programs compare and pass on but do not look into. */
    static final int OPAQUE = EXIT_TEXTS + 1;

    /** Paths of cgroups. */
    static final int CGROUP_PATHS = OPAQUE + 1;

    private KernelRegions() {}

    static long address(int region, int shift, int number) {
        return AddressSpace.address(region, (long) number << shift);
    }

    /** Returns the number of the object that begins at an address, or -1. */
    static int number(int region, int shift, long address) {
        long offset = address & 0xffffffffL;
        return address >>> 32 == region && (offset & (1L << shift) - 1) == 0
                ? (int) (offset >>> shift)
                : -1;
    }
}
