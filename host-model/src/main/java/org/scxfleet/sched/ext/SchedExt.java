package org.scxfleet.sched.ext;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.engine.EventRank;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.sched.IdleWatcher;
import org.scxfleet.sched.SchedChange;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.trace.TraceKind;

/**
 * The sched_ext subsystem of one kernel, assembled: the class, its lifecycle, its events. The door
 * for the kernel's assembly.
 */
public final class SchedExt {
    private final int owner;
    private final Ext ext;
    private final OpsCaller caller;
    private final ExtClass extClass;
    private final IdleCpus idle;
    private final Kicks kicks;
    private final Bypass bypass;
    private final Watchdog watchdog;
    private final ExtLifecycle lifecycle;
    private final ExtTimers timers;
    private final HotplugWork hotplug;
    private final ExtInvariants invariants;
    private final Lockups lockups;

    /**
     * @param hardDetector the kernel has a hard lockup detector
     * @param perOpNs simulated time of a callback
     * @param perThousandInsnNs simulated time of 1,000 instructions of a callback
     */
    public SchedExt(
            SchedCore core,
            int owner,
            SchedChange change,
            CgroupTree cgroups,
            TaskTable tasks,
            boolean hardDetector,
            long perOpNs,
            long perThousandInsnNs) {
        this.owner = owner;
        ext = new Ext(core, owner, cgroups);
        caller = new OpsCaller(ext, perOpNs, perThousandInsnNs);
        Inserter inserter = new Inserter(ext, caller);
        Enqueuer enqueuer = new Enqueuer(ext, caller, inserter);
        kicks = new Kicks(ext, caller, inserter);
        Dispatcher dispatcher = new Dispatcher(ext, caller, inserter, kicks);
        idle = new IdleCpus(ext, caller);
        Reenqueuer reenqueuer = new Reenqueuer(ext, inserter, enqueuer);
        timers = new ExtTimers(ext, owner, caller);
        lockups = new Lockups(ext, caller, idle, hardDetector, owner);
        extClass =
                new ExtClass(
                        ext,
                        caller,
                        inserter,
                        enqueuer,
                        dispatcher,
                        idle,
                        reenqueuer,
                        change,
                        kicks);
        ExtCalls calls =
                new ExtCalls(
                        ext,
                        caller,
                        inserter,
                        dispatcher,
                        idle,
                        kicks,
                        reenqueuer,
                        tasks,
                        timers,
                        lockups);
        caller.offer(calls);
        Dump dump = new Dump(ext, caller);
        dump.offer(calls);
        bypass = new Bypass(ext, change, registered(Ext.WORK_BYPASS_BALANCE));
        watchdog = new Watchdog(ext, registered(Ext.WORK_WATCHDOG));
        lifecycle =
                new ExtLifecycle(
                        ext, caller, change, bypass, watchdog, idle, extClass, tasks, cgroups,
                        timers, dump);
        hotplug = new HotplugWork(ext, lifecycle, registered(Ext.WORK_HOTPLUG));
        invariants = new ExtInvariants(ext, tasks);
    }

    /** A timer of work that a kernel thread does. */
    private int registered(int number) {
        return ext.core().queue().register(EventRank.WORK_ITEM, owner, number);
    }

    public ExtClass schedClass() {
        return extClass;
    }

    public IdleWatcher idleWatcher() {
        return idle;
    }

    /** Whether tasks of the policy belong to ext now (task_should_scx). */
    public boolean takes(SchedPolicy policy) {
        if (!ext.isActive() || ext.disabling) {
            return false;
        }
        if (ext.switchingAll) {
            return policy != SchedPolicy.FIFO
                    && policy != SchedPolicy.RR
                    && policy != SchedPolicy.DEADLINE;
        }
        return policy == SchedPolicy.EXT;
    }

    /** Every normal task belongs to ext: the fair class is not asked. */
    public boolean hasSwitchedAll() {
        return ext.switchedAll;
    }

    /**
     * Looks at a scheduler's settings without attaching it.
     *
     * @throws IllegalArgumentException if they are not acceptable
     */
    public void check(SchedulerOps ops) {
        lifecycle.checked(ops);
    }

    public void enable(SchedulerOps ops) {
        lifecycle.enable(ops);
    }

