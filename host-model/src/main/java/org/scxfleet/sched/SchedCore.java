package org.scxfleet.sched;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;
import org.scxfleet.stats.GroupTally;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;

/**
 * The scheduling core of one kernel (kernel/sched/core.c in small): wake-ups, the choice of the
 * next task, the switch, the tick.
 *
 * <p><b>Atomic events.</b> Each event of the model runs to its end with every run queue to itself,
 * so the kernel's lock hand-overs become plain calls. What the kernel decides by racing, the model
 * decides by the written order of events.
 *
 * <p><b>Time.</b> The core never moves time. Costs of its own work are put on the running task as
 * overhead by the {@link TaskRunner}.
 *
 * <p><b>Left out.</b> Core scheduling, load averages of the whole machine, the remote wake list (a
 * wake-up is always done by the waker, as sched_ext wants it by default).
 */
public final class SchedCore {
    private static final int CLASS_COUNT = ClassId.values().length - 1;

    private final EventQueue queue;
    private final CpuTopology topology;
    private final RunQueue[] runQueues;
    private final SchedClass[] classes = new SchedClass[CLASS_COUNT];
    private final ProxyExecution proxyExecution = new ProxyExecution(this);
    private final Picker picker = new Picker(classes, proxyExecution);
    private final SwitchCosts costs;
    private final TickClock tickClock;
    private final Recorder recorder;
    private final CpuPower power;
    private final List<GroupTally> groups = new ArrayList<>();
    private final CpuSet activeCpus;
    private final int[] distributeCursor;
    private final Wakeups wakeups;
    private final TickStop tickStop;
    private final Switch switcher;
    private final LostCpus lostCpus;
    private TaskRunner runner;
    private PolicyClass policyClass = policy -> false;
    private ServerControl servers = ServerControl.NONE;
    private boolean threadsInterrupts;
    private int thisCpu;
    private long schedules;

    /** Tells whether sched_ext takes tasks of a policy at present. */
    @FunctionalInterface
    public interface PolicyClass {
        boolean extTakes(SchedPolicy policy);
    }

    /**
     * @param nohzFull CPUs that may stop their tick while busy, null for none
     */
    @SuppressWarnings("NullAway.Init")
    public SchedCore(
            EventQueue queue,
            int owner,
            CpuTopology topology,
            SwitchCosts costs,
            TickClock tickClock,
            @Nullable CpuSet nohzFull,
            Recorder recorder,
            CpuPower power) {
        this.queue = queue;
        this.topology = topology;
        this.costs = costs;
        this.tickClock = tickClock;
        this.recorder = recorder;
        this.power = power;
        wakeups = new Wakeups(this);
        tickStop = new TickStop(this, nohzFull);
        switcher = new Switch(this, power, tickStop);
        lostCpus = new LostCpus(this);
        activeCpus = CpuSet.full(topology.cpuCount());
        distributeCursor = new int[topology.cpuCount()];
        runQueues = new RunQueue[topology.cpuCount()];
        for (int cpu = 0; cpu < runQueues.length; cpu++) {
            RunQueue rq = new RunQueue(cpu, StopClass.stopTask(cpu, runQueues.length));
            rq.speedPer1024 = topology.capacityPer1024(cpu);
            rq.workTimer = queue.register(EventRank.WORK_DONE, owner, cpu);
            rq.tickTimer = queue.register(EventRank.TICK, owner, cpu);
            rq.reschedTimer = queue.register(EventRank.RESCHED, owner, cpu);
            rq.hrtickTimer = queue.register(EventRank.HRTICK, owner, cpu);
            runQueues[cpu] = rq;
        }
    }

    /** Connects classes (by their ids), behaviour and watchers; once, before anything runs. */
    public void wire(
            List<SchedClass> schedClasses,
            TaskRunner taskRunner,
            IdleWatcher watcher,
            PolicyClass ext) {
        for (SchedClass schedClass : schedClasses) {
            classes[schedClass.id().ordinal()] = schedClass;
        }
        for (int c = 0; c < CLASS_COUNT; c++) {
            if (classes[c] == null) {
                throw new IllegalStateException("no scheduling class " + ClassId.values()[c]);
            }
        }
        runner = taskRunner;
        picker.watchIdle(watcher);
        policyClass = ext;
    }

    // Facts.

    public EventQueue queue() {
        return queue;
    }

    public long nowNs() {
        return queue.nowNs();
    }

    public CpuTopology topology() {
        return topology;
    }

    public int cpuCount() {
        return runQueues.length;
    }

    public RunQueue runQueue(int cpu) {
        return runQueues[cpu];
    }

    public RunQueue runQueueOf(Task task) {
        return runQueues[task.cpu];
    }

    public SchedClass classOf(Task task) {
        return classes[task.schedClass.ordinal()];
    }

