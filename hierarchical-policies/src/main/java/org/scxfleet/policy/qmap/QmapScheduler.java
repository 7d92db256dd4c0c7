package org.scxfleet.policy.qmap;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cid.CidMask;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.example.KernelExample;
import org.scxfleet.policy.option.PolicyOption;
import org.scxfleet.task.Task;

/**
 * Twin of {@code scx_qmap}: five FIFOs by weight.
 *
 * <ol>
 *   <li>A task that wakes goes to its previous CPU if that is idle, else to the next idle one that
 *       it may use, counted from there in the order of the machine: it is a scheduler of the cid
 *       form. It keeps the idle mask itself.
 *   <li>Otherwise it is appended to a FIFO: weights up to 25, up to 50, below 200, below 400,
 *       above.
 *   <li>Each CPU goes round the FIFOs and takes 1, 2, 4, 8, 16 tasks from the first to the fifth. A
 *       task that is taken goes to a shared DSQ, from which the CPU takes the first that may run on
 *       it. If the task may not run there, its own CPU is kicked.
 *   <li>User tasks of weight 1 (nice 19) wait in a DSQ of their own, which a timer re-enqueues
 *       every 10 ms; they then go to the shared DSQ.
 *   <li>With option H tasks of nice -20 are moved from the shared DSQ to one that is served first,
 *       preempting what runs.
 * </ol>
 *
 * <p>Options t and T forget tasks, so that the watchdog ends the scheduler after its 5 s; e raises
 * an error; l makes dispatch repeat without result; J lets init_task or cgroup_init fail; F and I
 * exercise immediate insertion; C numbers the cids anew, well or badly. The loader sets e and J
 * once the scheduler is attached.
 *
 * <p>Cost: constant per callback; with option H a walk over the shared DSQ per dispatch. The real
 * one walks it always, which has no effect without boosted tasks. Leaves out sub-schedulers with
 * everything that serves them (option c; B and q have no effect, and the round-robin timer ticks
 * and does nothing without them), and what P and M print.
 */
public final class QmapScheduler extends KernelExample {
    /** Options. */
    public static final List<PolicyOption> OPTIONS = QmapSettings.OPTIONS;

    /** Most CPUs that the real one can hold. */
    public static final int MAX_CPUS = 1024;

    /** Period after which tasks of the lowest weight are looked at again. */
    public static final long LOWPRI_INTERVAL_NS = 10_000_000L;

    /** Period of the monitor, which also boosts. */
    public static final long MONITOR_INTERVAL_NS = 1_000_000_000L;

    private static final EnumSet<Op> OPS =
            EnumSet.of(
                    Op.SELECT_CPU,
                    Op.ENQUEUE,
                    Op.DEQUEUE,
                    Op.DISPATCH,
                    Op.TICK,
                    Op.CORE_SCHED_BEFORE,
                    Op.SET_CPUMASK,
                    Op.UPDATE_IDLE,
                    Op.INIT_TASK,
                    Op.EXIT_TASK,
                    Op.DUMP,
                    Op.DUMP_CPU,
                    Op.DUMP_TASK,
                    Op.CGROUP_INIT,
                    Op.CGROUP_SET_WEIGHT,
                    Op.CGROUP_SET_BANDWIDTH,
                    Op.CGROUP_MOVE,
                    Op.INIT_CIDS,
                    Op.INIT,
                    Op.EXIT);

    static final long SHARED_DSQ = 0;
    static final long HIGHPRI_DSQ = 1;
    private static final long LOWPRI_DSQ = 2;
    private static final int MONITOR_TIMER = 0;
    private static final int LOWPRI_TIMER = 1;
    private static final int ROUND_ROBIN_TIMER = 2;
    private static final int ATTACHED_TIMER = 3;
    private static final int HIGHPRI_WEIGHT = 8668;
    private static final int LOWPRI_WEIGHT_BELOW = 2;

    /** The kernel thread that makes the others: it sleeps nearly always. */
    private static final int KTHREADD_PID = 2;

