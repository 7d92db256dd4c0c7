package org.scxfleet.bpf.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.call.CpumaskFunctions;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.FlatRegion;
import org.scxfleet.bpf.memory.ProgramFault;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * The kernel's memory as a program sees it: addresses for the model's tasks, cgroups, CPUs and
 * masks, and views behind them.
 *
 * <p>Nothing is copied: a load asks the model, a store to one of the few writable fields changes it
 * at once. An address is computed from the object's number, and back. A task that has ended reads
 * as zeros and is no task for any kernel function, as with a pointer that was kept too long; it is
 * alive until its last callback has returned.
 *
 * <p>Cost: a table look-up and two calls for a load. No allocation after the first sight of a
 * cgroup.
 */
public final class KernelMemory {
    /**
     * How long the kernel has been up when a run begins. Programs take a time of 0 for "never", and
     * on a real machine no scheduler is loaded in the first moments.
     */
    public static final long UPTIME_AT_START_NS = 600_000_000_000L;

    /** The kernel thread that always exists and is in no table of tasks. */
    private static final int KTHREADD_PID = 2;

    /** Bytes for the structs that are handed to callbacks. */
    private static final int ARGUMENT_BYTES = 1024;

    private final CpuTopology topology;
    private final int hz;
    private final MaskRegion masks = new MaskRegion();
    private final byte[] arguments = new byte[ARGUMENT_BYTES];
    private final CpuSet[] scratch;
    private @Nullable Task[] tasks = new Task[16];
    private @Nullable Task[] idleTasks = new Task[0];
    private @Nullable CgroupNumber[] cgroups = new CgroupNumber[0];
    private @Nullable CpuNumber[] cpus = new CpuNumber[0];
    private ExtKernel.@Nullable All kernel;
    private @Nullable Task dying;
    private boolean cidForm;
    private @Nullable AddressSpace memory;

    /** A cgroup, for the view of its structs. */
    record CgroupNumber(int number) {}

    /** A CPU, for the view of its structs. */
    record CpuNumber(int number) {}

    public KernelMemory(CpuTopology topology, int hz) {
        this.topology = topology;
        this.hz = hz;
        this.scratch =
                new CpuSet[] {new CpuSet(topology.cpuCount()), new CpuSet(topology.cpuCount())};
    }

    /** Puts the views into the memory of a machine. */
    public void mapInto(AddressSpace space) {
        memory = space;
        for (int i = 0; i < KernelRegions.TASK_REGIONS; i++) {
            space.map(
                    KernelRegions.TASKS + i,
                    new ObjectRegion<>(
                            this,
                            KernelTypes.TASK,
                            KernelRegions.TASK_SHIFT,
                            i * KernelRegions.TASKS_PER_REGION,
                            this::live));
        }
        map(
                space,
                KernelRegions.IDLE_TASKS,
                KernelRegions.TASK_SHIFT,
                KernelTypes.TASK,
                this::idle);
        map(
                space,
                KernelRegions.CGROUPS,
                KernelRegions.CGROUP_SHIFT,
                KernelTypes.CGROUP,
                this::cgroup);
        map(
                space,
                KernelRegions.CGROUP_NODES,
                KernelRegions.CGROUP_NODE_SHIFT,
                KernelTypes.CGROUP_NODE,
                this::cgroup);
        map(
                space,
                KernelRegions.CSS_SETS,
                KernelRegions.CSS_SET_SHIFT,
                KernelTypes.CSS_SET,
                this::cgroup);
        map(
                space,
                KernelRegions.TASK_GROUPS,
                KernelRegions.TASK_GROUP_SHIFT,
                KernelTypes.TASK_GROUP,
                this::cgroup);
        map(
                space,
                KernelRegions.RUN_QUEUES,
                KernelRegions.RUN_QUEUE_SHIFT,
                KernelTypes.RUN_QUEUE,
                this::cpu);
        map(
                space,
                KernelRegions.FREQUENCY_POLICIES,
                KernelRegions.FREQUENCY_POLICY_SHIFT,
                KernelTypes.FREQUENCY_POLICY,
                this::cpu);
        space.map(
                KernelRegions.CGROUP_NAMES,
                new TextRegion("cgroup name", KernelRegions.CGROUP_NAME_SHIFT, this::cgroupName));
        space.map(
                KernelRegions.CGROUP_PATHS,
                new TextRegion("cgroup path", KernelRegions.CGROUP_NAME_SHIFT, this::cgroupPath));
        space.map(KernelRegions.MASKS, masks);
        space.map(KernelRegions.PER_CPU, new PerCpuRegion(this));
        space.map(KernelRegions.ARGUMENTS, new FlatRegion("argument", arguments, true));
        space.map(KernelRegions.OPAQUE, new TextRegion("kernel object", 30, number -> ""));
    }

