package org.scxfleet.policy.fake;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cid.CidMask;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * A kernel for tests: {@link FakeCalls} are what a scheduler may call, the methods here are what a
 * test does. Calls that change something are written down as short sentences.
 */
public final class FakeKernel extends FakeCalls {
    private static final int DISPATCH_ROUNDS = Scx.DISPATCH_MAX_LOOPS;

    private final SchedulerOps ops;

    public FakeKernel(CpuTopology topology, SchedulerOps ops) {
        super(topology);
        this.ops = ops;
    }

    /** What a loader on that machine hands over, with options as key and value in turn. */
    public static SchedulerEnvironment environment(CpuTopology topology, String... options) {
        SortedMap<String, String> given = new TreeMap<>();
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        return new SchedulerEnvironment(topology, given, 250, 1);
    }

    /** init, then cgroup_init for every cgroup, parents first. */
    public FakeKernel load() {
        if (ops.implemented().contains(Op.INIT_CIDS)) {
            check(ops.initCids(this));
        }
        check(ops.init(this));
        for (int cgroup = 0; cgroup < cgroups.count(); cgroup++) {
            check(ops.cgroupInit(this, cgroup, cgroups.weight(cgroup), 100_000, -1, 0));
        }
        return this;
    }

    /** A new runnable task in the root cgroup that the scheduler knows but has not seen wake. */
    public Task newTask(String name) {
        return newTask(name, 0, 100);
    }

    public Task newTask(String name, int cgroup, int weight) {
        Task task = new Task(tasks.size(), name, 0, cpuCount(), 1);
        task.cgroup = cgroup;
        task.scx.weight = weight;
        tasks.add(task);
        check(ops.initTask(this, task, false, cgroup));
        if (ops.form() == OpsForm.CID) {
            ops.enable(this, task, cids(task));
            ops.setCmask(this, task, cids(task));
        } else {
            ops.enable(this, task);
        }
        ops.setWeight(this, task, weight);
        return task;
    }

    private CidMask cids(Task task) {
        CidMask mask = new CidMask(0, cpuCount());
        for (int cpu : task.allowed.toArray()) {
            mask.add(cpu);
        }
        return mask;
    }

    /** Restricts where a task may run. */
    public void allow(Task task, int... cpus) {
        task.allowed.copyFrom(CpuSet.of(cpuCount(), cpus));
        if (ops.form() == OpsForm.CID) {
            ops.setCmask(this, task, cids(task));
        }
        task.allowedCount = cpus.length;
        task.cpu = cpus[0];
    }

    /** A wake-up: select_cpu unless pinned, runnable, enqueue unless dispatched directly. */
    public void wake(Task task) {
        long flags = Scx.ENQ_WAKEUP;
        task.queued = true;
        directDsq = Scx.DSQ_INVALID;
        if (task.allowedCount > 1) {
            int cpu = ops.selectCpu(this, task, task.cpu, Scx.WAKE_TTWU);
            task.cpu = task.allowed.contains(cpu) ? cpu : task.allowed.first();
            flags |= Scx.ENQ_CPU_SELECTED;
        }
        ops.runnable(this, task, flags);
        if (directDsq != Scx.DSQ_INVALID) {
            land(task);
        } else {
            enqueue(task, flags);
        }
    }

    public void enqueue(Task task, long enqFlags) {
        directDsq = Scx.DSQ_INVALID;
        inserted = false;
        ops.enqueue(this, task, enqFlags);
        if (inserted) {
            land(task);
        } else {
            held.add(task);
        }
    }

    /** Calls dispatch as the pick does and returns the task that the CPU would run next. */
    public @Nullable Task dispatch(int cpu) {
        return dispatch(cpu, null);
    }

    public @Nullable Task dispatch(int cpu, @Nullable Task prev) {
        thisCpu = cpu;
        dispatching = true;
        List<Task> local = dsq(Scx.localOn(cpu)).tasks;
        for (int round = 0; round < DISPATCH_ROUNDS && local.isEmpty(); round++) {
            if (consumeGlobal(cpu)) {
                break;
            }
            moved = 0;
            ops.dispatch(this, cpu, prev);
            flush();
            if (moved == 0) {
                break;
            }
        }
        dispatching = false;
        return local.isEmpty() ? null : local.removeFirst();
    }

    /** Puts a task on a CPU: running. */
    public void run(int cpu, Task task) {
        task.cpu = cpu;
        task.onCpu = true;
        current.set(cpu, task);
        ops.running(this, task);
    }

    /** Takes the task off its CPU: stopping, and if it sleeps quiescent. */
    public void stop(int cpu, boolean runnable) {
        Task task = current.get(cpu);
        thisCpu = cpu;
        ops.stopping(this, task, runnable);
        if (!runnable) {
            ops.quiescent(this, task, Scx.DEQ_SLEEP);
            task.queued = false;
        }
        task.onCpu = false;
        current.set(cpu, null);
    }

    /** Lets a CPU go idle: the built-in mask and update_idle. */
    public void idle(int cpu) {
        idle.add(cpu);
        ops.updateIdle(this, cpu, true);
    }

    /** Fires a timer if it is due, and returns whether it was. */
    public boolean fire(int key) {
        Long atNs = timers.get(key);
        if (atNs == null || atNs > nowNs) {
            return false;
        }
        timers.remove(key);
        ops.timer(this, key);
        return true;
    }

    /**
     * Lets all CPUs execute hogs for a while with a tick every 4 ms, and returns the run time of
     * each task. A switch costs a microsecond, so that a slice of 20 ms ends at the sixth tick.
     */
    public long[] runHogs(long durationNs) {
        long[] before = tasks.stream().mapToLong(task -> task.sumExecNs).toArray();
        for (long endNs = nowNs + durationNs; nowNs < endNs; ) {
            nowNs += TICK_NS;
            for (int cpu = 0; cpu < cpuCount(); cpu++) {
                tick(cpu);
            }
        }
        long[] ran = new long[before.length];
        for (int i = 0; i < ran.length; i++) {
            ran[i] = tasks.get(i).sumExecNs - before[i];
        }
        return ran;
    }

    private void tick(int cpu) {
        thisCpu = cpu;
        Task task = current.get(cpu);
        if (task != null) {
            long ranNs = nowNs - startedAtNs[cpu];
            startedAtNs[cpu] = nowNs;
            task.sumExecNs += ranNs;
            if (task.scx.sliceNs != Scx.SLICE_INF) {
                task.scx.sliceNs = Math.max(0, task.scx.sliceNs - ranNs);
            }
            ops.tick(this, task);
            if (task.scx.sliceNs != 0) {
                return;
            }
        }
        Task next = dispatch(cpu, task);
        if (next == null) {
            if (task != null) {
                task.scx.sliceNs = Scx.SLICE_DFL_NS;
            }
            return;
        }
        if (task != null) {
            stop(cpu, true);
            enqueue(task, 0);
        }
        run(cpu, next);
        startedAtNs[cpu] = nowNs + SWITCH_NS;
    }

    private static void check(int result) {
        if (result != 0) {
            throw new IllegalStateException("an op returned " + result);
        }
    }

    /** The tasks of a DSQ by name, in dispatch order. */
    public List<String> queue(long dsqId) {
        List<String> names = new ArrayList<>();
        dsq(dsqId).tasks.forEach(task -> names.add(task.name));
        return names;
    }
}