    /** The texts that the compiled program's error macro makes, with their source positions. */
    private static final String TEST_ERROR = "scx_qmap.bpf.c:434: test triggering error";

    private static final String SLAB_ERROR = "scx_qmap.bpf.c:950: task_ctx slab exhausted";

    private final QmapSettings settings;
    private final int cidCount;
    private final QmapTasks tasks = new QmapTasks();
    private final long[] headSequence = new long[QmapTasks.FIFOS];
    private final long[] tailSequence = new long[QmapTasks.FIFOS];
    private final IdleCids idle;
    private final QmapBoost boost;

    // Per cid: the dispatch cursor and what may still be taken there; frequency control.
    private final int[] fifoIndex;
    private final int[] fifoLeft;
    private final int[] averageWeight;
    private final int[] perfTarget;

    private long userEnqueues;
    private long kernelEnqueues;
    private long immedEnqueues;
    private long errorCountdown;
    private QmapSettings.Injection injection = QmapSettings.Injection.OFF;
    private long dispatched;
    private int highPriorityQueued;

    /** How a round over the FIFOs ended. */
    private enum Taken {
        /** The CPU has a task. */
        TASK,
        /** The batch is full, and nothing on the shared DSQ may run here. */
        NO_TASK,
        /** The FIFOs are empty. */
        ENDED
    }

    public QmapScheduler(SchedulerEnvironment environment) {
        this(environment, QmapSettings.parse(environment.options()));
    }

    private QmapScheduler(SchedulerEnvironment environment, QmapSettings settings) {
        super("qmap", OPS, settings.ops());
        if (!settings.cids().fits(environment.topology().cpuCount())) {
            throw new IllegalArgumentException("scheduler qmap: bad-mono needs >= 3 cpus");
        }
        this.settings = settings;
        cidCount = environment.topology().cpuCount();
        idle = new IdleCids(cidCount);
        boost = new QmapBoost(settings, tasks);
        fifoIndex = new int[cidCount];
        fifoLeft = new int[cidCount];
        averageWeight = new int[cidCount];
        perfTarget = new int[cidCount];
    }

    @Override
    public OpsForm form() {
        return OpsForm.CID;
    }

    @Override
    public int selectCpu(ExtKernel.Select kernel, Task task, int prevCid, long wakeFlags) {
        if (!tasks.isKnown(task.number) || isLowPriority(task)) {
            return prevCid;
        }
        int cid = idle.claim(prevCid, tasks.allowed(task.number));
        if (cid < 0) {
            return prevCid;
        }
        tasks.setForceLocal(task.number, true);
        return cid;
    }

