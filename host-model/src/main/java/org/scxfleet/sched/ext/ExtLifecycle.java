package org.scxfleet.sched.ext;

import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;
import org.scxfleet.sched.SchedChange;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.ExtEntity.ExtState;
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
     * Loads a scheduler. A failure in the scheduler's own callbacks is not an exception: the
     * scheduler exits with a record.
     *
     * @throws IllegalArgumentException if its settings are not acceptable
     * @throws IllegalStateException if another one is loaded
     */
    void enable(SchedulerOps ops) {
        if (ext.scheduler() != null) {
            throw new IllegalStateException(
                    "a scheduler is loaded already: " + ext.loaded().ops.name());
        }
        LoadedScheduler loaded =
                new LoadedScheduler(ops, core.topology().nodeCount(), core.cpuCount());
        String problem = loaded.problem();
        if (problem != null) {
            throw new IllegalArgumentException("scheduler " + ops.name() + ": " + problem);
        }
        ext.setState(Ext.EnableState.ENABLING);
        ext.setScheduler(loaded);
        ext.rejected = 0;
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            ext.cpu(cpu).sizeBuffer(loaded.maxBatch);
            ext.cpu(cpu).perfTarget = Scx.CPUPERF_ONE;
        }
        watchdog.start();
        idle.reset(loaded);
        int error = loaded.implemented.contains(Op.INIT) ? caller.init() : 0;
        if (error != 0) {
            fail("init", error);
            return;
        }
        loaded.initialized = true;
        if (!checkSettings(loaded)) {
            return;
        }
        if (!core.servers().attach(ClassId.EXT, true)) {
            fail(Scx.EBUSY);
            return;
        }
        bypass.enter();
        for (Op op : loaded.implemented) {
            loaded.armed[op.ordinal()] = true;
        }
        if (initCgroups() && initTasks()) {
            switchTasks(loaded);
        } else {
            bypass.leave();
        }
    }

    private boolean checkSettings(LoadedScheduler loaded) {
        if (loaded.settings.hotplugSeq() != 0
                && loaded.settings.hotplugSeq() != ext.hotplugSequence) {
            ext.claimExit(
                    ExitKind.UNREG_KERN,
                    Scx.EXIT_CODE_RESTART | Scx.EXIT_CODE_HOTPLUG,
                    -1,
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
        if (loaded.hasFlag(Scx.OPS_BUILTIN_IDLE_PER_NODE) && !idle.isEnabled()) {
            ext.error("SCX_OPS_BUILTIN_IDLE_PER_NODE requires CPU idle selection enabled");
            return false;
        }
        return true;
    }

    private boolean initCgroups() {
        for (int cgroup : cgroups.preOrder()) {
            int error =
                    caller.cgroupInit(
                            cgroup,
                            cgroups.weight(cgroup),
                            cgroups.periodUs(cgroup),
                            cgroups.quotaUs(cgroup),
                            0);
            if (error != 0) {
                fail("cgroup_init", error);
                return false;
            }
            cgroups.setInitialised(cgroup, true);
        }
        return true;
    }

    private boolean initTasks() {
        for (int number = 0; number < tasks.count(); number++) {
            Task task = tasks.byNumber(number);
            if (task != null && !initTask(task)) {
                return false;
            }
        }
        return true;
    }

    private boolean initTask(Task task) {
        task.scx.state = ExtState.INIT_BEGIN;
        int error = caller.initTask(task, false);
        if (error != 0) {
            task.scx.state = ExtState.NONE;
            String text =
                    error < -Scx.MAX_ERRNO || error > 0
                            ? "ops.init_task() returned an invalid errno " + error
                            : "ops.init_task() failed (" + error + ") for " + task;
            ext.error(text);
            return false;
        }
        if (task.scx.disallow) {
            if (task.policy == org.scxfleet.task.SchedPolicy.EXT) {
                task.policy = org.scxfleet.task.SchedPolicy.NORMAL;
                ext.rejected++;
            }
        }
        task.scx.resetRunnableAt = true;
        task.scx.state = ExtState.READY;
        return true;
    }

    private void switchTasks(LoadedScheduler loaded) {
        ext.switchingAll = !loaded.hasFlag(Scx.OPS_SWITCH_PARTIAL);
        ext.active = true;
        for (int number = 0; number < tasks.count(); number++) {
            Task task = tasks.byNumber(number);
            if (task != null && task.scx.state == ExtState.READY) {
                task.scx.sliceNs = loaded.defaultSliceNs;
                reclassify(task);
            }
        }
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
        if (core.classFor(task.policy, task.priority) != task.schedClass && !task.kernelThread) {
            change.reclassify(task);
        }
    }

    private void fail(String op, int error) {
        boolean valid = error < 0 && error >= -Scx.MAX_ERRNO;
        ext.error(
                valid
                        ? "ops." + op + "() failed (" + error + ")"
                        : "ops." + op + "() returned an invalid errno " + error);
    }

    private void fail(int error) {
        ext.error("scx_root_enable() failed (" + error + ")");
    }

    /** The disable work: runs after the event in which the exit was claimed. */
    void disable() {
        LoadedScheduler loaded = ext.scheduler();
        if (loaded == null || loaded.exit == null) {
            return;
        }
        ExitInfo info = loaded.exit;
        if (info.kind().isError()) {
            info = dump.attach(loaded, info);
        }
        bypass.enter();
        ext.setState(Ext.EnableState.DISABLING);
        ext.disabling = true;
        ext.switchingAll = false;
        for (int i = cgroups.preOrder().length - 1; i >= 0; i--) {
            int cgroup = cgroups.preOrder()[i];
            if (cgroups.isInitialised(cgroup)) {
                cgroups.setInitialised(cgroup, false);
                caller.cgroupExit(cgroup);
            }
        }
        boolean wasAll = ext.switchedAll;
        ext.switchedAll = false;
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
        ext.active = false;
        java.util.Arrays.fill(loaded.armed, false);
        timers.cancelAll();
        watchdog.stop();
        if (loaded.implemented.contains(Op.EXIT)) {
            caller.exit(info);
        }
        ext.exits().add(info);
        bypass.leave();
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
        LoadedScheduler loaded = ext.scheduler();
        if (loaded == null || !ext.active) {
            return 0;
        }
        task.scx.state = ExtState.INIT_BEGIN;
        int error = caller.initTask(task, true);
        if (error != 0) {
            task.scx.state = ExtState.NONE;
            if (error < -Scx.MAX_ERRNO || error > 0) {
                ext.error("ops.init_task() returned an invalid errno " + error);
                return Scx.EPROTO;
            }
            return error;
        }
        if (task.scx.disallow) {
            ext.error("ops.init_task() set task->scx.disallow for " + task + " during fork");
        }
        task.scx.resetRunnableAt = true;
        task.scx.state = ExtState.READY;
        if (task.schedClass == ClassId.EXT) {
            extClass.enableTask(task);
        }
        return 0;
    }

    /** A CPU goes away or comes back. */
    void hotplug(int cpu, boolean online) {
        ext.hotplugSequence++;
        LoadedScheduler loaded = ext.scheduler();
        if (loaded == null || ext.state() != Ext.EnableState.ENABLED) {
            return;
        }
        idle.updateTopologyKeys();
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