    private <T> void map(
            AddressSpace space,
            int region,
            int shift,
            ObjectType<T> type,
            java.util.function.IntFunction<@Nullable T> objects) {
        space.map(region, new ObjectRegion<>(this, type, shift, 0, objects));
    }

    private AddressSpace space() {
        AddressSpace space = memory;
        if (space == null) {
            throw new IllegalStateException("the views are in no machine yet");
        }
        return space;
    }

    /**
     * Tells through which kernel the views look, from now on; null before a scheduler is loaded.
     */
    public void lookThrough(ExtKernel.@Nullable All extKernel) {
        kernel = extKernel;
    }

    /** Returns the kernel, or null before a scheduler is loaded. */
    public ExtKernel.@Nullable All kernel() {
        return kernel;
    }

    public CpuTopology topology() {
        return topology;
    }

    /** Says that the scheduler is of the cid form. */
    void setCidForm(boolean isCidForm) {
        cidForm = isCidForm;
    }

    /** Refuses a store to a field that schedulers of the cid form set by a kernel function only. */
    void requireCpuForm(String field) {
        if (cidForm) {
            throw new ProgramFault(
                    ProgramFault.Kind.MEMORY,
                    "store to task_struct." + field + ", which the cid form may not write");
        }
    }

    // Tasks.

    /** Returns the address of a task; 0 for none. */
    public long address(@Nullable Task task) {
        if (task == null) {
            return 0;
        }
        int number = task.number;
        if (number < 0) {
            int at = task.pid == KTHREADD_PID ? topology.cpuCount() : task.cpu;
            return KernelRegions.address(KernelRegions.IDLE_TASKS, KernelRegions.TASK_SHIFT, at);
        }
        if (number >= tasks.length) {
            tasks = Arrays.copyOf(tasks, Math.max(number + 1, tasks.length * 2));
        }
        tasks[number] = task;
        return ((long) KernelRegions.TASKS << 32) + ((long) number << KernelRegions.TASK_SHIFT);
    }

    /** Returns the task at an address, or null when there is none or it has ended. */
    public @Nullable Task task(long address) {
        long offset = address - ((long) KernelRegions.TASKS << 32);
        if (offset >= 0
                && offset < (long) KernelRegions.TASK_REGIONS << 32
                && (offset & (1 << KernelRegions.TASK_SHIFT) - 1) == 0) {
            return live((int) (offset >>> KernelRegions.TASK_SHIFT));
        }
        int cpu = KernelRegions.number(KernelRegions.IDLE_TASKS, KernelRegions.TASK_SHIFT, address);
        return cpu >= 0 ? idle(cpu) : null;
    }

    private @Nullable Task live(int number) {
        Task task = number < tasks.length ? tasks[number] : null;
        if (task == null) {
            ExtKernel.All through = kernel;
            return through == null ? null : through.taskByNumber(number);
        }
        return task.state == TaskState.DEAD && !task.onCpu && !isDying(task) ? null : task;
    }

    private boolean isDying(Task task) {
        Task last = dying;
        return last != null && last.number == task.number;
    }

    /** Names the task whose last callback is running, or null. */
    public void setDying(@Nullable Task task) {
        dying = task;
    }

    /** Forgets a task that is gone. */
    public void forget(Task task) {
        if (task.number >= 0 && task.number < tasks.length) {
            tasks[task.number] = null;
        }
    }

