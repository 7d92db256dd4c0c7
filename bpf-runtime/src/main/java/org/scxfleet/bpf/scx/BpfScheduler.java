package org.scxfleet.bpf.scx;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.agent.ObjectView;
import org.scxfleet.bpf.agent.UserspaceAgent;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.kernel.ArenaMasks;
import org.scxfleet.bpf.kernel.HostEnvironment;
import org.scxfleet.bpf.kernel.KernelMemory;
import org.scxfleet.bpf.map.ArenaMap;
import org.scxfleet.bpf.map.BpfMap;
import org.scxfleet.bpf.map.OwnerStorageMap;
import org.scxfleet.bpf.memory.PageSharing;
import org.scxfleet.bpf.memory.ProgramFault;
import org.scxfleet.cid.CidMask;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.SchedulerOutput;
import org.scxfleet.ops.SchedulerOutput.Statistic;
import org.scxfleet.ops.TracePoint;
import org.scxfleet.ops.UserspaceThread;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;

/**
 * A compiled BPF object as the scheduler of one kernel.
 *
 * <p>Each callback of the kernel model becomes a run of the object's program with the arguments
 * that Linux 7.3 passes (kernel/sched/ext/internal.h): pointers become addresses of views, structs
 * are laid out in memory, results are cut to their declared type. What the program may do was
 * checked when the object was loaded.
 *
 * <p>A program that faults ends its scheduler, as an error that the kernel finds: the message names
 * program, instruction, source line and address. The callback then returns what does least harm
 * until the scheduler is gone. A program that uses up its instruction budget is taken to run for
 * ever: its CPU is lost until the kernel's lockup detectors end the scheduler.
 *
 * <p>Cost: no allocation in a callback except of those that describe an end or a cgroup.
 */
public final class BpfScheduler implements SchedulerOps {
    /** What an op that faulted returns where an errno is expected: -EFAULT. */
    private static final int EFAULT = -14;

    /** Timer at which the loader goes on, once the scheduler is attached. */
    private static final int AFTER_ATTACH = Integer.MAX_VALUE;

    private final String name;
    private final OpsSettings settings;
    private final OpsProgram program;
    private final Machine machine;
    private final HostEnvironment host;
    private final KernelMemory memory;
    private final CallbackArguments arguments;
    private final FaultText faults;
    private final SetupRuns setup;
    private final boolean goesOnAfterAttach;
    private final TracingPrograms tracing;
    private final Counters counters;
    private final @Nullable UserspaceAgent agent;
    private final boolean storesPerTask;
    private final PageSharing pageSharing;

    /** The kernel's masks in the arena; null in the cpu form. */
    private final @Nullable ArenaMasks masks;

    private long instructionsTaken;

    BpfScheduler(
            String name,
            OpsSettings settings,
            OpsProgram program,
            Machine machine,
            FaultText faults,
            SetupRuns setup,
            TracingPrograms tracing,
            Counters counters,
            @Nullable UserspaceAgent agent,
            PageSharing pageSharing) {
        this.name = name;
        this.pageSharing = pageSharing;
        this.settings = settings;
        this.program = program;
        this.machine = machine;
        this.faults = faults;
        this.setup = setup;
        this.goesOnAfterAttach = setup.goesOnAfterAttach();
        this.tracing = tracing;
        this.counters = counters;
        this.agent = agent;
        this.host = HostEnvironment.of(machine);
        this.memory = host.memory();
        this.arguments = new CallbackArguments(memory);
        this.masks = program.form() == OpsForm.CID ? ArenaMasks.in(machine) : null;
        host.useMasks(masks);
        this.storesPerTask = machine.maps().stream().anyMatch(OwnerStorageMap.class::isInstance);
    }

    /** Returns what a user-space half sees of the running object. */
    public ObjectView object() {
        return counters.object();
    }

    /** Returns the machine that runs the object's programs. */
    public Machine machine() {
        return machine;
    }

