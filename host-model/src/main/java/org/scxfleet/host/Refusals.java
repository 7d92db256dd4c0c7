package org.scxfleet.host;

import org.scxfleet.exec.Execution;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Task;

/** Notices of what a kernel, or its scheduler, refused to do for a task or for the operator. */
final class Refusals {
    private final Notices notices;
    private final String kernel;

    Refusals(Notices notices, String kernel) {
        this.notices = notices;
        this.kernel = kernel;
    }

    void cgroup(String path) {
        notices.add(
                "cgroup-refused",
                kernel,
                path,
                "the scheduler refused a cgroup; the kernel would not have made it");
    }

    void policy(Task task) {
        notices.add(
                "policy-refused",
                kernel,
                task.toString(),
                "the scheduler does not allow the task policy EXT (EACCES)");
    }

    void parameters(Task task, SchedParams params, int error) {
        notices.add(
                "scheduler-refused",
                kernel,
                task + ": " + params.policy() + ", errno " + error,
                "the kernel refused these parameters (deadline bandwidth is full, or they are out"
                        + " of range); the task keeps its old ones");
    }

    void affinity(Task task) {
        notices.add(
                "affinity-refused",
                kernel,
                task.toString(),
                "no CPU of the affinity asked for is online (EINVAL)");
    }

    void zeroTime(String code, Task task) {
        notices.add(
                code,
                kernel,
                task.toString(),
                "the task let no time pass for "
                        + Execution.MAX_STEPS_WITHOUT_TIME
                        + " steps and was charged for it");
    }

    void noDevice(String code, Task task) {
        notices.add(
                code,
                kernel,
                task.toString(),
                "the task used a device number that has no MIG instance at that time, and ended");
    }

    void noRoom(String code, Task task) {
        notices.add(
                code,
                kernel,
                task.toString(),
                "the GPU had no memory left, or no place under MPS, for the task's context, and"
                        + " the task ended");
    }
}
