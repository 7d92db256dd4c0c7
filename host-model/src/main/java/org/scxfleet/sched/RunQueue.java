package org.scxfleet.sched;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.Task;

/**
 * The run queue of one CPU: what runs there, what the core knows of its classes, and the CPU's
 * timers.
 *
 * <p>The queues of the classes live in the classes. A null current task is the idle task. Fields
 * are public to the classes; the core and the execution engine are the only writers of all but
 * {@link #nextClass} and the resched flags.
 */
public final class RunQueue {
    /** Reschedules that a CPU honours at one instant without time passing. */
    static final int MAX_RESCHEDULES_AT_ONCE = 100;

    /** What each further one takes. */
    static final long RESTLESS_NS = 1_000;

    public final int cpu;

    /** The running task as the classes see it, null when idle. */
    public @Nullable Task current;

    /**
     * The task whose program executes: the running task, or the owner of the mutex that it waits
     * for ({@link ProxyExecution}); null also while a proxy ends and the CPU has to choose anew.
     */
    public @Nullable Task executing;

    /** Result of the present choice: who executes in the place of the chosen task, or null. */
    @Nullable Task proxy;

    /** Who is told when the CPU switches to or from the idle task; nobody if null. */
    private @Nullable VacantCpus vacancies;

    /** The CPU's stop task; runs only to migrate others. */
    public final Task stopTask;

    /** Tasks on this queue, those held by a sched_ext scheduler too. */
    public int running;

    /** Tasks per class, by ordinal of {@link ClassId}. */
    public final int[] runningByClass = new int[ClassId.values().length];

    /**
     * Class of the task that the CPU runs or is about to run; raised by wake-ups of higher classes.
     */
    public ClassId nextClass = ClassId.IDLE;

    public boolean needResched;

    /** A reschedule that may wait for the next tick. */
    public boolean needReschedLazy;

    /** cpu_active: may receive tasks. */
    public boolean active = true;

    /** Executes instructions: always for a host's CPU; for a vCPU while it is in guest mode. */
    public boolean powered = true;

    /** Executes kernel code without end: no task, no interrupts ({@link LostCpus}). */
    public boolean lost;

    /** ... and holds the lock of this run queue. */
    boolean lostWithLock;

    /** A lost CPU goes on as soon as it executes. */
    public boolean regains;

    /** Deferred work of sched_ext came due while the CPU was lost. */
    public boolean irqWorkHeldBack;

    /** Stolen time of a vCPU, ns; 0 on a host. */
    public long stolenNs;

    /** Part of stolen time that the task clock leaves out. */
    public long stolenAccountedNs;

    /** What real-time and deadline tasks use of the CPU. */
    public final OtherClasses otherClasses = new OtherClasses();

    /** Speed at present, per 1024. */
    public int speedPer1024 = 1024;

    public int workTimer = -1;
    public int tickTimer = -1;
    public int reschedTimer = -1;
    public int hrtickTimer = -1;

    /** The core is about to test needResched itself, so no reschedule event is needed. */
    boolean testsResched;

    /** When a reschedule was asked for last, and how often at that instant. */
    private long rescheduledAtNs = -1;

    private int reschedulesAtOnce;

    /**
     * The CPU is busy without a tick; its tick timer stands for the tick that another CPU does for
     * it each second.
     */
    public boolean tickStopped;

    /** The task that is switched in next must reschedule at once. */
    public boolean reschedAfterSwitch;

    /**
     * Until then the CPU is in the kernel because of wake-ups that its interrupt or system call
     * makes; it chooses anew when it leaves the kernel.
     */
    long inKernelUntilNs;

    /** What a class wants the stop task to do, null if nothing. */
    @Nullable StopWork stopWork;

    /** Tasks for the stop task to move away, first come first served. */
    final ArrayDeque<Task> toMigrate = new ArrayDeque<>();

    /** When a task was last born or buried here: that takes memory or gives it back. */
    public long memoryChangedNs;

    /** A timer that expired while the CPU was idle and waits until it is not; -1 = none. */
    public int deferredTimer = -1;

    public long switches;
    public long busyNs;
    public long busySinceNs;

    public RunQueue(int cpu, Task stopTask) {
        this.cpu = cpu;
        this.stopTask = stopTask;
    }

    /** Has changes from and to the idle task entered there; while the CPU is idle. */
    public void enterVacancies(VacantCpus there) {
        vacancies = there;
    }

    /** The present task is another one, perhaps the idle task, from now on. */
    void setCurrent(@Nullable Task next) {
        if ((current == null) != (next == null) && vacancies != null) {
            vacancies.changed(cpu, next == null);
        }
        current = next;
    }

    /** Who needs this run queue's lock waits without end. */
    public boolean isLostWithLock() {
        return lostWithLock;
    }

    /** An interrupt is not over before that. */
    public void stayInKernelUntil(long atNs) {
        inKernelUntilNs = Math.max(inKernelUntilNs, atNs);
    }

    public boolean isIdle() {
        return current == null;
    }

    /** Class of the running task, IDLE when none runs. */
    public ClassId currentClass() {
        return current == null ? ClassId.IDLE : current.schedClass;
    }

    /**
     * Time that the CPU takes for one more reschedule of very many at one instant, so that a
     * scheduler which kicks for ever does not stop the clock. Once restless, a CPU stays so until
     * it has not been asked for that time.
     */
    long restlessNs(long nowNs) {
        if (rescheduledAtNs != nowNs) {
            boolean pauses = nowNs - rescheduledAtNs > RESTLESS_NS;
            boolean restless = !pauses && reschedulesAtOnce > MAX_RESCHEDULES_AT_ONCE;
            rescheduledAtNs = nowNs;
            reschedulesAtOnce = restless ? MAX_RESCHEDULES_AT_ONCE : 0;
        }
        return ++reschedulesAtOnce > MAX_RESCHEDULES_AT_ONCE ? RESTLESS_NS : 0;
    }
}
