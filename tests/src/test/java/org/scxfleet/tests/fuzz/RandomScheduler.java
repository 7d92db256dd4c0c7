package org.scxfleet.tests.fuzz;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * A scheduler that decides by chance, within the rules of the kernel functions: any target, any
 * slice, any flags, queues of its own, kicks where it likes. It may neglect tasks until the
 * watchdog ends it. An offender makes one illegal call after some callbacks ({@link Offences}).
 * Every fourth seed makes one of the cid form, which numbers the CPUs the other way round if it
 * likes.
 */
final class RandomScheduler implements SchedulerOps {
    static final String NAME = "random";
    static final String SEED = "seed";
    static final String OFFENDS = "offends";

    private static final long FIFO_DSQ = 1;
    private static final long VTIME_DSQ = 2;
    private static final int TIMER = 7;
    private static final long[] SLICES = {0, 1, 50_000, 500_000, 3_000_000, Scx.SLICE_DFL_NS};
    private static final long MOST_TIMER_NS = 3_000_000;
    private static final int MOST_CALLS_BEFORE_OFFENCE = 400;
    private static final int CALLS_PER_HANG = 2_000;
    private static final int CID_FORM_EVERY = 4;

    /** Ops that go together with others or that every random scheduler has. */
    private static final EnumSet<Op> ALWAYS =
            EnumSet.of(Op.ENQUEUE, Op.DISPATCH, Op.DEQUEUE, Op.INIT, Op.EXIT_TASK);

    private static final EnumSet<Op> SOMETIMES =
            EnumSet.of(
                    Op.SELECT_CPU,
                    Op.TICK,
                    Op.RUNNABLE,
                    Op.RUNNING,
                    Op.STOPPING,
                    Op.QUIESCENT,
                    Op.YIELD,
                    Op.SET_WEIGHT,
                    Op.SET_CPUMASK,
                    Op.UPDATE_IDLE,
                    Op.CPU_ACQUIRE,
                    Op.CPU_RELEASE,
                    Op.INIT_TASK,
                    Op.ENABLE,
                    Op.DISABLE,
                    Op.DUMP,
                    Op.DUMP_CPU,
                    Op.DUMP_TASK,
                    Op.CGROUP_INIT,
                    Op.CGROUP_EXIT,
                    Op.CGROUP_PREP_MOVE,
                    Op.CGROUP_MOVE,
                    Op.CGROUP_CANCEL_MOVE,
                    Op.CGROUP_SET_WEIGHT,
                    Op.CPU_ONLINE,
                    Op.CPU_OFFLINE,
                    Op.EXIT);

    private static final long[] FLAGS = {
        Scx.OPS_ENQ_LAST,
        Scx.OPS_ENQ_EXITING,
        Scx.OPS_SWITCH_PARTIAL,
        Scx.OPS_ENQ_MIGRATION_DISABLED,
        Scx.OPS_ALLOW_QUEUED_WAKEUP,
        Scx.OPS_BUILTIN_IDLE_PER_NODE,
        Scx.OPS_ALWAYS_ENQ_IMMED
    };

    private final SeededRandom random;
    private final EnumSet<Op> ops = EnumSet.copyOf(ALWAYS);
    private final OpsSettings settings;
    private final boolean perNode;
    private final boolean overCids;
    private final Deque<Task> held = new ArrayDeque<>();
    private final @Nullable Offences offences;
    private int callsBeforeOffence;

    RandomScheduler(SchedulerEnvironment environment) {
        long seed = Long.parseLong(environment.options().getOrDefault(SEED, "1"));
        random = new SeededRandom(seed);
        for (Op op : SOMETIMES) {
            if (coin()) {
                ops.add(op);
            }
        }
        long flags = Scx.OPS_KEEP_BUILTIN_IDLE;
        for (long flag : FLAGS) {
            flags |= random.below(5) == 0 ? flag : 0;
        }
        perNode = (flags & Scx.OPS_BUILTIN_IDLE_PER_NODE) != 0;
        int batch = coin() ? 0 : 1 + random.below(8);
        settings = new OpsSettings(flags, 10L + random.below(30), batch, 0, 0);
        boolean offends = environment.options().containsKey(OFFENDS);
        offences = offends ? new Offences(random) : null;
        overCids = !offends && seed % CID_FORM_EVERY == 0;
        if (overCids) {
            ops.removeAll(EnumSet.of(Op.CPU_ACQUIRE, Op.CPU_RELEASE));
            ops.add(Op.INIT_CIDS);
        }
        callsBeforeOffence = 1 + random.below(MOST_CALLS_BEFORE_OFFENCE);
    }

