package org.scxfleet.sched.ext;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cid.CidMap;
import org.scxfleet.engine.EventRank;
import org.scxfleet.ops.CgroupView;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.ops.Scx;
import org.scxfleet.ops.ScxEvent;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.ExtEntity;
import org.scxfleet.task.Task;
import org.scxfleet.trace.TraceKind;

/**
 * The state that all parts of the sched_ext core share: the loaded scheduler, the per-CPU parts,
 * how far enabling has come, and the one way in which a scheduler is told that it has failed
 * ({@link #claimExit}).
 */
public final class Ext {
    /** Events of the kernel's own threads, by source number of the WORK_ITEM rank. */
    static final int WORK_DISABLE = 0;

    static final int WORK_WATCHDOG = 1;
    static final int WORK_BYPASS_BALANCE = 2;
    static final int WORK_HOTPLUG = 3;

    /** A lockup detector looks. */
    static final int WORK_LOCKUP = 4;

    /** The event in which a CPU got lost is over. */
    static final int WORK_LOST = 5;

    private final SchedCore core;
    private final CgroupView cgroups;
    private final ExtCpu[] cpus;
    private final List<ExitInfo> exits = new ArrayList<>();
    private final int disableWork;
    private final int errorWork;
    private @Nullable LoadedScheduler scheduler;
    private EnableState state = EnableState.DISABLED;

    /** Tasks of the ext class may exist. */
    private boolean active;

    /** All normal tasks belong to ext. */
    boolean switchedAll;

    boolean switchingAll;
    int bypassDepth;
    long bypassSinceNs;

    /** Bypass has been entered for loading and not left yet. */
    boolean bypassForEnable;

    long enables;

    /** CPUs that came or went since boot; at boot all but the first come. */
    long hotplugSequence;

    /** Event counters of the scheduler that was unloaded last. */
    long[] lastEvents = new long[ScxEvent.values().length];

    /** Tasks of policy EXT that the scheduler has refused since its load. */
    int rejected;

    /** The task that select_cpu or enqueue, now running, may dispatch directly. */
    @Nullable Task directTask;

    /** ... and whether it has done so. */
    boolean directDone;

    /** Ops disable is in progress: ext takes no task. */
    boolean disabling;

    /** As /sys/kernel/sched_ext/state shows it. */
    public enum EnableState {
        ENABLING,
        ENABLED,
        DISABLING,
        DISABLED
    }

    public Ext(SchedCore core, int owner, CgroupView cgroups) {
        this.core = core;
        this.cgroups = cgroups;
        cpus = new ExtCpu[core.cpuCount()];
        hotplugSequence = core.cpuCount() - 1L;
        for (int cpu = 0; cpu < cpus.length; cpu++) {
            cpus[cpu] = new ExtCpu(core.runQueue(cpu));
            cpus[cpu].irqWork = core.queue().register(EventRank.IRQ_WORK, owner, cpu);
        }
        disableWork = core.queue().register(EventRank.WORK_ITEM, owner, WORK_DISABLE);
        errorWork = core.queue().register(EventRank.IRQ_WORK, owner, cpus.length);
    }

    SchedCore core() {
        return core;
    }

    CgroupView cgroups() {
        return cgroups;
    }

    ExtCpu cpu(int cpu) {
        return cpus[cpu];
    }

    ExtCpu cpu(RunQueue rq) {
        return cpus[rq.cpu];
    }

    int cpuCount() {
        return cpus.length;
    }

    boolean isActive() {
        return active;
    }

    void activate(boolean on) {
        active = on;
        core.attend(ClassId.EXT, on);
    }

    @Nullable LoadedScheduler scheduler() {
        return scheduler;
    }

    LoadedScheduler loaded() {
        LoadedScheduler loaded = scheduler;
        if (loaded == null) {
            throw new IllegalStateException("an ext task without a scheduler");
        }
        return loaded;
    }

    void setScheduler(@Nullable LoadedScheduler loaded) {
        scheduler = loaded;
    }

    public EnableState state() {
        return state;
    }

    void setState(EnableState newState) {
        state = newState;
    }

    public List<ExitInfo> exits() {
        return exits;
    }

    public long enables() {
        return enables;
    }

    /** The task may be dispatched directly by the callback that begins now. */
    void beginDirect(Task task) {
        if (directTask != null) {
            throw new IllegalStateException(
                    task + " is being scheduled within the scheduling of " + directTask);
        }
        directTask = task;
        directDone = false;
    }

    void endDirect() {
        directTask = null;
    }

    /**
     * Ends the scheduler: the first claim wins, later ones leave no trace (ext.c scx_claim_exit).
     * An interrupt of this CPU dumps its state after the present section; then the disable work
     * runs.
     */
    void claimExit(ExitKind kind, long exitCode, int exitCpu, String message) {
        LoadedScheduler loaded = scheduler;
        if (loaded == null || loaded.exit != null) {
            return;
        }
        int most = Scx.EXIT_MSG_LEN - 1;
        String cut = message.length() > most ? message.substring(0, most) : message;
        loaded.exit =
                new ExitInfo(
                        loaded.ops.name(),
                        kind,
                        exitCpu,
                        exitCode,
                        cut,
                        loaded.initialized,
                        core.nowNs(),
                        "");
        loaded.aborting = true;
        core.recorder().record(TraceKind.SCX_EXIT, core.thisCpu(), -1, kind.value(), exitCode);
        core.queue().arm(errorWork, core.nowNs());
    }

    /** The dump of the claimed exit is done; the disable work may begin. */
    void queueDisable() {
        core.queue().arm(disableWork, core.nowNs());
    }

    /** The disable work is being done now. */
    void cancelDisable() {
        core.queue().cancel(errorWork);
        core.queue().cancel(disableWork);
    }

    /**
     * The CPU that a scheduler means by a number: the number itself, or the CPU of a cid. Ends a
     * scheduler that names no cid; then -EINVAL.
     */
    int cpuOf(int cpuOrCid) {
        LoadedScheduler loaded = loaded();
        if (!loaded.cidForm) {
            return cpuOrCid;
        }
        return cidToCpu(loaded, cpuOrCid);
    }

    /** The CPU of a cid; -EINVAL for another number, which ends the scheduler. */
    int cidToCpu(LoadedScheduler loaded, int cid) {
        if (cid < 0 || cid >= cpus.length) {
            error(CidMap.invalid(cid));
            return Scx.EINVAL;
        }
        CidMap map = loaded.cids;
        return map == null ? Scx.EINVAL : map.cpu(cid);
    }

    void error(String message) {
        claimExit(ExitKind.ERROR, 0, core.thisCpu(), message);
    }

    /** Sets the slice for good: a request that is pending for it is dropped. */
    void setSlice(Task task, long sliceNs) {
        task.scx.sliceNs = sliceNs;
        task.scx.requestedSliceNs = ExtEntity.NO_REQUEST;
    }

    /**
     * Default slice of the scheduler, as a refill; counted. A pending request stays and is applied
     * when the task runs next.
     */
    void refillSlice(Task task) {
        LoadedScheduler loaded = loaded();
        task.scx.sliceNs = loaded.defaultSliceNs;
        loaded.count(ScxEvent.REFILL_SLICE_DFL);
    }
}
