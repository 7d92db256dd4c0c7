package org.scxfleet.bpf.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.Environment;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.ops.CgroupView;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.SchedulerOutput.Line;
import org.scxfleet.task.Task;

/**
 * The host on which the programs of one scheduler run: its time, CPUs, tasks and timers.
 *
 * <p>It looks at the host through the kernel that the present callback was handed. Before the first
 * callback there is none: time is 0 and there are no tasks. Random numbers come from the run's
 * seed, a stream for each CPU.
 */
public final class HostEnvironment implements Environment {
    /** Lines of output that one scheduler keeps; what it prints beyond that is only counted. */
    public static final int LINES_MAX = 200;

    private final KernelMemory memory;
    private final int cpuCount;
    private final long seed;
    private final @Nullable SeededRandom[] random;
    private final int[] distributed;
    private final List<Line> lines = new ArrayList<>();
    private long linesDropped;
    private @Nullable Op op;
    private @Nullable ArenaMasks masks;

    public HostEnvironment(SchedulerEnvironment scheduler) {
        this.cpuCount = scheduler.topology().cpuCount();
        this.memory = new KernelMemory(scheduler.topology(), scheduler.hz());
        this.seed = scheduler.seed();
        this.random = new SeededRandom[cpuCount];
        this.distributed = new int[cpuCount];
    }

    /** Returns the environment of a machine that runs a scheduler. */
    public static HostEnvironment of(Machine machine) {
        return (HostEnvironment) machine.environment();
    }

    /** Returns the kernel's objects. */
    public KernelMemory memory() {
        return memory;
    }

    /** Returns the kernel's masks of cids; null in the cpu form. */
    public @Nullable ArenaMasks masks() {
        return masks;
    }

    /** Says where the kernel's masks of cids are; null for a scheduler of the cpu form. */
    public void useMasks(@Nullable ArenaMasks arenaMasks) {
        masks = arenaMasks;
        memory.setCidForm(arenaMasks != null);
    }

    /** Begins a callback and returns the op around it, to be handed to {@link #leave}. */
    public @Nullable Op enter(ExtKernel.All kernel, @Nullable Op entered) {
        memory.lookThrough(kernel);
        Op outer = op;
        op = entered;
        return outer;
    }

    /** Ends a callback. */
    public void leave(@Nullable Op outer) {
        op = outer;
    }

    /** Returns the op that is running; null in a timer, a tracing or a syscall program. */
    public @Nullable Op op() {
        return op;
    }

    /** Returns the kernel, or null before the scheduler is loaded. */
    public ExtKernel.@Nullable All kernel() {
        return memory.kernel();
    }

    /** Returns what the programs printed, oldest first. */
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    /** Returns how many lines were printed and not kept. */
    public long linesDropped() {
        return linesDropped;
    }

    @Override
    public long nowNs() {
        return memory.nowNs();
    }

    @Override
    public long jiffies() {
        ExtKernel.All kernel = memory.kernel();
        return memory.jiffies(kernel == null ? 0 : kernel.nowNs());
    }

    @Override
    public int cpu() {
        ExtKernel.All kernel = memory.kernel();
        return kernel == null ? 0 : kernel.thisCpu();
    }

    @Override
    public int cpuCount() {
        return cpuCount;
    }

    @Override
    public int node() {
        return memory.topology().node(cpu());
    }

    @Override
    public long currentTask() {
        return memory.currentTask(cpu());
    }

    @Override
    public long currentPidTgid() {
        Task current = memory.task(currentTask());
        long pid = current == null ? 0 : current.pid;
        return pid << 32 | pid;
    }

    @Override
    public String currentName() {
        Task current = memory.task(currentTask());
        return current == null ? "" : current.name;
    }

    @Override
    public long currentCgroupId(int level) {
        ExtKernel.All kernel = memory.kernel();
        if (kernel == null) {
            return 0;
        }
        Task current = kernel.cpuCurrent(cpu());
        int own = current == null ? 0 : current.cgroup;
        CgroupView cgroups = kernel.cgroups();
        if (level < 0) {
            return cgroups.id(own);
        }
        return level <= cgroups.level(own) ? cgroups.id(cgroups.ancestor(own, level)) : 0;
    }

    @Override
    public int storageOwner(long address) {
        Task task = memory.task(address);
        return task != null ? task.number : memory.cgroupNumber(address);
    }

    @Override
    public int nextRandom() {
        int cpu = cpu();
        SeededRandom generator = random[cpu];
        if (generator == null) {
            generator = new SeededRandom(SeedTree.derive(seed, "prandom/" + cpu));
            random[cpu] = generator;
        }
        return (int) (generator.nextLong() >>> 32);
    }

    @Override
    public int distributePrevious() {
        return distributed[cpu()];
    }

    @Override
    public void distributePrevious(int cpu) {
        distributed[cpu()] = cpu;
    }

    @Override
    public long perCpuAddress(long variable, int cpu) {
        PerCpuVariable known = PerCpuVariable.at(variable);
        return known == null ? 0 : known.addressOn(memory, cpu);
    }

    @Override
    public void print(String line) {
        if (lines.size() < LINES_MAX) {
            long atNs = nowNs() - KernelMemory.UPTIME_AT_START_NS;
            lines.add(new Line(atNs, cpu(), line.stripTrailing()));
        } else {
            linesDropped++;
        }
    }

    @Override
    public void armTimer(int timer, long expiryNs, int cpu) {
        ExtKernel.All kernel = memory.kernel();
        if (kernel != null) {
            kernel.armTimer(timer, expiryNs - KernelMemory.UPTIME_AT_START_NS);
        }
    }

    @Override
    public void cancelTimer(int timer) {
        ExtKernel.All kernel = memory.kernel();
        if (kernel != null) {
            kernel.cancelTimer(timer);
        }
    }
}
