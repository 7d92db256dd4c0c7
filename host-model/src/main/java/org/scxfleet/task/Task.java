package org.scxfleet.task;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.topology.CpuSet;

/**
 * A task of one kernel, as the kernel's task_struct: identity, parameters, scheduling state, one
 * entity per class.
 *
 * <p>Fields are public, as in the structure that it models; the scheduling core is the only writer,
 * except that a sched_ext scheduler may write {@link ExtEntity#sliceNs} and {@link
 * ExtEntity#dsqVtime} and, in init_task, {@link ExtEntity#disallow}. Entities are created when
 * their class is first entered.
 */
public final class Task {
    /** Position in the kernel's task table; never reused in a run. */
    public final int number;

    /** Process id; number + {@link #FIRST_PID}. */
    public final int pid;

    /** The kernel's comm. */
    public final String name;

    /** Statistics group. */
    public final int group;

    /** Affinity as set; what the classes must respect. */
    public final CpuSet allowed;

    /** Own random numbers, derived from the run's seed and the task's name. */
    public final SeededRandom random;

    public int allowedCount;

    public SchedPolicy policy = SchedPolicy.NORMAL;
    public int nice;
    public int rtPriority;
    public long dlRuntimeNs;
    public long dlDeadlineNs;
    public long dlPeriodNs;

    /** Custom slice of the fair class, 0 = default. */
    public long customSliceNs;

    /**
     * Effective priority in the kernel's numbers: -1 deadline, 0..99 RT (99 - rtPriority), 100..139
     * fair and ext.
     */
    public int priority = DEFAULT_PRIORITY;

    /** Priority without inheritance. */
    public int normalPriority = DEFAULT_PRIORITY;

    public ClassId schedClass = ClassId.FAIR;
    public int cgroup;

    public TaskState state = TaskState.NEW;

    /** On the run queue of {@link #cpu} (running tasks too). */
    public boolean queued;

    /** Executing on {@link #cpu}. */
    public boolean onCpu;

    /** Number of the mutex that it waits for on its run queue, -1 = none (proxy execution). */
    public int blockedOn = -1;

    /** Executes in the place of a task that waits for a mutex of its. */
    public boolean proxied;

    /** The last task that waited for a mutex of its when it executed in another's place. */
    public @Nullable Task blockedDonor;

    /** A migration request is pending with the CPU's stop task. */
    public boolean migrationPending;

    /** On its way from one run queue to another: classes do not see it leave or arrive. */
    public boolean migrating;

    /** Ending: set before the last switch. */
    public boolean exiting;

    /** A kernel thread; not part of the workload. */
    public boolean kernelThread;

    /** Its timers do not wake an idle CPU. */
    public boolean deferrable;

    /** Its timers do not wake it on a CPU whose use of memory has not changed lately either. */
    public boolean foldsMemory;

    public int migrationDisabled;

    /** CPU whose run queue owns the task. */
    public int cpu;

    /** CPU on which the task slept, where its wake-up starts looking. */
    public int wakeCpu;

    /** When its first wake-up was. */
    public long startedNs;

    /** Time since which the present execution has been accounted, on the task clock of the CPU. */
    public long execStartNs;

    public long sumExecNs;

    /** sumExecNs when the task was last switched in. */
    public long sumExecAtSwitchInNs;

    public @Nullable FairEntity fair;
    public @Nullable RtEntity rt;
    public @Nullable DlEntity dl;

    /** Exists for every task from birth, as in the kernel. */
    public final ExtEntity scx = new ExtEntity();

    /** What the task executes; owned by the execution engine. */
    public final Work work = new Work();

    /** Statistics of the task itself. */
    public final TaskTally tally = new TaskTally();

    /** Pids start here, as on a freshly booted machine. */
    public static final int FIRST_PID = 100;

    public static final int DEFAULT_PRIORITY = 120;

    public Task(int number, String name, int group, int cpuCount, long seed) {
        this.number = number;
        this.pid = number + FIRST_PID;
        this.name = name;
        this.group = group;
        this.allowed = CpuSet.full(cpuCount);
        this.allowedCount = cpuCount;
        this.random = new SeededRandom(seed);
    }

    public boolean isRunnable() {
        return state == TaskState.RUNNABLE;
    }

    public boolean isMigrationDisabled() {
        return migrationDisabled > 0;
    }

    /** Belongs to a chain of waits that its CPU follows: it is not moved to balance load. */
    public boolean isHeldByProxy() {
        return blockedOn >= 0 || proxied;
    }

    /** Load weight by policy and nice, 1024 at nice 0. */
    public int loadWeight() {
        return Weight.of(policy, nice);
    }

    /** The name with the pid, as kernel messages show a task. */
    @Override
    public String toString() {
        return name + "[" + pid + "]";
    }
}