    /** What the scheduler did against the rules, or null. */
    @Nullable String offence() {
        return offences == null ? null : offences.committed();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public EnumSet<Op> implemented() {
        return ops.clone();
    }

    @Override
    public OpsForm form() {
        return overCids ? OpsForm.CID : OpsForm.CPU;
    }

    @Override
    public int initCids(ExtKernel.InitCids kernel) {
        int count = kernel.cpuCount();
        if (coin()) {
            int[] cids = new int[count];
            for (int cpu = 0; cpu < count; cpu++) {
                cids[cpu] = count - 1 - cpu;
            }
            kernel.overrideCids(cids, new int[] {0});
        }
        return 0;
    }

    /** A CPU as the form names it. */
    private int named(ExtKernel.Any kernel, int cpu) {
        return overCids ? kernel.cpuToCid(cpu) : cpu;
    }

    @Override
    public OpsSettings settings() {
        return settings;
    }

    /** True in the callback in which the offender strikes. */
    private boolean strikes() {
        return offences != null && offences.committed() == null && --callsBeforeOffence <= 0;
    }

    private void meddle(ExtKernel.Any kernel) {
        if (strikes() && offences != null) {
            offences.anywhere(kernel);
        }
        switch (random.below(16)) {
            case 0 -> kick(kernel);
            case 1 -> kernel.dsqNrQueued(Scx.localOn(random.below(kernel.cpuCount())));
            case 2 -> kernel.dsqReenqueue(coin() ? FIFO_DSQ : Scx.DSQ_LOCAL, 0);
            case 3 -> kernel.armTimer(TIMER, kernel.nowNs() + random.below(MOST_TIMER_NS));
            case 4 -> {
                Task current = kernel.cpuCurrent(random.below(kernel.cpuCount()));
                if (current != null) {
                    kernel.taskSetSlice(current, slice());
                }
            }
            case 5 -> {
                if (!overCids) {
                    kernel.testAndClearCpuIdle(random.below(kernel.cpuCount()));
                }
            }
            case 6 -> {
                Task first = kernel.dsqPeek(VTIME_DSQ);
                if (first != null) {
                    kernel.taskSetSlice(first, slice());
                }
            }
            default -> {}
        }
    }

    /** A callback that does not return, which is legal; somebody must end the scheduler then. */
    private void mayHang(ExtKernel.Any kernel) {
        if (offences == null && random.below(CALLS_PER_HANG) == 0) {
            kernel.hang("by chance");
        }
    }

    private void kick(ExtKernel.Any kernel) {
        long flags =
                switch (random.below(5)) {
                    case 0 -> 0;
                    case 1 -> Scx.KICK_PREEMPT;
                    case 2 -> Scx.KICK_WAIT;
                    case 3 -> Scx.KICK_PREEMPT | Scx.KICK_WAIT;
                    default -> Scx.KICK_IDLE;
                };
        kick(kernel, random.below(kernel.cpuCount()), flags);
    }

    private void kick(ExtKernel.Any kernel, int cpu, long flags) {
        if (overCids) {
            kernel.kickCid(kernel.cpuToCid(cpu), flags);
        } else {
            kernel.kickCpu(cpu, flags);
        }
    }

    private boolean coin() {
        return random.below(2) == 0;
    }

    private long slice() {
        return random.below(12) == 0 ? Scx.SLICE_INF : SLICES[random.below(SLICES.length)];
    }

    /** The local DSQ of a CPU. */
    private long localOn(ExtKernel.Any kernel, int cpu) {
        return Scx.localOn(named(kernel, cpu));
    }

    /** An online CPU that the task may use, or -1. */
    private int allowedCpu(ExtKernel.Any kernel, Task task) {
        CpuSet usable = task.allowed.copy();
        usable.retainAll(kernel.onlineCpus());
        if (usable.isEmpty() || task.isMigrationDisabled()) {
            return -1;
        }
        int[] cpus = usable.toArray();
        return cpus[random.below(cpus.length)];
    }

    private int idleCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
        return switch (random.below(3)) {
            case 0 -> kernel.selectCpuDefault(task, prevCpu, wakeFlags);
            case 1 -> kernel.selectCpuAnd(task, prevCpu, wakeFlags, task.allowed, 0);
            default ->
                    perNode
                            ? kernel.pickIdleCpuInNode(task.allowed, kernel.cpuNode(prevCpu), 0)
                            : kernel.pickIdleCpu(task.allowed, coin() ? Scx.PICK_IDLE_CORE : 0);
        };
    }

