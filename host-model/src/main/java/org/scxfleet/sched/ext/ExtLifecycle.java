package org.scxfleet.sched.ext;

import java.util.EnumSet;
import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.cid.CidMap;
import org.scxfleet.cid.CidMask;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.TracePoint;
import org.scxfleet.sched.SchedChange;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.ExtEntity.ExtState;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;
import org.scxfleet.trace.TraceKind;

/**
 * Loads and unloads a scheduler, in the kernel's order of steps (ext.c scx_root_enable_workfn,
 * scx_root_disable).
 *
 * <p>In the kernel both run on a kernel thread for some ten milliseconds, in bypass; here each is
 * one event, so that bypass begins and ends at the same instant. What callbacks a scheduler sees,
 * and in which order, is the same.
 */
final class ExtLifecycle {
    private final Ext ext;
    private final SchedCore core;
    private final OpsCaller caller;
    private final SchedChange change;
    private final Bypass bypass;
    private final Watchdog watchdog;
    private final IdleCpus idle;
    private final ExtClass extClass;
    private final TaskTable tasks;
    private final CgroupTree cgroups;
    private final ExtTimers timers;
    private final Dump dump;

    ExtLifecycle(
            Ext ext,
            OpsCaller caller,
            SchedChange change,
            Bypass bypass,
            Watchdog watchdog,
            IdleCpus idle,
            ExtClass extClass,
            TaskTable tasks,
            CgroupTree cgroups,
            ExtTimers timers,
            Dump dump) {
        this.ext = ext;
        this.core = ext.core();
        this.caller = caller;
        this.change = change;
        this.bypass = bypass;
        this.watchdog = watchdog;
        this.idle = idle;
        this.extClass = extClass;
        this.tasks = tasks;
        this.cgroups = cgroups;
        this.timers = timers;
        this.dump = dump;
    }

    /**
     * A scheduler with acceptable settings, not attached.
     *
     * @throws IllegalArgumentException if they are not
     */
    LoadedScheduler checked(SchedulerOps ops) {
        LoadedScheduler loaded =
                new LoadedScheduler(ops, core.topology().nodeCount(), core.cpuCount());
        String problem = loaded.problem();
        if (problem != null) {
            throw new IllegalArgumentException("scheduler " + ops.name() + ": " + problem);
        }
        return loaded;
    }

