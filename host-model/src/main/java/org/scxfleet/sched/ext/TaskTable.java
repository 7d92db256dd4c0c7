package org.scxfleet.sched.ext;

import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.GpuView;
import org.scxfleet.task.Task;

/** The tasks of the kernel, by number; the owner of the list is the kernel. */
public interface TaskTable {
    /** The task, or null if there is none or it has ended. */
    @Nullable Task byNumber(int number);

    /** Numbers run from 0 below this. */
    int count();

    /** The GPUs, as schedulers see them. */
    default GpuView gpus() {
        return GpuView.NONE;
    }
}