    /** Returns the kernel's number of a task's state. */
    public static long stateOf(Task task) {
        return TaskFields.state(task);
    }

    /** Returns the idle task of a CPU, kthreadd after the last one; null for other numbers. */
    public @Nullable Task idle(int cpu) {
        if (cpu >= topology.cpuCount()) {
            ExtKernel.All through = kernel;
            return cpu == topology.cpuCount() && through != null
                    ? through.taskByPid(KTHREADD_PID)
                    : null;
        }
        if (idleTasks.length == 0) {
            idleTasks = new Task[topology.cpuCount()];
        }
        Task task = idleTasks[cpu];
        if (task == null) {
            task = new Task(-Task.FIRST_PID, "swapper/" + cpu, 0, topology.cpuCount(), 0);
            task.cpu = cpu;
            task.kernelThread = true;
            task.allowed.clear();
            task.allowed.add(cpu);
            task.allowedCount = 1;
            task.state = TaskState.RUNNABLE;
            idleTasks[cpu] = task;
        }
        return task;
    }

    /** Returns the address of the task that runs on a CPU. */
    public long currentTask(int cpu) {
        ExtKernel.All through = kernel;
        Task current = through == null ? null : through.cpuCurrent(cpu);
        return address(current == null ? idle(cpu) : current);
    }

    /** Returns whether a task is the one that the program runs on top of. */
    boolean isCurrent(Task task) {
        ExtKernel.All through = kernel;
        if (through == null) {
            return false;
        }
        Task current = through.cpuCurrent(through.thisCpu());
        return current != null && current.number == task.number;
    }

    // Cgroups.

    /** Returns the address of a cgroup; 0 for a negative number. */
    public long cgroupAddress(int number) {
        return number < 0
                ? 0
                : KernelRegions.address(KernelRegions.CGROUPS, KernelRegions.CGROUP_SHIFT, number);
    }

    /** Returns the number of the cgroup at an address, or -1. */
    public int cgroupNumber(long address) {
        int number =
                KernelRegions.number(KernelRegions.CGROUPS, KernelRegions.CGROUP_SHIFT, address);
        return number >= 0 && isCgroup(number) ? number : -1;
    }

    /** Returns the number of the cgroup whose embedded state is at an address, or -1. */
    public int cgroupOfState(long address) {
        int inCgroup = cgroupNumber(address - KernelTypes.CGROUP.offset("self.cgroup"));
        int group =
                KernelRegions.number(
                        KernelRegions.TASK_GROUPS, KernelRegions.TASK_GROUP_SHIFT, address);
        return inCgroup >= 0 ? inCgroup : group >= 0 && isCgroup(group) ? group : -1;
    }

    /** Returns the address of the cpu controller's part of a cgroup. */
    public long taskGroupAddress(int number) {
        return KernelRegions.address(
                KernelRegions.TASK_GROUPS, KernelRegions.TASK_GROUP_SHIFT, number);
    }

    private boolean isCgroup(int number) {
        ExtKernel.All through = kernel;
        return through != null && through.cgroups().isOnline(number);
    }

    private @Nullable CgroupNumber cgroup(int number) {
        if (!isCgroup(number)) {
            return null;
        }
        if (number >= cgroups.length) {
            cgroups = Arrays.copyOf(cgroups, Math.max(number + 1, cgroups.length * 2));
        }
        CgroupNumber known = cgroups[number];
        if (known == null) {
            known = new CgroupNumber(number);
            cgroups[number] = known;
        }
        return known;
    }

    /** Returns the address of the text of a cgroup's path. */
    public long cgroupPathAddress(int number) {
        return KernelRegions.address(
                KernelRegions.CGROUP_PATHS, KernelRegions.CGROUP_NAME_SHIFT, number);
    }

    private String cgroupPath(int number) {
        ExtKernel.All through = kernel;
        return through == null || !through.cgroups().isOnline(number)
                ? ""
                : through.cgroups().path(number);
    }

    private String cgroupName(int number) {
        String path = cgroupPath(number);
        return path.equals("/") ? path : path.substring(path.lastIndexOf('/') + 1);
    }

    // CPUs and masks.