    @Override
    public SchedulerOutput output() {
        List<Statistic> statistics = new ArrayList<>(counters.read());
        if (agent != null) {
            statistics.addAll(agent.statistics());
        }
        return new SchedulerOutput(statistics, host.lines(), host.linesDropped());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public EnumSet<Op> implemented() {
        EnumSet<Op> ops = program.implemented();
        if (storesPerTask) {
            // Values of a task go with it, so its end must be heard of.
            ops.add(Op.EXIT_TASK);
        }
        if (goesOnAfterAttach) {
            ops.add(Op.INIT);
        }
        if (agent != null) {
            ops.add(Op.EXIT);
        }
        return ops;
    }

    @Override
    public OpsForm form() {
        return program.form();
    }

    @Override
    public List<UserspaceThread> threads() {
        return agent == null ? List.of() : agent.threads();
    }

    @Override
    public OpsSettings settings() {
        return settings;
    }

    @Override
    public long takeInstructions() {
        long executed = machine.executed();
        long taken = executed - instructionsTaken;
        instructionsTaken = executed;
        return taken;
    }

    private long call(
            ExtKernel.Any kernel, Op op, long failed, long a0, long a1, long a2, long a3) {
        ExtKernel.All all = (ExtKernel.All) kernel;
        Op outer = host.enter(all, op);
        try {
            return machine.invoke(program.function(op), a0, a1, a2, a3, 0);
        } catch (ProgramFault fault) {
            end(all, fault);
            return failed;
        } finally {
            host.leave(outer);
        }
    }

    @Override
    public EnumSet<TracePoint> tracePoints() {
        return tracing.points();
    }

    @Override
    public void schedSwitch(
            ExtKernel.Any kernel, int cpu, @Nullable Task prev, @Nullable Task next) {
        ExtKernel.All all = (ExtKernel.All) kernel;
        Op outer = host.enter(all, null);
        try {
            long from = address(prev == null ? memory.idle(cpu) : prev);
            long to = address(next == null ? memory.idle(cpu) : next);
            long state = prev == null ? 0 : KernelMemory.stateOf(prev);
            for (int function : tracing.functions(TracePoint.SCHED_SWITCH)) {
                machine.invoke(function, 0, from, to, state, 0);
            }
        } catch (ProgramFault fault) {
            all.fault(faults.describe(fault));
        } finally {
            host.leave(outer);
        }
    }

    @Override
    public void traceEvent(
            ExtKernel.Any kernel,
            TracePoint point,
            @Nullable Task task,
            @Nullable Task other,
            int value) {
        ExtKernel.All all = (ExtKernel.All) kernel;
        Op outer = host.enter(all, null);
        try {
            TraceArguments words = TraceArguments.of(memory, point, task, other, value);
            for (int function : tracing.functions(point)) {
                machine.invoke(function, words.a(), words.b(), words.c(), words.d(), 0);
            }
        } catch (ProgramFault fault) {
            all.fault(faults.describe(fault));
        } finally {
            host.leave(outer);
        }
    }

    /** A program that does not come to an end keeps its CPU until the kernel notices. */
    private void end(ExtKernel.All kernel, ProgramFault fault) {
        if (fault.kind() == ProgramFault.Kind.BUDGET) {
            kernel.hang(faults.describe(fault));
        } else {
            kernel.fault(faults.describe(fault));
        }
    }

    private long address(@Nullable Task task) {
        return memory.address(task);
    }

    private static boolean isTrue(long value) {
        return (value & 0xff) != 0;
    }

    @Override
    public int selectCpu(ExtKernel.Select kernel, Task task, int prevCpu, long wakeFlags) {
        return (int) call(kernel, Op.SELECT_CPU, prevCpu, address(task), prevCpu, wakeFlags, 0);
    }

    @Override
    public void enqueue(ExtKernel.Select kernel, Task task, long enqFlags) {
        call(kernel, Op.ENQUEUE, 0, address(task), enqFlags, 0, 0);
    }

    @Override
    public void dequeue(ExtKernel.Any kernel, Task task, long deqFlags) {
        call(kernel, Op.DEQUEUE, 0, address(task), deqFlags, 0, 0);
    }

    @Override
    public void dispatch(ExtKernel.Dispatch kernel, int cpu, @Nullable Task prev) {
        call(kernel, Op.DISPATCH, 0, cpu, address(prev), 0, 0);
    }

    @Override
    public void tick(ExtKernel.Any kernel, Task task) {
        call(kernel, Op.TICK, 0, address(task), 0, 0, 0);
    }

    @Override
    public void runnable(ExtKernel.Any kernel, Task task, long enqFlags) {
        call(kernel, Op.RUNNABLE, 0, address(task), enqFlags, 0, 0);
    }

    @Override
    public void running(ExtKernel.Any kernel, Task task) {
        call(kernel, Op.RUNNING, 0, address(task), 0, 0, 0);
    }

    @Override
    public void stopping(ExtKernel.Any kernel, Task task, boolean runnable) {
        call(kernel, Op.STOPPING, 0, address(task), runnable ? 1 : 0, 0, 0);
    }

    @Override
    public void quiescent(ExtKernel.Any kernel, Task task, long deqFlags) {
        call(kernel, Op.QUIESCENT, 0, address(task), deqFlags, 0, 0);
    }

    @Override
    public boolean yield(ExtKernel.Any kernel, Task from, @Nullable Task to) {
        return isTrue(call(kernel, Op.YIELD, 0, address(from), address(to), 0, 0));
    }

    @Override
    public boolean coreSchedBefore(ExtKernel.Any kernel, Task a, Task b) {
        return isTrue(call(kernel, Op.CORE_SCHED_BEFORE, 0, address(a), address(b), 0, 0));
    }

    @Override
    public void setWeight(ExtKernel.Any kernel, Task task, int weight) {
        call(kernel, Op.SET_WEIGHT, 0, address(task), weight, 0, 0);
    }

    @Override
    public void setCpumask(ExtKernel.Any kernel, Task task, CpuSet allowed) {
        long mask = memory.argumentMask(task, allowed);
        call(kernel, Op.SET_CPUMASK, 0, address(task), mask, 0, 0);
    }

    @Override
    public void setCmask(ExtKernel.Any kernel, Task task, CidMask allowed) {
        call(kernel, Op.SET_CPUMASK, 0, address(task), argument(kernel, allowed), 0, 0);
    }

    /** The address of a mask that is handed to a callback, in the space of this CPU. */
    private long argument(ExtKernel.Any kernel, CidMask mask) {
        ArenaMasks arena = masks;
        if (arena == null) {
            throw new IllegalStateException("a mask of cids for a scheduler of the cpu form");
        }
        return arena.put(kernel.thisCpu(), mask);
    }

    @Override
    public void updateIdle(ExtKernel.Any kernel, int cpu, boolean idle) {
        call(kernel, Op.UPDATE_IDLE, 0, cpu, idle ? 1 : 0, 0, 0);
    }

    @Override
    public void cpuAcquire(ExtKernel.Any kernel, int cpu) {
        call(kernel, Op.CPU_ACQUIRE, 0, cpu, arguments.cpuAcquire(), 0, 0);
    }

    @Override
    public void cpuRelease(
            ExtKernel.Release kernel, int cpu, PreemptReason reason, @Nullable Task task) {
        call(kernel, Op.CPU_RELEASE, 0, cpu, arguments.cpuRelease(reason, task), 0, 0);
    }

    @Override
    public int initTask(ExtKernel.Unlocked kernel, Task task, boolean fork, int cgroup) {
        long struct = arguments.initTask(fork, cgroup);
        return (int) call(kernel, Op.INIT_TASK, EFAULT, address(task), struct, 0, 0);
    }

    @Override
    public void exitTask(ExtKernel.Any kernel, Task task, boolean cancelled) {
        memory.setDying(task);
        if (program.has(Op.EXIT_TASK)) {
            call(kernel, Op.EXIT_TASK, 0, address(task), arguments.exitTask(cancelled), 0, 0);
        }
        memory.setDying(null);
        if (task.state == org.scxfleet.task.TaskState.DEAD) {
            for (BpfMap map : machine.maps()) {
                if (map instanceof OwnerStorageMap storage
                        && map.spec().type() == org.scxfleet.bpf.map.MapType.TASK_STORAGE) {
                    storage.deleteOf(task.number);
                }
            }
            memory.forget(task);
        }
    }

    @Override
    public void enable(ExtKernel.Any kernel, Task task) {
        call(kernel, Op.ENABLE, 0, address(task), 0, 0, 0);
    }

    @Override
    public void enable(ExtKernel.Any kernel, Task task, CidMask allowed) {
        long struct = arguments.enable(argument(kernel, allowed));
        call(kernel, Op.ENABLE, 0, address(task), struct, 0, 0);
    }

    @Override
    public void disable(ExtKernel.Any kernel, Task task) {
        // A task that has ended leaves the class before it is gone.
        memory.setDying(task);
        call(kernel, Op.DISABLE, 0, address(task), 0, 0, 0);
        memory.setDying(null);
    }

    @Override
    public void dump(ExtKernel.Unlocked kernel, ExitInfo info) {
        call(kernel, Op.DUMP, 0, arguments.dump(info), 0, 0, 0);
    }

    @Override
    public void dumpCpu(ExtKernel.Any kernel, int cpu, boolean idle) {
        call(kernel, Op.DUMP_CPU, 0, arguments.dumpAgain(), cpu, idle ? 1 : 0, 0);
    }

    @Override
    public void dumpTask(ExtKernel.Any kernel, Task task) {
        call(kernel, Op.DUMP_TASK, 0, arguments.dumpAgain(), address(task), 0, 0);
    }

    @Override
    public int cgroupInit(
            ExtKernel.Unlocked kernel,
            int cgroup,
            int weight,
            long periodUs,
            long quotaUs,
            long burstUs) {
        long struct = arguments.cgroupInit(weight, periodUs, quotaUs, burstUs);
        return (int)
                call(kernel, Op.CGROUP_INIT, EFAULT, memory.cgroupAddress(cgroup), struct, 0, 0);
    }

    @Override
    public void cgroupExit(ExtKernel.Unlocked kernel, int cgroup) {
        call(kernel, Op.CGROUP_EXIT, 0, memory.cgroupAddress(cgroup), 0, 0, 0);
    }

    @Override
    public int cgroupPrepMove(ExtKernel.Unlocked kernel, Task task, int from, int to) {
        return (int) moveBetween(kernel, Op.CGROUP_PREP_MOVE, EFAULT, task, from, to);
    }

    @Override
    public void cgroupMove(ExtKernel.Any kernel, Task task, int from, int to) {
        moveBetween(kernel, Op.CGROUP_MOVE, 0, task, from, to);
    }

    @Override
    public void cgroupCancelMove(ExtKernel.Unlocked kernel, Task task, int from, int to) {
        moveBetween(kernel, Op.CGROUP_CANCEL_MOVE, 0, task, from, to);
    }

    private long moveBetween(
            ExtKernel.Any kernel, Op op, long failed, Task task, int from, int to) {
        return call(
                kernel,
                op,
                failed,
                address(task),
                memory.cgroupAddress(from),
                memory.cgroupAddress(to),
                0);
    }

    @Override
    public void cgroupSetWeight(ExtKernel.Unlocked kernel, int cgroup, int weight) {
        call(kernel, Op.CGROUP_SET_WEIGHT, 0, memory.cgroupAddress(cgroup), weight, 0, 0);
    }

    @Override
    public void cgroupSetBandwidth(
            ExtKernel.Unlocked kernel, int cgroup, long periodUs, long quotaUs, long burstUs) {
        call(
                kernel,
                Op.CGROUP_SET_BANDWIDTH,
                0,
                memory.cgroupAddress(cgroup),
                periodUs,
                quotaUs,
                burstUs);
    }

    @Override
    public void cgroupSetIdle(ExtKernel.Unlocked kernel, int cgroup, boolean idle) {
        call(kernel, Op.CGROUP_SET_IDLE, 0, memory.cgroupAddress(cgroup), idle ? 1 : 0, 0, 0);
    }

    @Override
    public void cpuOnline(ExtKernel.Unlocked kernel, int cpu) {
        call(kernel, Op.CPU_ONLINE, 0, cpu, 0, 0, 0);
    }

    @Override
    public void cpuOffline(ExtKernel.Unlocked kernel, int cpu) {
        call(kernel, Op.CPU_OFFLINE, 0, cpu, 0, 0, 0);
    }

    @Override
    public int initCids(ExtKernel.InitCids kernel) {
        return (int) call(kernel, Op.INIT_CIDS, EFAULT, 0, 0, 0, 0);
    }

    @Override
    public int init(ExtKernel.Unlocked kernel) {
        if (goesOnAfterAttach) {
            kernel.armTimer(AFTER_ATTACH, kernel.nowNs());
        }
        int result = program.has(Op.INIT) ? (int) call(kernel, Op.INIT, EFAULT, 0, 0, 0, 0) : 0;
        for (BpfMap map : machine.maps()) {
            if (map instanceof ArenaMap arena && !pageSharing.equals(PageSharing.NONE)) {
                arena.arena().share(pageSharing);
            }
        }
        return result;
    }

    @Override
    public void exit(ExtKernel.Unlocked kernel, ExitInfo info) {
        if (program.has(Op.EXIT)) {
            call(kernel, Op.EXIT, 0, arguments.exit(info), 0, 0, 0);
        }
        if (agent != null) {
            agent.exited();
        }
    }

    @Override
    public void timer(ExtKernel.Unlocked kernel, int timerKey) {
        ExtKernel.All all = (ExtKernel.All) kernel;
        Op outer = host.enter(all, null);
        try {
            if (timerKey == AFTER_ATTACH) {
                String problem = setup.afterAttach();
                if (problem != null) {
                    all.fault(problem);
                }
            } else {
                machine.fireTimer(timerKey);
            }
        } catch (ProgramFault fault) {
            end(all, fault);
        } finally {
            host.leave(outer);
        }
    }

    @Override
    public long runProgram(ExtKernel.Unlocked kernel, String name, List<Long> context) {
        ExtKernel.All all = (ExtKernel.All) kernel;
        Op outer = host.enter(all, null);
        try {
            return setup.runProgram(name, context);
        } catch (ProgramFault fault) {
            all.fault(faults.describe(fault));
            return EFAULT;
        } finally {
            host.leave(outer);
        }
    }
}