    @Override
    public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
        if (isForgotten(task)) {
            return;
        }
        if (errorCountdown != 0 && --errorCountdown == 0) {
            kernel.error(TEST_ERROR);
        }
        if (!tasks.isKnown(task.number)) {
            return;
        }
        int index = fifoOf(task.scx.weight);
        tasks.setSequence(task.number, tailSequence[index]++);
        if (!insertDirectly(kernel, task, enqFlags)) {
            tasks.append(index, task.number);
            if (settings.boost() && task.scx.weight >= HIGHPRI_WEIGHT) {
                tasks.setHighPriority(task.number);
                highPriorityQueued++;
            }
        }
    }

    @Override
    public void dequeue(ExtKernel.Any kernel, Task task, long deqFlags) {
        int number = task.number;
        if (tasks.isKnown(number) && tasks.isQueued(number)) {
            if (tasks.highPriority(number)) {
                highPriorityQueued--;
            }
            tasks.unlink(number);
        }
    }

    @Override
    public void dispatch(ExtKernel.Dispatch kernel, int cid, @Nullable Task prev) {
        if (boost.run(kernel)) {
            return;
        }
        if (highPriorityQueued == 0 && kernel.dsqMoveToLocal(SHARED_DSQ, 0)) {
            return;
        }
        if (settings.loopAfter() != 0 && dispatched > settings.loopAfter()) {
            Task decoy = kernel.taskByPid(KTHREADD_PID);
            if (decoy != null) {
                kernel.dsqInsert(decoy, Scx.DSQ_LOCAL, settings.sliceNs(), 0);
                return;
            }
        }
        Taken taken = takeFromFifos(kernel, cid);
        if (taken == Taken.ENDED) {
            taken = boost.run(kernel) ? Taken.TASK : Taken.NO_TASK;
        }
        if (taken == Taken.NO_TASK) {
            keepPrevious(cid, prev);
        }
    }

    @Override
    public void tick(ExtKernel.Any kernel, Task task) {
        int cid = kernel.thisCid();
        averageWeight[cid] = averageWeight[cid] * 3 / 4 + task.scx.weight / 4;
        perfTarget[cid] = Scx.CPUPERF_ONE * fifoOf(averageWeight[cid]) / 4;
        kernel.cidPerfSet(kernel.taskCid(task), perfTarget[cid]);
    }

    @Override
    public boolean coreSchedBefore(ExtKernel.Any kernel, Task a, Task b) {
        if (!tasks.isKnown(a.number) || !tasks.isKnown(b.number)) {
            return a.onCpu != b.onCpu ? b.onCpu : a.scx.runnableAtNs - b.scx.runnableAtNs < 0;
        }
        return distance(a) < distance(b);
    }

    @Override
    public void setCmask(ExtKernel.Any kernel, Task task, CidMask allowed) {
        if (tasks.isKnown(task.number)) {
            tasks.allowed(task.number).copyFrom(allowed);
        }
    }

    @Override
    public void updateIdle(ExtKernel.Any kernel, int cid, boolean isIdle) {
        idle.set(cid, isIdle);
    }

    @Override
    public int initTask(ExtKernel.Unlocked kernel, Task task, boolean fork, int cgroup) {
        if (injection == QmapSettings.Injection.INIT_TASK
                && task.name.startsWith(QmapSettings.FAILING_NAME)) {
            return Scx.ENOMEM;
        }
        if (task.pid == settings.disallowPid()) {
            task.scx.disallow = true;
        }
        if (tasks.count() >= settings.maxTasks()) {
            kernel.error(SLAB_ERROR + " (max_tasks=" + settings.maxTasks() + ")");
            return Scx.ENOMEM;
        }
        tasks.add(task.number, cidCount);
        return 0;
    }

    @Override
    public void exitTask(ExtKernel.Any kernel, Task task, boolean cancelled) {
        if (tasks.isKnown(task.number)) {
            tasks.remove(task.number);
        }
    }

    @Override
    public void dump(ExtKernel.Unlocked kernel, ExitInfo info) {
        if (settings.suppressDump()) {
            return;
        }
        for (int index = 0; index < QmapTasks.FIFOS; index++) {
            kernel.dumpText("QMAP FIFO[" + index + "]:" + tasks.describe(index) + "\n");
        }
    }

    @Override
    public void dumpCpu(ExtKernel.Any kernel, int cid, boolean isIdle) {
        if (settings.suppressDump() || isIdle) {
            return;
        }
        kernel.dumpText(
                "QMAP: dsp_idx="
                        + fifoIndex[cid]
                        + " dsp_cnt="
                        + fifoLeft[cid]
                        + " avg_weight="
                        + averageWeight[cid]
                        + " cpuperf_target="
                        + perfTarget[cid]);
    }

    @Override
    public void dumpTask(ExtKernel.Any kernel, Task task) {
        if (settings.suppressDump() || !tasks.isKnown(task.number)) {
            return;
        }
        kernel.dumpText(
                "QMAP: force_local="
                        + (tasks.forceLocal(task.number) ? 1 : 0)
                        + " core_sched_seq="
                        + tasks.sequence(task.number));
    }

    @Override
    public int cgroupInit(
            ExtKernel.Unlocked kernel,
            int cgroup,
            int weight,
            long periodUs,
            long quotaUs,
            long burstUs) {
        String path = kernel.cgroups().path(cgroup);
        String leaf = path.substring(path.lastIndexOf('/') + 1);
        boolean fails =
                injection == QmapSettings.Injection.CGROUP_INIT
                        && leaf.startsWith(QmapSettings.FAILING_NAME);
        return fails ? Scx.ENOMEM : 0;
    }

    /** Weights of cgroups matter to sub-schedulers only. */
    @Override
    public void cgroupSetWeight(ExtKernel.Unlocked kernel, int cgroup, int weight) {}

    /** Only printed by the real one, with option M. */
    @Override
    public void cgroupSetBandwidth(
            ExtKernel.Unlocked kernel, int cgroup, long periodUs, long quotaUs, long burstUs) {}

    /** Only printed by the real one, with option M. */
    @Override
    public void cgroupMove(ExtKernel.Any kernel, Task task, int from, int to) {}

    @Override
    public int initCids(ExtKernel.InitCids kernel) {
        int[] shards = settings.cids().shards(cidCount);
        if (shards.length > 0) {
            kernel.overrideCids(settings.cids().numbers(cidCount), shards);
        }
        return 0;
    }

    @Override
    public int init(ExtKernel.Unlocked kernel) {
        if (settings.errorAfter() != 0 || settings.inject() != QmapSettings.Injection.OFF) {
            kernel.armTimer(ATTACHED_TIMER, kernel.nowNs());
        }
        if (cidCount > MAX_CPUS) {
            kernel.error("nr_cids=" + cidCount + " exceeds SCX_QMAP_MAX_CPUS=" + MAX_CPUS);
            return Scx.EINVAL;
        }
        for (long dsq = SHARED_DSQ; dsq <= LOWPRI_DSQ; dsq++) {
            int result = createDsq(kernel, dsq);
            if (result != 0) {
                return result;
            }
        }
        kernel.armTimer(MONITOR_TIMER, kernel.nowNs() + MONITOR_INTERVAL_NS);
        kernel.armTimer(LOWPRI_TIMER, kernel.nowNs() + LOWPRI_INTERVAL_NS);
        kernel.armTimer(ROUND_ROBIN_TIMER, kernel.nowNs() + settings.roundRobinNs());
        return 0;
    }

    @Override
    public void timer(ExtKernel.Unlocked kernel, int timerKey) {
        switch (timerKey) {
            case MONITOR_TIMER -> {
                boost.run(kernel);
                kernel.armTimer(MONITOR_TIMER, kernel.nowNs() + MONITOR_INTERVAL_NS);
            }
            case LOWPRI_TIMER -> {
                kernel.dsqReenqueue(LOWPRI_DSQ, 0);
                kernel.armTimer(LOWPRI_TIMER, kernel.nowNs() + LOWPRI_INTERVAL_NS);
            }
            case ROUND_ROBIN_TIMER ->
                    // It hands CPUs to the next sub-scheduler; there is none.
                    kernel.armTimer(ROUND_ROBIN_TIMER, kernel.nowNs() + settings.roundRobinNs());
            case ATTACHED_TIMER -> {
                errorCountdown = settings.errorAfter();
                injection = settings.inject();
            }
            default -> throw new IllegalArgumentException("no timer " + timerKey);
        }
    }

    /** The FIFO of a weight. */
    static int fifoOf(int weight) {
        if (weight <= 25) {
            return 0;
        }
        if (weight <= 50) {
            return 1;
        }
        if (weight < 200) {
            return 2;
        }
        return weight < 400 ? 3 : 4;
    }

    private static boolean isLowPriority(Task task) {
        return task.scx.weight < LOWPRI_WEIGHT_BELOW && !task.kernelThread;
    }

    /** Options t and T: is this the n-th enqueue that gets lost? */
    private boolean isForgotten(Task task) {
        if (task.kernelThread) {
            return settings.stallKernelNth() != 0
                    && ++kernelEnqueues % settings.stallKernelNth() == 0;
        }
        return settings.stallUserNth() != 0 && ++userEnqueues % settings.stallUserNth() == 0;
    }

    /** Inserts the task into a DSQ if one of the short cuts applies; false if it must queue. */
    private boolean insertDirectly(ExtKernel.Select kernel, Task task, long enqFlags) {
        boolean again = (enqFlags & Scx.ENQ_REENQ) != 0;
        if (settings.immedStressNth() != 0
                && !again
                && ++immedEnqueues % settings.immedStressNth() == 0) {
            tasks.setForceLocal(task.number, false);
            long local = Scx.localOn(kernel.taskCid(task));
            kernel.dsqInsert(task, local, settings.sliceNs(), enqFlags);
            return true;
        }
        if (tasks.forceLocal(task.number)) {
            tasks.setForceLocal(task.number, false);
            kernel.dsqInsert(task, Scx.DSQ_LOCAL, settings.sliceNs(), enqFlags);
            return true;
        }
        if (isLowPriority(task) && !again) {
            kernel.dsqInsert(task, LOWPRI_DSQ, settings.sliceNs(), enqFlags);
            return true;
        }
        if ((enqFlags & Scx.ENQ_CPU_SELECTED) == 0) {
            int cid = idle.claim(kernel.taskCid(task), tasks.allowed(task.number));
            if (cid >= 0) {
                kernel.dsqInsert(task, Scx.localOn(cid), settings.sliceNs(), enqFlags);
                return true;
            }
        }
        if (again) {
            // A slice of 0 keeps what is left.
            kernel.dsqInsert(task, SHARED_DSQ, 0, enqFlags);
            int cid = idle.first(tasks.allowed(task.number));
            if (cid >= 0) {
                kernel.kickCid(cid, Scx.KICK_IDLE);
            }
            return true;
        }
        return false;
    }

    /** Moves tasks from the FIFOs to the shared DSQ, and one of them to the CPU. */
    private Taken takeFromFifos(ExtKernel.Dispatch kernel, int cid) {
        long batch = settings.batch();
        for (int i = 0; i < QmapTasks.FIFOS; i++) {
            if (fifoLeft[cid] == 0) {
                fifoIndex[cid] = (fifoIndex[cid] + 1) % QmapTasks.FIFOS;
                fifoLeft[cid] = 1 << fifoIndex[cid];
            }
            while (fifoLeft[cid] > 0) {
                int number = tasks.pop(fifoIndex[cid]);
                if (number == QmapTasks.NONE) {
                    break;
                }
                Task task = kernel.taskByNumber(number);
                if (task == null) {
                    continue;
                }
                share(kernel, cid, task);
                fifoLeft[cid]--;
                if (--batch == 0 || kernel.dispatchNrSlots() == 0) {
                    boolean got = boost.run(kernel) || kernel.dsqMoveToLocal(SHARED_DSQ, 0);
                    return got ? Taken.TASK : Taken.NO_TASK;
                }
            }
            fifoLeft[cid] = 0;
        }
        return Taken.ENDED;
    }

    /** Puts a task that left its FIFO on the shared DSQ. */
    private void share(ExtKernel.Dispatch kernel, int cid, Task task) {
        if (tasks.highPriority(task.number)) {
            highPriorityQueued--;
        }
        headSequence[fifoOf(task.scx.weight)] = tasks.sequence(task.number);
        dispatched++;
        kernel.dsqInsert(task, SHARED_DSQ, settings.sliceNs(), 0);
        if (!tasks.allowed(task.number).contains(cid)) {
            // The task would be stranded on the shared DSQ until its own CPU comes by.
            kernel.kickCid(kernel.taskCid(task), 0);
        }
    }

    /** Nothing was found: the previous task goes on as if queued and taken, or the CPU is idle. */
    private void keepPrevious(int cid, @Nullable Task prev) {
        if (prev == null) {
            idle.set(cid, true);
        } else if (tasks.isKnown(prev.number)) {
            tasks.setSequence(prev.number, tailSequence[fifoOf(prev.scx.weight)]++);
        }
    }

    /** Distance from the head of the task's queue, scaled by how often that queue is served. */
    private long distance(Task task) {
        int index = fifoOf(task.scx.weight);
        long distance = tasks.sequence(task.number) - headSequence[index];
        return distance >= 0 ? distance << (4 - index) : distance << index;
    }
}