    public SchedClass schedClass(ClassId id) {
        return classes[id.ordinal()];
    }

    public Recorder recorder() {
        return recorder;
    }

    public TickClock tickClock() {
        return tickClock;
    }

    /**
     * A class begins or ceases to attend to every pick, on all CPUs: then it is asked even where it
     * has no task, and told at the end.
     */
    public void attend(ClassId id, boolean attends) {
        picker.attend(id, attends);
    }

    public SwitchCosts costs() {
        return costs;
    }

    public TaskRunner runner() {
        return runner;
    }

    public ServerControl servers() {
        return servers;
    }

    public void serveBy(ServerControl serverControl) {
        servers = serverControl;
    }

    /** CPU whose code is executing the present event. */
    public int thisCpu() {
        return thisCpu;
    }

    /** Says on which CPU the present event executes; returns the one before. */
    public int executeOn(int cpu) {
        int before = thisCpu;
        thisCpu = cpu;
        RunQueue rq = runQueues[cpu];
        if (rq.needReschedLazy && !rq.needResched && rq.powered) {
            // The CPU is in the kernel for this event, so it returns to user space after it.
            resched(rq);
        }
        return before;
    }

    /** Interrupts are handled by threads, as on PREEMPT_RT; once, before anything runs. */
    public void threadInterrupts() {
        threadsInterrupts = true;
    }

    public boolean threadsInterrupts() {
        return threadsInterrupts;
    }

    public ProxyExecution proxyExecution() {
        return proxyExecution;
    }

    public LostCpus lostCpus() {
        return lostCpus;
    }

    /** CPUs that may receive tasks; changed by hotplug only. */
    public CpuSet activeCpus() {
        return activeCpus;
    }

    /**
     * A CPU of both sets, or -1: the next one after the executing CPU's cursor, wrapping
     * (cpumask_any_and_distribute). The cursor starts at 0, so CPU 0 comes last on first use.
     */
    public int anyDistributed(CpuSet a, CpuSet b) {
        int cpu = a.nextSharedAfter(distributeCursor[thisCpu], b);
        if (cpu >= 0) {
            distributeCursor[thisCpu] = cpu;
        }
        return cpu;
    }

    /** Number of times a next task was chosen. */
    public long scheduleCount() {
        return schedules;
    }

    public List<GroupTally> groups() {
        return groups;
    }

    /** The task clock of a CPU: wall time without the stolen time that the kernel leaves out. */
    public long clockTaskNs(RunQueue rq) {
        return queue.nowNs() - rq.stolenAccountedNs;
    }

    /**
     * From when on a task that is switched in now is charged. The switch itself is not: the kernel
     * reads the clock for the next task after the interrupt that caused the switch, which is why a
     * 20 ms slice that begins at a tick outlives the fifth tick after it.
     */
    public long chargeFromNs(RunQueue rq, boolean switchedIn) {
        return clockTaskNs(rq) + (switchedIn ? costs.contextSwitchNs() : 0);
    }

    /** Time since the last accounting of the running task, now accounted. */
    public long accountDelta(RunQueue rq, Task task) {
        long clock = clockTaskNs(rq);
        long delta = clock - task.execStartNs;
        if (delta <= 0) {
            return 0;
        }
        task.execStartNs = clock;
        Task executing = task == rq.current && rq.executing != null ? rq.executing : task;
        executing.sumExecNs += delta;
        return delta;
    }

    /**
     * Class that serves a task of the policy with that effective priority (core.c
     * __setscheduler_class).
     */
    public ClassId classFor(SchedPolicy policy, int priority) {
        if (priority < 0) {
            return ClassId.DEADLINE;
        }
        if (priority < 100) {
            return ClassId.RT;
        }
        return policyClass.extTakes(policy) ? ClassId.EXT : ClassId.FAIR;
    }

    // Queueing.

    /** Puts a task on its run queue and counts it. */
    public void activate(RunQueue rq, Task task, long flags) {
        long all = task.migrating ? flags | Queueing.MIGRATED : flags;
        enqueueTask(rq, task, all);
        task.migrating = false;
    }

    /** Takes a task off its run queue for sleep or migration. */
    public boolean deactivate(RunQueue rq, Task task, long flags) {
        task.migrating = (flags & Queueing.SLEEP) == 0;
        return dequeueTask(rq, task, flags);
    }

    void enqueueTask(RunQueue rq, Task task, long flags) {
        if (task.cpu != rq.cpu) {
            throw new IllegalStateException(
                    task + " of CPU " + task.cpu + " enqueued on CPU " + rq.cpu);
        }
        lostCpus.takeLock(rq, thisCpu);
        if (!task.queued) {
            task.queued = true;
            if (++rq.running == 2) {
                classes[ClassId.FAIR.ordinal()].severalTasks(rq);
            }
            rq.runningByClass[task.schedClass.ordinal()]++;
        }
        if (!task.onCpu && task.tally.waitingSinceNs < 0) {
            task.tally.waitingSinceNs = queue.nowNs();
        }
        classOf(task).enqueue(rq, task, flags);
        tickStop.update(rq);
    }