    /**
     * Runs a program of the attached scheduler on the present CPU, for user space.
     *
     * @return what the program returns
     * @throws IllegalStateException if none is attached
     */
    public long runProgram(String program, List<Long> context) {
        long result = caller.program(program, context);
        ext.core().recorder().record(TraceKind.SCX_PROGRAM, ext.core().thisCpu(), -1, result, 0);
        return result;
    }

    /** True if that very scheduler is attached, not only an equal one. */
    @SuppressWarnings("ReferenceEquality")
    public boolean isAttached(SchedulerOps ops) {
        return attached() == ops;
    }

    /** The attached scheduler, or null. */
    public @Nullable SchedulerOps attached() {
        LoadedScheduler loaded = ext.scheduler();
        return loaded == null ? null : loaded.ops;
    }

    /** Ends the loaded scheduler, if any, by the operator's will. */
    public void unload(ExitKind kind) {
        if (ext.scheduler() != null) {
            ext.claimExit(kind, 0, -1, "");
        }
    }

    /** Completes an unload that has been asked for, now rather than after the present event. */
    public void finishUnload() {
        lockups.breakOff();
        lifecycle.disable();
    }

    public boolean isLoaded() {
        return ext.scheduler() != null;
    }

    public Ext.EnableState state() {
        return ext.state();
    }

    /** A task is born; 0, or the errno with which its fork fails. */
    public int forked(Task task) {
        return lifecycle.forked(task);
    }

    /** True if a task may not get the policy: the scheduler has refused it (-EACCES). */
    public boolean forbids(Task task, SchedPolicy policy) {
        return ext.isActive()
                && task.scx.disallow
                && policy == SchedPolicy.EXT
                && task.policy != SchedPolicy.EXT;
    }

    /** Tells the scheduler about a CPU that went away or came back, once its tasks have left. */
    public void hotplug(int cpu, boolean online) {
        hotplug.request(cpu, online);
    }

    /** A cgroup was made while a scheduler may be loaded; the errno of its refusal, or 0. */
    public int cgroupCreated(int cgroup) {
        return lifecycle.cgroupCreated(cgroup);
    }

    /** A cgroup's weight was written with a new value. */
    public void cgroupWeightChanged(int cgroup, int weight) {
        caller.cgroupSetWeight(cgroup, weight);
    }

    /** Handles an IRQ_WORK event: kicks and deferred work of a CPU, or re-enqueues. */
    public void irqWork(int source) {
        if (source >= ext.cpuCount()) {
            lockups.breakOff();
            lifecycle.exitClaimed();
            return;
        }
        ExtCpu cpu = ext.cpu(source);
        ext.core().executeOn(source);
        extClass.runDeferred(cpu);
        kicks.run(cpu);
    }

    /** Handles a WORK_ITEM event. */
    public void workItem(int source) {
        if (timers.owns(source)) {
            timers.fire(source);
            return;
        }
        switch (source) {
            case Ext.WORK_DISABLE -> lifecycle.disable();
            case Ext.WORK_WATCHDOG -> watchdog.scan();
            case Ext.WORK_BYPASS_BALANCE -> bypass.balance();
            case Ext.WORK_HOTPLUG -> hotplug.run();
            case Ext.WORK_LOCKUP -> lockups.detect();
            case Ext.WORK_LOST -> lockups.loseNow();
            default -> throw new IllegalStateException("work item " + source + " of sched_ext");
        }
    }

    /** A CPU ticks while others are lost. */
    public void tickBesideLostCpu() {
        watchdog.checkIn(lockups);
    }

    public List<ExitInfo> exits() {
        return ext.exits();
    }

    public long enables() {
        return ext.enables();
    }

    /** Event counters of the loaded scheduler, else of the one that was unloaded last. */
    public long[] events() {
        LoadedScheduler loaded = ext.scheduler();
        return loaded == null ? ext.lastEvents.clone() : loaded.events.clone();
    }

    /** What does not hold after an event that must hold, or null; for tests, it is slow. */
    public @Nullable String violation() {
        return invariants.violation();
    }

    /** Hotplug events since boot. */
    public long hotplugSequence() {
        return ext.hotplugSequence;
    }

    /** The kernel schedules ext tasks by itself from now on, as it does around a suspend. */
    public void enterBypass() {
        bypass.enter();
    }

    /** Tasks of policy EXT that the loaded scheduler has refused. */
    public int rejected() {
        return ext.rejected;
    }
}
