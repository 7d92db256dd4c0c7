package org.scxfleet.sched.ext;

import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.ExtEntity;
import org.scxfleet.task.ExtEntity.OpsState;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuTopology;

/**
 * What must hold in the sched_ext part of a kernel after every event: each task is in one place,
 * the books about it agree, nothing that could run is forgotten. Looks at every task and every
 * queue, so it is for tests.
 */
final class ExtInvariants {
    private final Ext ext;
    private final TaskTable tasks;

    ExtInvariants(Ext ext, TaskTable tasks) {
        this.ext = ext;
        this.tasks = tasks;
    }

    /** What does not hold, or null. */
    @Nullable String violation() {
        int waiting = 0;
        for (int number = 0; number < tasks.count(); number++) {
            Task task = tasks.byNumber(number);
            if (task != null) {
                String found = taskViolation(task);
                if (found != null) {
                    return task + " on CPU " + task.cpu + ": " + found;
                }
                waiting += task.scx.runnableCpu >= 0 ? 1 : 0;
            }
        }
        int listed = 0;
        for (int cpu = 0; cpu < ext.cpuCount(); cpu++) {
            String found = cpuViolation(ext.cpu(cpu));
            if (found != null) {
                return "CPU " + cpu + ": " + found;
            }
            listed += listed(ext.cpu(cpu));
        }
        if (listed != waiting) {
            return listed + " tasks are on waiting lists, " + waiting + " say so";
        }
        return queueViolation();
    }

    private @Nullable String taskViolation(Task task) {
        ExtEntity entity = task.scx;
        boolean inExt = task.schedClass == ClassId.EXT;
        boolean running = ext.core().runQueueOf(task).current == task;
        if (entity.queued != (inExt && task.queued)) {
            return "queued for ext: " + entity.queued + ", for the core: " + task.queued;
        }
        int places = places(entity);
        if (!entity.queued || running) {
            if (places > 0 || entity.runnableCpu >= 0 || entity.inCustody) {
                return "it does not wait, but is in " + places + " places";
            }
        } else if (entity.runnableCpu != task.cpu) {
            return "it waits, but is on the waiting list of CPU " + entity.runnableCpu;
        } else if (places != 1 && !isStranded(entity, places)) {
            return "it waits in " + places + " places";
        } else if (entity.inCustody != isHeld(entity) && !keepsCustody(entity)) {
            return "custody is " + entity.inCustody + " with ops state " + entity.opsState;
        }
        if (entity.sliceNs < 0 && entity.sliceNs != Scx.SLICE_INF) {
            return "slice " + entity.sliceNs + " ns";
        }
        if (entity.opsState == OpsState.QUEUEING || entity.opsState == OpsState.DISPATCHING) {
            return "ops state " + entity.opsState + " outlives its event";
        }
        return entity.stickyCpu >= 0 ? "a migration outlives its event" : null;
    }

    private static int places(ExtEntity entity) {
        return (entity.dsq != null ? 1 : 0)
                + (entity.deferred ? 1 : 0)
                + (entity.opsState == OpsState.QUEUED ? 1 : 0);
    }

    /** Re-enqueued too often: on no queue until the scheduler, already ending, is gone. */
    private boolean isStranded(ExtEntity entity, int places) {
        return places == 0
                && ext.loaded().exit != null
                && entity.reenqueueCount > Scx.REENQUEUE_MAX_REPEAT;
    }

    /**
     * Taken from a user DSQ, offered anew and parked for another CPU: custody goes on until the
     * task arrives there.
     */
    private static boolean keepsCustody(ExtEntity entity) {
        return entity.inCustody && entity.deferred && entity.reenqueueCount > 0;
    }

    private static boolean isHeld(ExtEntity entity) {
        boolean onUserDsq = entity.dsq instanceof DispatchQueue dsq && dsq.isUser();
        return onUserDsq || entity.opsState == OpsState.QUEUED;
    }

    private @Nullable String cpuViolation(ExtCpu cpu) {
        if (cpu.inDispatch || cpu.inWakeup || cpu.buffered > 0 || cpu.extraEnqFlags != 0) {
            return "a dispatch or wake-up outlives its event";
        }
        if (cpu.deferredInPick) {
            return "deferred work outlives its pick";
        }
        int immed = 0;
        for (Task task = cpu.local.first(); task != null; task = DispatchQueue.after(task)) {
            if (task.cpu != cpu.rq.cpu) {
                return task + " of CPU " + task.cpu + " is on its local DSQ";
            }
            immed += task.scx.immed ? 1 : 0;
        }
        if (immed != cpu.local.immedCount()) {
            return immed + " immediate tasks, counted " + cpu.local.immedCount();
        }
        boolean forgotten =
                cpu.rq.current == null && cpu.local.length() > 0 && !cpu.idleBesideLocalTask;
        if (forgotten && !cpu.rq.needResched) {
            return "idle with " + cpu.local.first() + " on its local DSQ and no reschedule pending";
        }
        return null;
    }

    private static int listed(ExtCpu cpu) {
        int listed = 0;
        for (Task task = cpu.runnableHead; task != null; task = task.scx.runnableNext) {
            if (task.scx.runnableCpu != cpu.rq.cpu) {
                throw new IllegalStateException(
                        task + " is on the waiting list of CPU " + cpu.rq.cpu);
            }
            listed++;
        }
        return listed;
    }

    private @Nullable String queueViolation() {
        for (int cpu = 0; cpu < ext.cpuCount(); cpu++) {
            String found = orderViolation(ext.cpu(cpu).local);
            if (found != null) {
                return found;
            }
        }
        LoadedScheduler loaded = ext.scheduler();
        if (loaded == null) {
            return ext.bypassDepth == 0 ? null : "bypass without a scheduler";
        }
        for (DispatchQueue dsq : loaded.userDsqs.inOrder()) {
            String found = orderViolation(dsq);
            if (found != null) {
                return found;
            }
        }
        CpuTopology topology = ext.core().topology();
        for (int node = 0; node < topology.nodeCount(); node++) {
            String found = orderViolation(loaded.globalDsqs[node]);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable String orderViolation(DispatchQueue dsq) {
        int length = 0;
        Task before = null;
        for (Task task = dsq.first(); task != null; task = DispatchQueue.after(task)) {
            length++;
            if (task.scx.dsq != dsq) {
                return task + " is on a DSQ that it does not know";
            }
            // A scheduler may write the vtime of a queued task; then the order is its own affair.
            if (before != null
                    && before.scx.dsqByVtime
                    && task.scx.dsqByVtime
                    && before.scx.queuedVtime - task.scx.queuedVtime > 0) {
                return task + " is behind " + before + " in spite of its vtime";
            }
            before = task;
        }
        return length == dsq.length()
                ? null
                : "a DSQ has " + length + " tasks, counted " + dsq.length();
    }
}