    boolean dequeueTask(RunQueue rq, Task task, long flags) {
        lostCpus.takeLock(rq, thisCpu);
        if (task.proxied) {
            proxyExecution.end(rq, task);
        }
        if (!classOf(task).dequeue(rq, task, flags)) {
            return false;
        }
        forgetQueued(rq, task);
        return true;
    }

    /** A delayed task is really dequeued by its class: counts only. */
    public void forgetQueued(RunQueue rq, Task task) {
        if (!task.queued) {
            throw new IllegalStateException(task + " is not queued");
        }
        task.queued = false;
        rq.running--;
        rq.runningByClass[task.schedClass.ordinal()]--;
    }

    // Wake-ups.

    /**
     * Wakes a sleeping task; nothing happens if it does not sleep.
     *
     * @param wakeFlags {@link Queueing#WAKE_SYNC} if the waker is about to sleep
     * @param byTask the waker executes on this CPU; false for an interrupt
     */
    public boolean wake(Task task, long wakeFlags, boolean byTask) {
        return wakeups.wake(task, wakeFlags, byTask);
    }

    /** First wake-up of a new task. */
    public void wakeNew(Task task, boolean byTask) {
        wakeups.wakeNew(task, byTask);
    }

    /** A CPU for a task whose own choice is not usable. */
    public int fallbackCpu(Task task, int from) {
        return wakeups.fallbackCpu(task, from);
    }

    /** The task may run there now. */
    public boolean isCpuUsable(Task task, int cpu) {
        if (!task.allowed.contains(cpu)) {
            return false;
        }
        return runQueues[cpu].active || task.kernelThread || task.isMigrationDisabled();
    }

    /** Moves a task that is not queued to another CPU's run queue. */
    public void setCpu(Task task, int cpu) {
        if (task.cpu == cpu) {
            return;
        }
        classOf(task).migrating(task, cpu);
        recorder.migrate(thisCpu, task, cpu);
        task.cpu = cpu;
        task.wakeCpu = cpu;
    }

    /** A task became runnable on the run queue: does it take the CPU (wakeup_preempt)? */
    public void wakeupPreempt(RunQueue rq, Task task, long wakeFlags) {
        if (task.schedClass == rq.nextClass) {
            if (rq.nextClass != ClassId.STOP) {
                classOf(task).wakeupPreempt(rq, task, wakeFlags);
            }
        } else if (task.schedClass.above(rq.nextClass)) {
            if (rq.nextClass != ClassId.IDLE) {
                classes[rq.nextClass.ordinal()].wakeupPreempt(rq, task, wakeFlags);
            }
            resched(rq);
            rq.nextClass = task.schedClass;
        }
    }

    // Rescheduling.

    /** Asks the CPU to choose anew as soon as it can. */
    public void resched(RunQueue rq) {
        if (rq.needResched) {
            return;
        }
        rq.needResched = true;
        if (!rq.powered) {
            power.interrupt(rq.cpu);
        } else if (!rq.testsResched) {
            long delayNs = rq.cpu == thisCpu ? 0 : costs.ipiNs();
            long atNs = queue.nowNs() + delayNs + rq.restlessNs(queue.nowNs());
            queue.arm(rq.reschedTimer, Math.max(atNs, rq.inKernelUntilNs));
        }
    }

    /** Has the CPU choose anew at this instant. */
    void reschedNow(RunQueue rq) {
        rq.needResched = true;
        if (rq.powered) {
            queue.arm(rq.reschedTimer, queue.nowNs());
        } else {
            power.interrupt(rq.cpu);
        }
    }

    /** An interrupt waits for a CPU that does not execute. */
    public void interrupt(RunQueue rq) {
        power.interrupt(rq.cpu);
    }

    /**
     * Asks the CPU to choose anew when it next returns to user space: at the end of the present
     * event if it executes that, else at its next event, at once if it is idle.
     */
    public void reschedLazy(RunQueue rq) {
        if (rq.current == null) {
            resched(rq);
        } else {
            rq.needReschedLazy = true;
            if (rq.cpu == thisCpu && !rq.testsResched) {
                resched(rq);
            }
        }
    }