    /**
     * Loads a scheduler. A failure in the scheduler's own callbacks is not an exception: the
     * scheduler is unloaded again at once, with an exit record.
     *
     * @throws IllegalArgumentException if its settings are not acceptable
     * @throws IllegalStateException if another one is loaded
     */
    void enable(SchedulerOps ops) {
        if (ext.scheduler() != null) {
            throw new IllegalStateException(
                    "a scheduler is loaded already: " + ext.loaded().ops.name());
        }
        LoadedScheduler loaded = checked(ops);
        ext.setState(Ext.EnableState.ENABLING);
        ext.setScheduler(loaded);
        watch(ops.tracePoints());
        ext.rejected = 0;
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            ext.cpu(cpu).limitBuffer(loaded.maxBatch);
            ext.cpu(cpu).perfTarget = Scx.CPUPERF_ONE;
        }
        watchdog.start();
        idle.reset(loaded);
        if (enableSteps(loaded)) {
            finishEnable(loaded);
        } else {
            ext.error("scx_root_enable() failed (" + loaded.enableError + ")");
            disable();
        }
    }

    private void watch(EnumSet<TracePoint> points) {
        EnumSet<TracePoint> others = EnumSet.copyOf(points);
        if (others.remove(TracePoint.SCHED_SWITCH)) {
            core.watchSwitches(caller::schedSwitch);
        }
        if (!others.isEmpty()) {
            core.recorder()
                    .watch((point, task, other, value) -> {
                        if (others.contains(point)) {
                            boolean ticks = point == TracePoint.SCX_TICK;
                            int before = ticks ? core.executeOn(value) : 0;
                            caller.traceEvent(point, task, other, value);
                            if (ticks) {
                                core.executeOn(before);
                            }
                        }
                    });
        }
    }

    /** The steps that may fail; a failure has set {@link LoadedScheduler#enableError}. */
    private boolean enableSteps(LoadedScheduler loaded) {
        if (!numberCids(loaded)) {
            return false;
        }
        if (loaded.implemented.contains(Op.INIT)) {
            int error = checkedErrno("init", caller.init());
            if (error != 0) {
                ext.error("ops.init() failed (" + error + ")");
                return failed(loaded, error);
            }
        }
        loaded.initialized = true;
        if (!checkSettings(loaded)) {
            return failed(loaded, Scx.EINVAL);
        }
        // Without bandwidth for it the kernel goes on without this server, with a warning.
        core.servers().attach(ClassId.EXT, true);
        bypass.enter();
        ext.bypassForEnable = true;
        for (Op op : loaded.implemented) {
            loaded.arm(op);
        }
        return initCgroups(loaded) && initTasks(loaded);
    }

    /** Both forms have a map; only the cid form can change it and has masks of cids. */
    private boolean numberCids(LoadedScheduler loaded) {
        CidMap map = CidMap.of(core.topology(), core.activeCpus(), loaded.settings.cidShardSize());
        loaded.draftCids = map;
        if (loaded.cidForm && loaded.implemented.contains(Op.INIT_CIDS)) {
            int error = checkedErrno("init_cids", caller.initCids());
            if (error != 0) {
                ext.error("ops.init_cids() failed (" + error + ")");
                return failed(loaded, error);
            }
            map = loaded.draftCids;
        }
        loaded.cids = map;
        loaded.draftCids = null;
        if (loaded.cidForm) {
            CidMask online = new CidMask(0, map.count());
            online.setTo(core.activeCpus(), map);
            loaded.onlineCids = online;
        }
        return true;
    }

    private static boolean failed(LoadedScheduler loaded, int error) {
        loaded.enableError = error;
        return false;
    }

    /** A result that is no errno ends the scheduler and counts as a protocol error. */
    private int checkedErrno(String op, int error) {
        if (error > 0 || error < -Scx.MAX_ERRNO) {
            ext.error("ops." + op + "() returned an invalid errno " + error);
            return Scx.EPROTO;
        }
        return error;
    }

    private boolean checkSettings(LoadedScheduler loaded) {
        if (loaded.settings.hotplugSeq() != 0
                && loaded.settings.hotplugSeq() != ext.hotplugSequence) {
            ext.claimExit(
                    ExitKind.UNREG_KERN,
                    Scx.EXIT_CODE_RESTART | Scx.EXIT_CODE_HOTPLUG,
                    core.thisCpu(),
                    "expected hotplug seq "
                            + loaded.settings.hotplugSeq()
                            + " did not match actual "
                            + ext.hotplugSequence);
            return false;
        }
        if (loaded.hasFlag(Scx.OPS_ENQ_LAST) && !loaded.implemented.contains(Op.ENQUEUE)) {
            ext.error("SCX_OPS_ENQ_LAST requires ops.enqueue() to be implemented");
            return false;
        }
        boolean hosts =
                loaded.implemented.contains(Op.SUB_ATTACH)
                        || loaded.implemented.contains(Op.SUB_DETACH);
        if (hosts && !loaded.cidForm) {
            ext.error("sub_attach/sub_detach requires cid-form struct_ops");
            return false;
        }
        if (loaded.hasFlag(Scx.OPS_BUILTIN_IDLE_PER_NODE) && !idle.isEnabled()) {
            ext.error("SCX_OPS_BUILTIN_IDLE_PER_NODE requires CPU idle selection enabled");
            return false;
        }
        return true;
    }

    private boolean initCgroups(LoadedScheduler loaded) {
        for (int cgroup : cgroups.preOrder()) {
            int error = initCgroup(cgroup);
            if (error != 0) {
                ext.error("ops.cgroup_init() failed (" + error + ")");
                return failed(loaded, error);
            }
        }
        return true;
    }

    private int initCgroup(int cgroup) {
        int error =
                caller.cgroupInit(
                        cgroup,
                        cgroups.weight(cgroup),
                        cgroups.periodUs(cgroup),
                        cgroups.quotaUs(cgroup),
                        0);
        cgroups.setInitialised(cgroup, error == 0);
        return error;
    }

    /** A cgroup has been made; the errno with which the scheduler refuses it, or 0. */
    int cgroupCreated(int cgroup) {
        if (ext.scheduler() == null || !ext.isActive() || cgroups.isInitialised(cgroup)) {
            return 0;
        }
        return checkedErrno("cgroup_init", initCgroup(cgroup));
    }

    private boolean initTasks(LoadedScheduler loaded) {
        for (int number = 0; number < tasks.count(); number++) {
            Task task = tasks.byNumber(number);
            if (task != null) {
                int error = initTask(task, false);
                if (error != 0) {
                    ext.error("ops.init_task() failed (" + error + ") for " + task);
                    return failed(loaded, error);
                }
            }
        }
        return true;
    }

    private int initTask(Task task, boolean fork) {
        task.scx.disallow = false;
        task.scx.state = ExtState.INIT_BEGIN;
        int error = checkedErrno("init_task", caller.initTask(task, fork));
        if (error != 0) {
            task.scx.state = ExtState.NONE;
            return error;
        }
        if (task.scx.disallow) {
            disallow(task, fork);
        }
        task.scx.resetRunnableAt = true;
        task.scx.state = ExtState.READY;
        return 0;
    }

    private void disallow(Task task, boolean fork) {
        if (fork) {
            ext.error("ops.init_task() set task->scx.disallow for " + task + " during fork");
        } else if (task.policy == SchedPolicy.EXT) {
            task.policy = SchedPolicy.NORMAL;
            ext.rejected++;
        }
    }

    private void finishEnable(LoadedScheduler loaded) {
        ext.switchingAll = !loaded.hasFlag(Scx.OPS_SWITCH_PARTIAL);
        ext.activate(true);
        for (int number = 0; number < tasks.count(); number++) {
            Task task = tasks.byNumber(number);
            if (task != null && task.scx.state == ExtState.READY) {
                ext.setSlice(task, loaded.defaultSliceNs);
                reclassify(task);
            }
        }
        ext.bypassForEnable = false;
        bypass.leave();
        ext.setState(Ext.EnableState.ENABLED);
        ext.switchedAll = ext.switchingAll;
        if (ext.switchedAll) {
            core.servers().attach(ClassId.FAIR, false);
        }
        ext.enables++;
        core.recorder().record(TraceKind.SCX_ENABLE, -1, -1, ext.enables, 0);
    }

    private void reclassify(Task task) {
        if (core.classFor(task.policy, task.priority) != task.schedClass) {
            change.reclassify(task);
        }
    }

    /** The interrupt after a claimed exit: dumps the state of a failed scheduler. */
    void exitClaimed() {
        LoadedScheduler loaded = ext.scheduler();
        if (loaded == null || loaded.exit == null) {
            return;
        }
        dumpIfFailed(loaded, loaded.exit);
        ext.queueDisable();
    }

    private ExitInfo dumpIfFailed(LoadedScheduler loaded, ExitInfo info) {
        if (!info.kind().isError() || loaded.dumped) {
            return info;
        }
        loaded.dumped = true;
        ExitInfo withDump = dump.attach(loaded, info);
        loaded.exit = withDump;
        return withDump;
    }

    /** The disable work: runs after the event in which the exit was claimed. */
    void disable() {
        LoadedScheduler loaded = ext.scheduler();
        if (loaded == null || loaded.exit == null) {
            return;
        }
        ext.cancelDisable();
        ExitInfo info = dumpIfFailed(loaded, loaded.exit);
        bypass.enter();
        ext.setState(Ext.EnableState.DISABLING);
        ext.disabling = true;
        boolean wasAll = ext.switchedAll;
        ext.switchedAll = false;
        ext.switchingAll = false;
        for (int cgroup : cgroups.postOrder()) {
            if (cgroups.isInitialised(cgroup)) {
                cgroups.setInitialised(cgroup, false);
                caller.cgroupExit(cgroup);
            }
        }
        for (int number = 0; number < tasks.count(); number++) {
            Task task = tasks.byNumber(number);
            if (task != null) {
                leave(task);
            }
        }
        core.servers().attach(ClassId.EXT, false);
        if (wasAll) {
            core.servers().attach(ClassId.FAIR, true);
        }
        ext.activate(false);
        loaded.disarmAll();
        idle.switchOff();
        timers.cancelAll();
        watchdog.stop();
        if (loaded.implemented.contains(Op.EXIT)) {
            caller.exit(info);
        }
        ext.exits().add(info);
        forget(loaded);
    }

    private void forget(LoadedScheduler loaded) {
        bypass.leave();
        if (ext.bypassForEnable) {
            ext.bypassForEnable = false;
            bypass.leave();
        }
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            ext.cpu(cpu).forgetRequests();
        }
        core.watchSwitches(null);
        core.recorder().watch(null);
        ext.lastEvents = loaded.events;
        ext.setScheduler(null);
        ext.disabling = false;
        ext.setState(Ext.EnableState.DISABLED);
    }

    private void leave(Task task) {
        reclassify(task);
        extClass.disableTask(task);
        ExtState state = task.scx.state;
        if (state == ExtState.READY) {
            caller.exitTask(task, false);
        } else if (state == ExtState.INIT || state == ExtState.INIT_BEGIN) {
            caller.exitTask(task, true);
        }
        if (state != ExtState.DEAD) {
            task.scx.state = ExtState.NONE;
        }
    }

    /**
     * A task is born: init_task, and enable if it starts in ext; 0, or the errno with which the
     * fork fails.
     */
    int forked(Task task) {
        if (ext.scheduler() == null || !ext.isActive()) {
            return 0;
        }
        int error = initTask(task, true);
        if (error == 0 && task.schedClass == ClassId.EXT) {
            extClass.enableTask(task);
        }
        return error;
    }

    /** A CPU has gone away or come back. */
    void hotplug(int cpu, boolean online) {
        ext.hotplugSequence++;
        LoadedScheduler loaded = ext.scheduler();
        if (loaded == null) {
            return;
        }
        idle.updateTopologyKeys();
        CidMask onlineCids = loaded.onlineCids;
        if (onlineCids != null) {
            onlineCids.set(loaded.finalCids().cid(cpu), online);
        }
        Op op = online ? Op.CPU_ONLINE : Op.CPU_OFFLINE;
        if (loaded.implemented.contains(op)) {
            caller.cpuHotplug(cpu, online);
        } else {
            ext.claimExit(
                    ExitKind.UNREG_KERN,
                    Scx.EXIT_CODE_RESTART | Scx.EXIT_CODE_HOTPLUG,
                    cpu,
                    "cpu "
                            + cpu
                            + " going "
                            + (online ? "online" : "offline")
                            + ", exiting scheduler");
        }
    }
}
