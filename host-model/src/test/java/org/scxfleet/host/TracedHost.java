package org.scxfleet.host;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.ops.ExitInfo;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/**
 * A real host with a {@link RecordingOps}: run it up to the moment of interest, forget what was
 * recorded, run on a little, compare.
 */
final class TracedHost {
    static final long MS = 1_000_000L;
    static final long US = 1_000L;
    private static final long END_NS = 100_000_000_000L;

    final RecordingOps ops;
    final Host host;
    final Kernel kernel;

    private TracedHost(RecordingOps ops, Host host) {
        this.ops = ops;
        this.host = host;
        this.kernel = host.kernel(0);
    }

    /** A host of n CPUs that loads the scheduler before its tasks exist. */
    static TracedHost loaded(int cpus, RecordingOps ops, TaskSpec... tasks) {
        return of(CpuTopology.flat(cpus), ops, true, List.of(), List.of(), tasks);
    }

    /** The same where scheduling takes time. */
    static TracedHost loaded(int cpus, CostProfile costs, RecordingOps ops, TaskSpec... tasks) {
        return of(
                CpuTopology.flat(cpus),
                KernelOptions.DEFAULTS,
                costs,
                ops,
                true,
                List.of(),
                List.of(),
                tasks);
    }

    static TracedHost of(
            CpuTopology topology,
            RecordingOps ops,
            boolean loadAtStart,
            List<CgroupSpec> cgroups,
            List<TimedAction> actions,
            TaskSpec... tasks) {
        return of(
                topology,
                KernelOptions.DEFAULTS,
                CostProfile.NONE,
                ops,
                loadAtStart,
                cgroups,
                actions,
                tasks);
    }

    static TracedHost of(
            CpuTopology topology,
            KernelOptions options,
            RecordingOps ops,
            boolean loadAtStart,
            List<TimedAction> actions,
            TaskSpec... tasks) {
        return of(topology, options, CostProfile.NONE, ops, loadAtStart, List.of(), actions, tasks);
    }

    private static TracedHost of(
            CpuTopology topology,
            KernelOptions options,
            CostProfile costs,
            RecordingOps ops,
            boolean loadAtStart,
            List<CgroupSpec> cgroups,
            List<TimedAction> actions,
            TaskSpec... tasks) {
        KernelSpec kernel =
                new KernelSpec(
                        topology,
                        options,
                        costs,
                        loadAtStart ? SchedulerSpec.builtin("recording") : SchedulerSpec.NONE,
                        cgroups,
                        List.of(),
                        List.of(tasks),
                        actions);
        Host host =
                Host.assemble(
                        HostSpec.single("h", 1, END_NS, kernel), scheduler -> environment -> ops);
        host.checkInvariants(true);
        return new TracedHost(ops, host);
    }

    /** Runs every event before that time. */
    TracedHost runTo(long boundNs) {
        host.advance(boundNs, List.of(), envelope -> {});
        return this;
    }

    /** Runs to the first time, forgets, runs to the second, and returns what was recorded. */
    List<String> callsBetween(long fromNs, long toNs) {
        runTo(fromNs);
        ops.calls.clear();
        runTo(toNs);
        return calls();
    }

    /** What was recorded since the last look. */
    List<String> calls() {
        List<String> taken = new ArrayList<>(ops.calls);
        ops.calls.clear();
        return taken;
    }

    /** The recorded calls that name the task. */
    static List<String> about(String task, List<String> calls) {
        return calls.stream()
                .filter(call -> call.matches(".*[( ]" + task + "[,)].*"))
                .map(call -> call.replaceFirst("^cpu\\d+ ", ""))
                .toList();
    }

    Task task(String name) {
        return kernel.tasks().stream()
                .filter(task -> task.name.equals(name + "-0"))
                .findFirst()
                .orElseThrow();
    }

    List<ExitInfo> exits() {
        return kernel.ext().exits();
    }

    // Tasks.

    static TaskSpec task(String name, long startNs, List<Integer> cpus, Step... program) {
        return new TaskSpec(
                name, name, 1, SchedParams.NORMAL, cpus, "/", startNs, List.of(program));
    }

    static TaskSpec task(String name, long startNs, Step... program) {
        return task(name, startNs, List.of(), program);
    }

    static TaskSpec fifo(String name, long startNs, List<Integer> cpus, Step... program) {
        return new TaskSpec(
                name,
                name,
                1,
                SchedParams.realTime(SchedPolicy.FIFO, 50),
                cpus,
                "/",
                startNs,
                List.of(program));
    }

    static Step compute(long ns) {
        return new Step.Compute(Amount.of(ns));
    }

    /** Computes for ever. */
    static Step hog() {
        return new Step.Repeat(Step.FOREVER, List.of(compute(1_000_000_000L)));
    }

    static Step suspend() {
        return new Step.Suspend("gate", true);
    }

    static Step resume() {
        return new Step.Resume("gate", true);
    }
}
