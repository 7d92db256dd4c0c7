package org.scxfleet.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;

/**
 * What must hold on a host after every event, whatever its scheduler does: a task runs, waits in
 * one place, or sleeps; counts agree with what is counted; CPU time is neither lost nor invented;
 * time does not go back; an idle CPU has nothing to run or is about to look.
 *
 * <p>Every check looks at all tasks, CPUs and queues of every kernel: some microseconds for ten
 * tasks, a millisecond for a thousand. Off unless {@link Host#checkInvariants} switches it on.
 */
final class HostInvariants {
    private final HostSpec spec;
    private final List<Kernel> kernels;
    private long lastNs;

    HostInvariants(HostSpec spec, List<Kernel> kernels) {
        this.spec = spec;
        this.kernels = kernels;
    }

    /**
     * @throws IllegalStateException if something does not hold; with the host's seed, the time and
     *     the number of the event
     */
    void check(long nowNs, long event) {
        if (nowNs < lastNs) {
            throw broken(nowNs, event, "time went back from " + lastNs + " ns");
        }
        lastNs = nowNs;
        for (Kernel kernel : kernels) {
            String found = violation(kernel, nowNs);
            if (found != null) {
                throw broken(nowNs, event, "kernel " + kernel.name() + ": " + found);
            }
        }
    }

    private IllegalStateException broken(long nowNs, long event, String what) {
        return new IllegalStateException(
                "host "
                        + spec.name()
                        + ", seed "
                        + spec.seed()
                        + ", event "
                        + event
                        + " at "
                        + nowNs
                        + " ns: "
                        + what);
    }

    private static @Nullable String violation(Kernel kernel, long nowNs) {
        SchedCore core = kernel.core();
        int[] running = new int[core.cpuCount()];
        int[][] byClass = new int[core.cpuCount()][ClassId.values().length];
        for (Task task : kernel.tasks()) {
            String found = taskViolation(core.runQueueOf(task), task);
            if (found != null) {
                return task + ": " + found;
            }
            if (task.queued && !waitsForBudget(task)) {
                running[task.cpu]++;
                byClass[task.cpu][task.schedClass.ordinal()]++;
            }
        }
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            RunQueue rq = core.runQueue(cpu);
            if (rq.stopTask.queued) {
                running[cpu]++;
                byClass[cpu][ClassId.STOP.ordinal()]++;
            }
            String found = cpuViolation(rq, running[cpu], byClass[cpu]);
            if (found != null) {
                return "CPU " + cpu + ": " + found;
            }
        }
        String found = kernel.ext().violation();
        return found != null ? found : timeViolation(kernel, nowNs);
    }

    private static @Nullable String taskViolation(RunQueue rq, Task task) {
        boolean current = rq.current == task;
        boolean executing = rq.executing == task;
        if (task.onCpu != executing) {
            return "on a CPU: " + task.onCpu + ", current of CPU " + rq.cpu + ": " + executing;
        }
        if (task.proxied != (executing && !current)) {
            return "in another's place: " + task.proxied + ", current: " + current;
        }
        if (executing && task.blockedOn >= 0) {
            return "it executes and waits for a mutex";
        }
        if (current && rq.executing != null && (task.state != TaskState.RUNNABLE || !task.queued)) {
            return "it runs in state " + task.state + ", queued: " + task.queued;
        }
        boolean putAside =
                (task.fair != null && task.fair.throttled)
                        || (task.dl != null && task.dl.throttled);
        if (task.state == TaskState.RUNNABLE && !task.queued && !putAside) {
            return "it is runnable and forgotten";
        }
        boolean delayed = task.fair != null && task.fair.delayed;
        if (task.queued && task.state != TaskState.RUNNABLE && !delayed) {
            return "it is queued in state " + task.state;
        }
        return task.migrating ? "a migration outlives its event" : null;
    }

    /** A throttled task is on its run queue, but does not count until its budget is back. */
    private static boolean waitsForBudget(Task task) {
        return (task.schedClass == ClassId.FAIR && task.fair != null && task.fair.throttled)
                || (task.schedClass == ClassId.DEADLINE && task.dl != null && task.dl.throttled);
    }

    private static @Nullable String cpuViolation(RunQueue rq, int running, int[] byClass) {
        if (rq.running != running) {
            return rq.running + " tasks counted, " + running + " queued";
        }
        int aboveExt = 0;
        for (ClassId id : ClassId.values()) {
            int counted = rq.runningByClass[id.ordinal()];
            if (counted != byClass[id.ordinal()]) {
                return counted + " tasks of class " + id + ", " + byClass[id.ordinal()] + " queued";
            }
            aboveExt += id.above(ClassId.EXT) ? counted : 0;
        }
        if (rq.current == null && aboveExt > 0 && !rq.needResched) {
            return "idle with " + aboveExt + " runnable tasks and no reschedule pending";
        }
        if (!rq.needResched && rq.nextClass != rq.currentClass()) {
            return "runs class " + rq.currentClass() + ", expects " + rq.nextClass;
        }
        return null;
    }

    /**
     * On a host, a CPU that is not idle executes some task all the time. A guest's CPU also enters,
     * leaves and waits for its turn.
     */
    private static @Nullable String timeViolation(Kernel kernel, long nowNs) {
        long busyNs = 0;
        long executedNs = 0;
        for (int cpu = 0; cpu < kernel.core().cpuCount(); cpu++) {
            RunQueue rq = kernel.core().runQueue(cpu);
            long ownNs = rq.busyNs + (rq.current == null ? 0 : nowNs - rq.busySinceNs);
            if (ownNs < 0 || ownNs > nowNs) {
                return "CPU " + cpu + " was busy for " + ownNs + " ns of " + nowNs;
            }
            busyNs += ownNs;
            executedNs += executedNs(rq.stopTask, nowNs);
        }
        for (Task task : kernel.tasks()) {
            executedNs += executedNs(task, nowNs);
        }
        boolean agrees = kernel.owner() == 0 ? executedNs == busyNs : executedNs <= busyNs;
        return agrees
                ? null
                : "CPUs were busy for " + busyNs + " ns, tasks ran for " + executedNs + " ns";
    }

    private static long executedNs(Task task, long nowNs) {
        long openNs = task.work.sinceNs >= 0 ? nowNs - task.work.sinceNs - task.work.toldNs : 0;
        return task.tally.runNs + openNs;
    }
}