    @Override
    public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
        if (strikes() && offences != null) {
            return offences.selectCpu(kernel, task, prevCpu);
        }
        meddle(kernel);
        int idle = coin() && !overCids ? idleCpu(kernel, task, prevCpu, wakeFlags) : -1;
        if (idle >= 0) {
            if (coin()) {
                kernel.dsqInsert(task, Scx.DSQ_LOCAL, slice(), localFlags());
            }
            return idle;
        }
        int any = coin() ? allowedCpu(kernel, task) : -1;
        return any >= 0 ? named(kernel, any) : prevCpu;
    }

    private long localFlags() {
        return switch (random.below(8)) {
            case 0 -> Scx.ENQ_HEAD;
            case 1 -> Scx.ENQ_PREEMPT;
            case 2 -> Scx.ENQ_IMMED;
            default -> 0;
        };
    }

    @Override
    public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
        if (strikes() && offences != null) {
            offences.enqueue(kernel, task);
            return;
        }
        meddle(kernel);
        mayHang(kernel);
        int cpu = allowedCpu(kernel, task);
        switch (random.below(6)) {
            case 0 -> kernel.dsqInsert(task, Scx.DSQ_LOCAL, slice(), localFlags());
            case 1 -> kernel.dsqInsert(task, Scx.DSQ_GLOBAL, slice(), 0);
            case 2 -> kernel.dsqInsert(task, FIFO_DSQ, slice(), coin() ? Scx.ENQ_HEAD : 0);
            case 3 -> kernel.dsqInsertVtime(task, VTIME_DSQ, slice(), random.below(1000), 0);
            case 4 -> {
                long dsq = cpu >= 0 ? localOn(kernel, cpu) : Scx.DSQ_GLOBAL;
                kernel.dsqInsert(task, dsq, slice(), cpu >= 0 ? localFlags() : 0);
            }
            default -> held.add(task);
        }
        if (coin()) {
            kick(kernel, Math.max(cpu, 0), coin() ? Scx.KICK_IDLE : Scx.KICK_PREEMPT);
        }
    }

    @Override
    public void dequeue(ExtKernel.Any kernel, Task task, long deqFlags) {
        held.remove(task);
        meddle(kernel);
    }

    @Override
    public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
        if (strikes() && offences != null) {
            offences.dispatch(kernel);
            return;
        }
        meddle(kernel);
        mayHang(kernel);
        dispatchHeld(kernel);
        if (random.below(6) == 0) {
            moveOne(kernel);
        }
        boolean fifoFirst = coin();
        if (!kernel.dsqMoveToLocal(fifoFirst ? FIFO_DSQ : VTIME_DSQ, 0)) {
            kernel.dsqMoveToLocal(fifoFirst ? VTIME_DSQ : FIFO_DSQ, 0);
        }
        if (prev != null && random.below(4) == 0) {
            kernel.taskSetSlice(prev, slice());
        }
    }

    private void dispatchHeld(ExtKernel.Dispatch kernel) {
        int count = random.below(4);
        for (int i = 0; i < count && kernel.dispatchNrSlots() > 0; i++) {
            Task task = held.poll();
            if (task == null) {
                return;
            }
            int target = allowedCpu(kernel, task);
            long dsq = target >= 0 && coin() ? localOn(kernel, target) : Scx.DSQ_GLOBAL;
            kernel.dsqInsert(task, dsq, slice(), 0);
            if (random.below(8) == 0) {
                kernel.dispatchCancel();
                held.addFirst(task);
            }
        }
    }

    private void moveOne(ExtKernel.Move kernel) {
        boolean reverse = coin();
        Task task = kernel.dsqFirst(FIFO_DSQ, reverse);
        Task second = task == null ? null : kernel.dsqNext(task, reverse);
        Task moved = second != null && coin() ? second : task;
        if (moved == null) {
            return;
        }
        if (coin()) {
            kernel.dsqMoveSetSlice(slice());
        }
        long sequence = kernel.dsqSequence(FIFO_DSQ);
        if (coin()) {
            kernel.dsqMoveSetVtime(random.below(1000));
            kernel.dsqMoveVtime(FIFO_DSQ, sequence, moved, VTIME_DSQ, 0);
        } else {
            int target = allowedCpu(kernel, moved);
            long dsq = target >= 0 ? localOn(kernel, target) : Scx.DSQ_GLOBAL;
            kernel.dsqMove(FIFO_DSQ, sequence, moved, dsq, 0);
        }
    }

    @Override
    public void tick(ExtKernel.Any kernel, Task task) {
        meddle(kernel);
        if (coin()) {
            kernel.taskSetSlice(task, slice());
        }
    }

    @Override
    public void runnable(ExtKernel.Any kernel, Task task, long enqFlags) {
        meddle(kernel);
    }

    @Override
    public void running(ExtKernel.Any kernel, Task task) {
        meddle(kernel);
    }

    @Override
    public void stopping(ExtKernel.Any kernel, Task task, boolean runnable) {
        meddle(kernel);
        mayHang(kernel);
    }

    @Override
    public void quiescent(ExtKernel.Any kernel, Task task, long deqFlags) {
        meddle(kernel);
    }

    @Override
    public boolean yield(ExtKernel.Any kernel, Task from, @Nullable Task to) {
        meddle(kernel);
        return coin();
    }

    @Override
    public void setWeight(ExtKernel.Any kernel, Task task, int weight) {
        meddle(kernel);
    }

    @Override
    public void setCpumask(ExtKernel.Any kernel, Task task, CpuSet allowed) {
        meddle(kernel);
    }

    @Override
    public void updateIdle(ExtKernel.Any kernel, int cpu, boolean idle) {
        meddle(kernel);
    }

    @Override
    public void cpuAcquire(ExtKernel.Any kernel, int cpu) {
        meddle(kernel);
    }

    @Override
    public void cpuRelease(
            ExtKernel.Release kernel, int cpu, PreemptReason reason, @Nullable Task task) {
        meddle(kernel);
        if (coin()) {
            kernel.reenqueueLocal();
        }
    }

    @Override
    public int initTask(ExtKernel.Unlocked kernel, Task task, boolean fork, int cgroup) {
        return 0;
    }

    @Override
    public void exitTask(ExtKernel.Any kernel, Task task, boolean cancelled) {
        held.remove(task);
    }

    @Override
    public void dump(ExtKernel.Unlocked kernel, ExitInfo info) {
        kernel.dumpText("held: " + held.size());
    }

    @Override
    public void cgroupMove(ExtKernel.Any kernel, Task task, int from, int to) {
        meddle(kernel);
    }

    @Override
    public void cgroupSetWeight(ExtKernel.Unlocked kernel, int cgroup, int weight) {
        meddle(kernel);
    }

    @Override
    public void cpuOnline(ExtKernel.Unlocked kernel, int cpu) {
        meddle(kernel);
    }

    @Override
    public void cpuOffline(ExtKernel.Unlocked kernel, int cpu) {
        meddle(kernel);
    }

    @Override
    public int init(ExtKernel.Unlocked kernel) {
        kernel.createDsq(FIFO_DSQ, -1);
        kernel.createDsq(VTIME_DSQ, -1);
        kernel.armTimer(TIMER, kernel.nowNs() + MOST_TIMER_NS);
        return 0;
    }

    @Override
    public void timer(ExtKernel.Unlocked kernel, int timerKey) {
        meddle(kernel);
        mayHang(kernel);
        if (coin()) {
            moveOne(kernel);
        }
        kick(kernel);
        kernel.armTimer(TIMER, kernel.nowNs() + 1 + random.below(MOST_TIMER_NS));
    }
}
