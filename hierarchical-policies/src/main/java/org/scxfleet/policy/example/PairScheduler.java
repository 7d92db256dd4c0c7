package org.scxfleet.policy.example;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.Scx;
import org.scxfleet.policy.option.PolicyOption;
import org.scxfleet.policy.option.PolicyOptions;
import org.scxfleet.policy.storage.BoundedIntQueue;
import org.scxfleet.task.Task;

/**
 * Twin of {@code scx_pair}: CPUs in pairs, and both CPUs of a pair run tasks of the same cgroup.
 *
 * <p>A pair works on one cgroup for a batch of 20 ms. When the batch is over, or the cgroup has no
 * task left, or a higher class has taken one of the CPUs, the pair drains: a CPU that comes to
 * dispatch waits until its partner has stopped too, kicking it when the batch is over. The last one
 * takes the next cgroup in turn and kicks its partner to join.
 *
 * <p>Tasks are handed out through the global DSQ one at a time. The scheduler has no select_cpu:
 * the kernel's own selection puts a task that wakes on an idle CPU there directly, and pairing does
 * not hold for it.
 *
 * <p>Cost: constant per dispatch, plus the empty cgroups that are skipped. Approximated: the real
 * one learns from the sched_switch tracepoint that a higher class has taken a CPU or given it back.
 * Here cpu_release and cpu_acquire say so. They come at the same instant; but cpu_acquire comes
 * before the first dispatch and not after it, which saves that CPU one turn of waiting. The start
 * of the first batch is set so that it is over at time 0, as it is on any real machine, which has
 * been up for longer than a batch.
 */
public final class PairScheduler extends KernelExample {
    /** Options. */
    public static final List<PolicyOption> OPTIONS =
            List.of(
                    PolicyOption.number(
                            "S",
                            "stride",
                            0,
                            0,
                            Integer.MAX_VALUE,
                            "distance of the partners; 0 = half the CPUs"));

    /** How long a pair stays with a cgroup. */
    public static final long BATCH_NS = Scx.SLICE_DFL_NS;

    private static final EnumSet<Op> OPS =
            EnumSet.of(
                    Op.ENQUEUE,
                    Op.DISPATCH,
                    Op.CPU_ACQUIRE,
                    Op.CPU_RELEASE,
                    Op.CGROUP_INIT,
                    Op.CGROUP_EXIT,
                    Op.EXIT);

    /** Most attempts of one dispatch call to find a task. */
    private static final int MAX_ATTEMPTS = 8 << 20;

    private final CpuPairs pairs;
    private final CgroupQueues queues = new CgroupQueues();

    // State of each pair.
    private final int[] cgroup;
    private final long[] startedAtNs;
    private final boolean[] draining;
    private final int[] activeMask;
    private final int[] preemptedMask;

    public PairScheduler(SchedulerEnvironment environment) {
        super("pair", OPS, OpsSettings.DEFAULTS);
        PolicyOptions options = PolicyOptions.parse("pair", OPTIONS, environment.options());
        int cpuCount = environment.topology().cpuCount();
        int stride = (int) options.number("S");
        pairs = new CpuPairs(cpuCount, stride == 0 ? cpuCount / 2 : stride);
        cgroup = new int[pairs.count()];
        startedAtNs = new long[pairs.count()];
        Arrays.fill(startedAtNs, -BATCH_NS - 1);
        draining = new boolean[pairs.count()];
        activeMask = new int[pairs.count()];
        preemptedMask = new int[pairs.count()];
    }

    @Override
    public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
        int group = kernel.taskCgroup(task);
        BoundedIntQueue tasks = queues.of(group);
        if (tasks == null) {
            kernel.error("failed to lookup q_idx for cgroup[" + kernel.cgroups().id(group) + "]");
            return;
        }
        boolean wasEmpty = tasks.isEmpty();
        if (!tasks.push(task.number)) {
            kernel.error("cgroup[" + kernel.cgroups().id(group) + "] queue overflow");
            return;
        }
        if (wasEmpty && !queues.announce(group)) {
            kernel.error("top_q overflow");
        }
    }

    @Override
    public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (!tryDispatch(kernel, cpu)) {
                return;
            }
        }
    }

    @Override
    public void cpuRelease(
            ExtKernel.Release kernel, int cpu, PreemptReason reason, @Nullable Task task) {
        int pair = pairs.pair(cpu);
        preemptedMask[pair] |= pairs.bit(cpu);
        activeMask[pair] &= ~pairs.bit(cpu);
        draining[pair] = true;
        if (activeMask[pair] != 0) {
            kernel.kickCpu(pairs.partner(cpu), Scx.KICK_PREEMPT | Scx.KICK_WAIT);
        }
    }

    @Override
    public void cpuAcquire(ExtKernel.Any kernel, int cpu) {
        int pair = pairs.pair(cpu);
        preemptedMask[pair] &= ~pairs.bit(cpu);
        if (preemptedMask[pair] == 0) {
            kernel.kickCpu(pairs.partner(cpu), Scx.KICK_PREEMPT);
        }
    }

    @Override
    public int cgroupInit(
            ExtKernel.Unlocked kernel,
            int cgroupNumber,
            int weight,
            long periodUs,
            long quotaUs,
            long burstUs) {
        return queues.add(cgroupNumber) ? 0 : Scx.EBUSY;
    }

    @Override
    public void cgroupExit(ExtKernel.Unlocked kernel, int cgroupNumber) {
        queues.remove(cgroupNumber);
    }

    /** One attempt to give the CPU a task; true if another attempt makes sense. */
    private boolean tryDispatch(ExtKernel.Dispatch kernel, int cpu) {
        int pair = pairs.pair(cpu);
        activeMask[pair] &= ~pairs.bit(cpu);
        boolean expired = Vtime.before(startedAtNs[pair] + BATCH_NS, kernel.nowNs());
        boolean began = false;
        if (expired || draining[pair]) {
            draining[pair] = true;
            if (activeMask[pair] != 0 || preemptedMask[pair] != 0) {
                if (expired && preemptedMask[pair] == 0) {
                    kernel.kickCpu(pairs.partner(cpu), Scx.KICK_PREEMPT);
                }
                return false;
            }
            int next = queues.next();
            if (next < 0) {
                return false;
            }
            cgroup[pair] = next;
            startedAtNs[pair] = kernel.nowNs();
            draining[pair] = false;
            began = true;
        }
        activeMask[pair] |= pairs.bit(cpu);
        return takeTask(kernel, cpu, pair, began);
    }

    private boolean takeTask(ExtKernel.Dispatch kernel, int cpu, int pair, boolean began) {
        BoundedIntQueue tasks = queues.of(cgroup[pair]);
        if (tasks == null) {
            kernel.error(
                    "failed to lookup q_idx for cgroup[" + kernel.cgroups().id(cgroup[pair]) + "]");
            return false;
        }
        if (tasks.isEmpty()) {
            draining[pair] = true;
            activeMask[pair] &= ~pairs.bit(cpu);
            return true;
        }
        Task task = kernel.taskByNumber(tasks.pop());
        if (task == null) {
            return true;
        }
        kernel.dsqInsert(task, Scx.DSQ_GLOBAL, Scx.SLICE_DFL_NS, 0);
        if (began) {
            kernel.kickCpu(pairs.partner(cpu), Scx.KICK_PREEMPT);
        }
        return false;
    }
}
