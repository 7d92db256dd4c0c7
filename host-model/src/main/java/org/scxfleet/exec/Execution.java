package org.scxfleet.exec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;
import org.scxfleet.ops.TracePoint;
import org.scxfleet.sched.Migrator;
import org.scxfleet.sched.Queueing;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.TaskRunner;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.task.Work;
import org.scxfleet.topology.CpuTopology;

/**
 * Executes tasks on CPUs: how far each running task has come, when its present computation ends,
 * and what it does next.
 *
 * <p><b>Progress.</b> A computation is an amount of work; the CPU's speed (capacity, SMT sharing)
 * says how long it takes. Progress is brought up to date only when something changes: a switch, a
 * change of speed, overhead. Integers only; a computation that runs undisturbed at full speed takes
 * exactly its work.
 *
 * <p><b>Overhead.</b> What the kernel costs the task (switching to it, waking others, migrating) is
 * wall time before its work goes on.
 *
 * <p><b>Zero time.</b> Steps other than computations take no time unless the cost profile says so.
 * A task that never lets time pass is made to after {@link #MAX_STEPS_WITHOUT_TIME} steps, with a
 * notice: a run never hangs on its input.
 */
public final class Execution implements TaskRunner {
    /** Steps that a task may execute at one instant. */
    public static final int MAX_STEPS_WITHOUT_TIME = 10_000;

    /** What a task is charged when it exceeds that. */
    static final long FORCED_STEP_NS = 1_000;

    /**
     * A sleeping task that is not real-time wakes up to this late (the kernel's default timer
     * slack).
     */
    public static final long TIMER_SLACK_NS = 50_000;

    private static final int FULL_SPEED = 1024;

    /** What a task is in for whose CPU is lost. */
    private static final long ENDLESS_NS = 1L << 60;

    private final SchedCore core;
    private final EventQueue queue;
    private final CpuTopology topology;
    private final int owner;
    private final int smtPer1024;
    private final List<@Nullable CpuBody> bodies = new ArrayList<>();
    private final List<List<Task>> lateTimers = new ArrayList<>();
    private final SleepTimers sleepers;
    private final KernelTimers kernelTimers;
    private Migrator migrator;
    private Interpreter interpreter;
    private FeederWatch feederWatch = task -> {};
    private @Nullable InterruptThreads threads;

    /** Is told when a task becomes runnable, starts to execute, is preempted, blocks or ends. */
    @FunctionalInterface
    public interface FeederWatch {
        void moved(Task task);
    }