    private @Nullable CpuNumber cpu(int number) {
        if (number >= topology.cpuCount()) {
            return null;
        }
        if (cpus.length == 0) {
            cpus = new CpuNumber[topology.cpuCount()];
        }
        CpuNumber known = cpus[number];
        if (known == null) {
            known = new CpuNumber(number);
            cpus[number] = known;
        }
        return known;
    }

    /** Returns the address of a CPU's run queue. */
    public long runQueueAddress(int cpu) {
        return KernelRegions.address(KernelRegions.RUN_QUEUES, KernelRegions.RUN_QUEUE_SHIFT, cpu);
    }

    /** Returns the address of a mask that the model keeps. */
    public long maskAddress(CpuSet mask) {
        return masks.address(mask);
    }

    /** Returns the address of a mask that is handed to a callback about a task. */
    public long argumentMask(Task task, CpuSet mask) {
        return task.allowed.equals(mask)
                ? address(task) + KernelTypes.TASK.offset("cpus_mask.bits")
                : masks.argument(mask);
    }

    /**
     * Returns the mask at an address: the model's own where there is one, otherwise a copy that is
     * valid until the next call with the same slot.
     *
     * @param slot 0 or 1
     */
    public CpuSet mask(long address, int slot) {
        long region = AddressSpace.regionOf(address);
        if (region == KernelRegions.MASKS) {
            CpuSet known = masks.find(address & 0xffffffffL);
            if (known != null) {
                return known;
            }
        }
        int inTask = KernelTypes.TASK.offset("cpus_mask.bits");
        Task task = task(address - inTask);
        if (task != null) {
            return task.allowed;
        }
        CpuSet copy = scratch[slot];
        copy.clear();
        int cpuCount = topology.cpuCount();
        for (int first = 0; first < cpuCount; first += Long.SIZE) {
            long word = space().load64(address + first / 8);
            while (word != 0) {
                int cpu = first + Long.numberOfTrailingZeros(word);
                if (cpu < cpuCount) {
                    copy.add(cpu);
                }
                word &= word - 1;
            }
        }
        return copy;
    }

    /** Returns the bytes that a mask takes in a program's memory. */
    static int maskWords() {
        return CpumaskFunctions.MASK_CPUS / Long.SIZE;
    }

    // Time and arguments.

    /**
     * Returns jiffies at a time of the run; they begin five minutes before they wrap, as in Linux.
     */
    public long jiffies(long atNs) {
        return ((-300L * hz) & 0xffffffffL) + clockNs(atNs) / (1_000_000_000L / hz);
    }

    /** Returns what the kernel's clocks show at a time of the run. */
    public static long clockNs(long atNs) {
        return atNs + UPTIME_AT_START_NS;
    }

    /** Returns the time as the kernel's clocks show it. */
    public long nowNs() {
        ExtKernel.All through = kernel;
        return clockNs(through == null ? 0 : through.nowNs());
    }

    /** Returns the address at which the structs for callbacks lie. */
    public static long argumentAddress(int offset) {
        return AddressSpace.address(KernelRegions.ARGUMENTS, offset);
    }

    /** Returns the structs for callbacks. */
    public byte[] arguments() {
        return arguments;
    }

    /** Puts texts for an exit callback into memory; the result holds their addresses. */
    public long[] exitTexts(String... texts) {
        int length = 0;
        for (String text : texts) {
            length += text.length() + 1;
        }
        byte[] bytes = new byte[length];
        long[] addresses = new long[texts.length];
        int at = 0;
        for (int i = 0; i < texts.length; i++) {
            addresses[i] = AddressSpace.address(KernelRegions.EXIT_TEXTS, at);
            for (int c = 0; c < texts[i].length(); c++) {
                bytes[at++] = (byte) texts[i].charAt(c);
            }
            at++;
        }
        space().map(KernelRegions.EXIT_TEXTS, new FlatRegion("exit text", bytes, false));
        return addresses;
    }

    /** Returns an address that stands for an object programs only compare. */
    static long opaque(int kind, int number) {
        return AddressSpace.address(KernelRegions.OPAQUE, ((long) kind << 28) + (number + 1L) * 64);
    }
}
