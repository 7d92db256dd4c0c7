package org.scxfleet.cli.trace;

import java.util.List;
import org.scxfleet.host.KernelSpec;

/**
 * A kernel as the viewer sees it: a machine of its own with one process, whose threads are the
 * tasks.
 *
 * @param ordinal number among all traced kernels; machine id, and upper part of process ids
 * @param name of the host, or host/guest
 * @param spec for its CPUs and its tick
 * @param taskNames by task number
 */
record TracedKernel(int ordinal, String name, KernelSpec spec, List<String> taskNames) {
    private static final int PIDS_PER_KERNEL = 1 << 20;
    private static final int FIRST_TASK = 2;

    /** Most kernels of one trace, so that process ids stay positive. */
    static final int KERNELS_MAX = 2_000;

    int processId() {
        return ordinal * PIDS_PER_KERNEL + 1;
    }

    /** Thread of a task; 0, the idle thread, for none. */
    int threadId(long task) {
        return task < 0
                ? 0
                : ordinal * PIDS_PER_KERNEL
                        + FIRST_TASK
                        + (int) (task % (PIDS_PER_KERNEL - FIRST_TASK));
    }

    String threadName(long task) {
        if (task < 0) {
            return "swapper";
        }
        return task < taskNames.size() ? taskNames.get((int) task) : "task " + task;
    }
}