    /** Chooses the next task of the CPU and switches to it. */
    public void schedule(RunQueue rq) {
        schedules++;
        int before = executeOn(rq.cpu);
        rq.testsResched = true;
        queue.cancel(rq.hrtickTimer);
        Task prev = rq.current;
        Task leaving = rq.executing;
        if (leaving != null && leaving.state != TaskState.RUNNABLE && leaving.queued) {
            long special = leaving.state == TaskState.DEAD ? Queueing.SPECIAL : 0;
            leaving.proxied = false;
            deactivate(rq, leaving, Queueing.SLEEP | Queueing.NOCLOCK | special);
            leaving.migrating = false;
        }
        Task next = picker.next(rq, prev);
        rq.needResched = false;
        rq.needReschedLazy = false;
        rq.testsResched = false;
        if (queue.isArmed(rq.reschedTimer)) {
            queue.cancel(rq.reschedTimer);
        }
        rq.nextClass = next == null ? ClassId.IDLE : next.schedClass;
        Task entering = rq.proxy == null ? next : rq.proxy;
        if (leaving != entering && leaving != null) {
            leaving.proxied = false;
        }
        if (entering != null) {
            entering.proxied = entering != next;
        }
        if (next != prev || leaving != entering) {
            switcher.to(rq, next, entering);
        } else if (next == null) {
            power.idle(rq.cpu);
        }
        if (rq.reschedAfterSwitch) {
            rq.reschedAfterSwitch = false;
            resched(rq);
        }
        picker.finish(rq);
        tickStop.update(rq);
        if (leaving != null && leaving.state == TaskState.DEAD) {
            bury(rq, leaving);
        }
        executeOn(before);
    }

    /** What is left to do for a task after its last switch. */
    private void bury(RunQueue rq, Task task) {
        recorder.record(TraceKind.EXIT, rq.cpu, task.number, 0, 0);
        rq.memoryChangedNs = queue.nowNs();
        classOf(task).taskDead(task);
        for (SchedClass schedClass : classes) {
            if (schedClass.id() != task.schedClass) {
                schedClass.taskDead(task);
            }
        }
    }

    /** Tells somebody about every context switch from now on; null for nobody. */
    public void watchSwitches(@Nullable SwitchWatcher watcher) {
        switcher.watch(watcher);
    }

    // The tick and voluntary switches.

    /** The periodic tick of a busy CPU. */
    public void tick(RunQueue rq) {
        Task current = rq.current;
        if (current == null) {
            return;
        }
        recorder.tick(rq.cpu, current, rq.running);
        if (rq.tickStopped) {
            tickStop.tickRemotely(rq, current);
            return;
        }
        executeOn(rq.cpu);
        queue.arm(rq.tickTimer, tickClock.nextAfter(queue.nowNs()));
        rq.testsResched = true;
        classOf(current).tick(rq, current);
        if (!threadsInterrupts) {
            afterTick(rq);
        } else {
            runner.balance(rq);
        }
        rq.testsResched = false;
        if (rq.needReschedLazy || rq.needResched) {
            rq.needResched = true;
            if (rq.inKernelUntilNs > queue.nowNs()) {
                queue.arm(rq.reschedTimer, rq.inKernelUntilNs);
            } else {
                schedule(rq);
            }
        }
        tickStop.rest(rq);
    }

    /** What a tick leaves to a soft interrupt. */
    public void afterTick(RunQueue rq) {
        for (SchedClass schedClass : classes) {
            schedClass.afterTick(rq);
        }
    }

    /** The slice timer of a CPU fired. */
    public void hrtick(RunQueue rq) {
        Task current = rq.current;
        if (current != null) {
            executeOn(rq.cpu);
            classOf(current).hrtick(rq);
        }
    }

    /** The running task calls sched_yield. */
    public void yield(RunQueue rq) {
        Task current = rq.current;
        if (current == null) {
            throw new IllegalStateException("the idle task does not yield");
        }
        classOf(current).yield(rq);
        schedule(rq);
    }

    /** The running task blocks or ends; its state says which. */
    public void leaveCpu(RunQueue rq) {
        Task current = rq.executing;
        if (current == null || current.state == TaskState.RUNNABLE) {
            throw new IllegalStateException("CPU " + rq.cpu + ": the current task does not leave");
        }
        current.wakeCpu = rq.cpu;
        schedule(rq);
    }

    /** Has the CPU's stop task do something; false if another class's work is pending there. */
    public boolean requestStop(RunQueue rq, StopWork work) {
        if (rq.stopWork != null) {
            return false;
        }
        rq.stopWork = work;
        wakeStopper(rq);
        return true;
    }

    /** The run queue's stop task has something to do. */
    void wakeStopper(RunQueue rq) {
        Task stop = rq.stopTask;
        if (stop.state == TaskState.SLEEPING) {
            stop.state = TaskState.RUNNABLE;
            stop.tally.waitingSinceNs = -1;
            enqueueTask(rq, stop, Queueing.WAKEUP | Queueing.NOCLOCK);
            wakeupPreempt(rq, stop, 0);
        }
    }
}