    /**
     * @param smtPer1024 speed of a CPU whose sibling is busy
     */
    @SuppressWarnings("NullAway.Init")
    public Execution(SchedCore core, int owner, int smtPer1024) {
        this.core = core;
        this.queue = core.queue();
        this.topology = core.topology();
        this.owner = owner;
        this.smtPer1024 = smtPer1024;
        sleepers = new SleepTimers(core.cpuCount());
        kernelTimers = new KernelTimers(core, queue);
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            lateTimers.add(new ArrayList<>());
        }
    }

    void connect(Migrator taskMigrator, Interpreter taskInterpreter) {
        migrator = taskMigrator;
        interpreter = taskInterpreter;
    }

    public void watchFeeders(FeederWatch watch) {
        feederWatch = watch;
    }

    /**
     * Interrupts are handled by threads from now on, one of each kind per CPU: FIFO threads for
     * timers and for devices, ordinary ones for balancing.
     */
    public void threadInterrupts(
            List<Task> timerThreads, List<Task> deviceThreads, List<Task> balancingThreads) {
        threads = new InterruptThreads(core, this, timerThreads, deviceThreads, balancingThreads);
    }

    /** The task is a machine, not a program. */
    public void embody(Task task, CpuBody body) {
        while (bodies.size() <= task.number) {
            bodies.add(null);
        }
        bodies.set(task.number, body);
        task.work.embodied = true;
    }

    private @Nullable CpuBody body(Task task) {
        return task.work.embodied ? bodies.get(task.number) : null;
    }

    // The loop.

    /**
     * Lets the CPU execute until time must pass: after every event that may have changed what it
     * runs.
     */
    public void run(RunQueue rq) {
        core.executeOn(rq.cpu);
        while (rq.powered) {
            Task task = rq.executing;
            if (task == null
                    || task.work.sinceNs >= 0
                    || (rq.lost && task.work.lostOverheadNs < 0)) {
                return;
            }
            if (task.schedClass == ClassId.STOP) {
                migrator.runStopper(rq);
                continue;
            }
            Work work = task.work;
            if (work.interruptThread && work.overheadNs == 0 && threads != null) {
                threads.run(rq, task);
                continue;
            }
            if (work.overheadNs > 0
                    && work.remainingNs == 0
                    && work.runUntilNs < 0
                    && !work.embodied
                    && !work.interruptThread) {
                // The computation that follows the overhead needs no event of its own.
                interpreter.fetchComputation(task);
            }
            if (work.overheadNs > 0
                    || work.remainingNs > 0
                    || work.runUntilNs >= 0
                    || work.embodied) {
                begin(rq, task);
                return;
            }
            interpreter.execute(rq, task);
        }
    }

    private void begin(RunQueue rq, Task task) {
        Work work = task.work;
        work.sinceNs = queue.nowNs();
        work.speedPer1024 = rq.speedPer1024;
        work.stepsWithoutTime = 0;
        CpuBody body = body(task);
        if (body != null && work.overheadNs == 0) {
            body.enter(rq, task, rq.speedPer1024);
            return;
        }
        armEnd(rq, task);
    }

    private void armEnd(RunQueue rq, Task task) {
        Work work = task.work;
        long endNs = queue.nowNs() + work.overheadNs;
        if (work.remainingNs > 0) {
            endNs += durationNs(work.remainingNs, work.speedPer1024);
        }
        if (work.runUntilNs >= 0) {
            endNs = Math.max(endNs, work.runUntilNs);
        }
        if (!work.spinning) {
            queue.arm(rq.workTimer, endNs);
        } else if (work.overheadNs > 0) {
            queue.arm(rq.workTimer, queue.nowNs() + work.overheadNs);
        }
    }

    private static long durationNs(long workNs, int speedPer1024) {
        return speedPer1024 == FULL_SPEED
                ? workNs
                : Math.ceilDiv(workNs * FULL_SPEED, (long) speedPer1024);
    }

    /** The running task's computation is complete (WORK_DONE event). */
    public void workDone(RunQueue rq) {
        Task task = rq.executing;
        if (task == null || task.work.sinceNs < 0) {
            return;
        }
        account(task);
        Work work = task.work;
        work.overheadNs = 0;
        work.sinceNs = -1;
        if (!work.embodied && !work.spinning) {
            work.remainingNs = 0;
            work.runUntilNs = -1;
        }
        run(rq);
    }

    /** Adds the time since the last look to what the task has used and done. */
    private void account(Task task) {
        long nowNs = queue.nowNs();
        Work work = task.work;
        long elapsedNs = nowNs - work.sinceNs;
        work.sinceNs = nowNs;
        if (elapsedNs == 0) {
            return;
        }
        long untoldNs = elapsedNs - work.toldNs;
        work.toldNs = 0;
        task.tally.runNs += untoldNs;
        core.groups().get(task.group).runNs += untoldNs;
        long overheadNs = Math.min(work.overheadNs, elapsedNs);
        work.overheadNs -= overheadNs;
        if (work.spinning || work.embodied) {
            return;
        }
        long workingNs = elapsedNs - overheadNs;
        long doneNs =
                work.speedPer1024 == FULL_SPEED
                        ? workingNs
                        : workingNs * work.speedPer1024 / FULL_SPEED;
        work.remainingNs = Math.max(0, work.remainingNs - doneNs);
    }

    /**
     * Brings the figures of all running tasks up to date, for reports; their progress is left as it
     * is, because it is rounded and a look must change nothing.
     */
    public void settle(long nowNs) {
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            Task task = core.runQueue(cpu).executing;
            if (task != null && task.work.sinceNs >= 0) {
                long untoldNs = nowNs - task.work.sinceNs - task.work.toldNs;
                task.work.toldNs += untoldNs;
                task.tally.runNs += untoldNs;
                core.groups().get(task.group).runNs += untoldNs;
            }
        }
    }

    // The core's side.

    @Override
    public void switchedIn(RunQueue rq, Task task) {
        feederWatch.moved(task);
    }

    @Override
    public void switchedOut(RunQueue rq, Task task) {
        pause(rq, task);
        feederWatch.moved(task);
    }

    @Override
    public void busyChanged(RunQueue rq) {
        if (!rq.isIdle()) {
            kernelTimers.cpuBusy(rq);
        }
        if (smtPer1024 < FULL_SPEED) {
            shareCore(rq);
        }
    }

    private void pause(RunQueue rq, Task task) {
        if (task.work.sinceNs < 0) {
            return;
        }
        boolean inBody = task.work.embodied && task.work.overheadNs == 0;
        account(task);
        task.work.sinceNs = -1;
        queue.cancel(rq.workTimer);
        if (inBody) {
            leaveBody(rq, task);
        }
    }

    private void leaveBody(RunQueue rq, Task task) {
        CpuBody body = body(task);
        if (body != null) {
            body.leave(rq, task);
        }
    }

    private void shareCore(RunQueue rq) {
        int cpu = rq.cpu;
        for (int sibling = topology.siblings(cpu).first();
                sibling >= 0;
                sibling = topology.siblings(cpu).next(sibling + 1)) {
            setSpeed(core.runQueue(sibling), speedOf(sibling));
        }
    }

    private int speedOf(int cpu) {
        int capacity = topology.capacityPer1024(cpu);
        for (int sibling = topology.siblings(cpu).first();
                sibling >= 0;
                sibling = topology.siblings(cpu).next(sibling + 1)) {
            if (sibling != cpu && core.runQueue(sibling).current != null) {
                return Math.max(1, capacity * smtPer1024 / FULL_SPEED);
            }
        }
        return capacity;
    }

    @Override
    public void setSpeed(RunQueue rq, int speedPer1024) {
        if (rq.speedPer1024 == speedPer1024) {
            return;
        }
        rq.speedPer1024 = speedPer1024;
        Task task = rq.executing;
        if (task == null || task.work.sinceNs < 0) {
            return;
        }
        account(task);
        task.work.speedPer1024 = speedPer1024;
        CpuBody body = body(task);
        if (body != null) {
            body.speedChanged(rq, task, speedPer1024);
        } else {
            armEnd(rq, task);
        }
    }

    @Override
    public void addOverhead(RunQueue rq, long overheadNs) {
        Task task = rq.executing;
        if (task == null || task.work.embodied) {
            return;
        }
        if (task.work.sinceNs >= 0) {
            account(task);
            task.work.overheadNs += overheadNs;
            armEnd(rq, task);
        } else {
            task.work.overheadNs += overheadNs;
        }
    }

    /** The vCPU's thread pays for entering the guest before its body is entered again. */
    public void addBodyOverhead(RunQueue rq, long overheadNs) {
        Task task = rq.executing;
        if (task == null) {
            throw new IllegalStateException("CPU " + rq.cpu + " is idle");
        }
        task.work.overheadNs += overheadNs;
        armEnd(rq, task);
    }

    /** The vCPU leaves guest mode: what its guest executes stands still. */
    public void stop(RunQueue rq) {
        Task task = rq.executing;
        if (task != null) {
            pause(rq, task);
        }
    }

    @Override
    public @Nullable Task lockOwner(int mutex) {
        return interpreter.lockOwner(mutex);
    }

    @Override
    public void stopWaiting(Task task, int mutex) {
        interpreter.stopWaiting(task, mutex);
    }

    @Override
    public void lost(RunQueue rq) {
        Task task = rq.executing;
        if (task != null && task.work.lostOverheadNs < 0) {
            pause(rq, task);
            task.work.lostOverheadNs = task.work.overheadNs;
            task.work.overheadNs += ENDLESS_NS;
            if (rq.powered) {
                begin(rq, task);
            }
        }
    }

    @Override
    public void regained(RunQueue rq) {
        Task task = rq.executing;
        if (task != null && task.work.lostOverheadNs >= 0) {
            pause(rq, task);
            task.work.overheadNs = Math.min(task.work.overheadNs, task.work.lostOverheadNs);
            task.work.lostOverheadNs = -1;
        }
        deliverLateTimers(rq);
    }

    // Waiting and waking.

    /** The running task ends. */
    void exit(RunQueue rq, Task task) {
        core.recorder().event(TracePoint.SCHED_PROCESS_EXIT, task, null, task.cpu);
        task.exiting = true;
        task.state = TaskState.DEAD;
        core.leaveCpu(rq);
    }

    /** The running task sleeps until woken. */
    void block(RunQueue rq, Task task) {
        task.state = TaskState.SLEEPING;
        core.leaveCpu(rq);
    }

    /** The running task sleeps until that time. */
    void sleepUntil(RunQueue rq, Task task, long atNs) {
        Work work = task.work;
        if (work.timer < 0) {
            work.timer = queue.register(EventRank.TASK_TIMER, owner, task.number);
        }
        long softNs = Math.max(queue.nowNs(), atNs);
        if (task.kernelThread) {
            kernelTimers.arm(task, softNs);
        } else {
            long hardNs = softNs + slackNs(task);
            queue.arm(work.timer, hardNs);
            work.sleepCpu = rq.cpu;
            work.timerTurn = false;
            sleepers.add(rq.cpu, task, softNs, hardNs);
        }
        block(rq, task);
    }

    private static long slackNs(Task task) {
        boolean exact = task.policy.isRealTime() || task.policy == SchedPolicy.DEADLINE;
        return exact ? 0 : TIMER_SLACK_NS;
    }

    /**
     * A task's timer expires (TASK_TIMER event): it interrupts the CPU on which the task fell
     * asleep.
     */
    public void timerExpired(Task task) {
        RunQueue rq =
                core.runQueue(
                        core.runQueue(task.wakeCpu).active
                                ? task.wakeCpu
                                : core.activeCpus().first());
        if (task.kernelThread && kernelTimers.putOff(task, rq)) {
            return;
        }
        int cpu = task.work.sleepCpu;
        long turnNs = sleepers.turnNs(cpu, task, queue.nowNs(), core.costs().wakeupNs());
        if (turnNs > queue.nowNs()) {
            queue.arm(task.work.timer, turnNs);
            return;
        }
        sleepers.remove(cpu, task);
        wakeByTimer(rq, task);
        timerInterrupt(cpu);
    }

    /** The CPU's timer interrupts it: all sleepers there wake that may be woken by now. */
    public void timerInterrupt(int cpu) {
        Task task = sleepers.takeEarly(cpu, queue.nowNs());
        while (task != null) {
            queue.cancel(task.work.timer);
            RunQueue rq = core.runQueue(cpu);
            wakeByTimer(rq.active ? rq : core.runQueue(core.activeCpus().first()), task);
            task = sleepers.takeEarly(cpu, queue.nowNs());
        }
    }

    private void wakeByTimer(RunQueue rq, Task task) {
        if (rq.lost) {
            lateTimers.get(rq.cpu).add(task);
            return;
        }
        if (!rq.powered) {
            lateTimers.get(rq.cpu).add(task);
            core.interrupt(rq);
            return;
        }
        endSleep(rq, task);
    }

    private void endSleep(RunQueue rq, Task task) {
        if (threads != null && (task.kernelThread || slackNs(task) > 0)) {
            threads.endSleep(rq.cpu, task);
        } else {
            core.executeOn(rq.cpu);
            wake(task, false, false);
        }
    }

    /** A device has something for a task that sleeps; its interrupt comes to that CPU. */
    public void wakeByDevice(int cpu, Task task) {
        if (threads != null) {
            threads.deviceReady(cpu, task);
        } else {
            core.executeOn(cpu);
            wake(task, false, false);
        }
    }

    @Override
    public void expire(int cpu, Runnable callback) {
        if (threads != null) {
            threads.expire(cpu, callback);
        } else {
            core.executeOn(cpu);
            callback.run();
        }
    }

    @Override
    public void balance(RunQueue rq) {
        if (threads != null) {
            threads.balance(rq.cpu);
        }
    }

    /** Delivers the timers that expired while the vCPU did not execute. */
    public void deliverLateTimers(RunQueue rq) {
        List<Task> late = lateTimers.get(rq.cpu);
        if (late.isEmpty()) {
            return;
        }
        List<Task> now = List.copyOf(late);
        late.clear();
        for (Task task : now) {
            endSleep(rq, task);
        }
    }

    /** Ends a task's wait. */
    public void wake(Task task, boolean sync, boolean byTask) {
        if (task.blockedOn >= 0) {
            core.proxyExecution().wake(task, byTask);
        } else if (task.state == TaskState.SLEEPING) {
            task.work.waitOver = true;
            core.wake(task, sync ? Queueing.WAKE_SYNC : 0, byTask);
            feederWatch.moved(task);
        }
    }

    /** A spinning task sees what it has been waiting for. */
    public void endSpin(Task task) {
        Work work = task.work;
        if (!work.spinning) {
            return;
        }
        work.spinning = false;
        work.waitOver = true;
        RunQueue rq = core.runQueueOf(task);
        if (rq.executing == task && work.sinceNs >= 0) {
            account(task);
            queue.arm(rq.workTimer, queue.nowNs() + work.overheadNs);
        }
        work.remainingNs = 0;
    }
}
