package org.scxfleet.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.scxfleet.exec.Code.Op;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;

/** Turns the steps of a task into {@link Code}: names become numbers, repeats become jumps. */
final class ProgramCompiler {
    /** Most steps of one program after flattening. */
    static final int MAX_STEPS = 1_000_000;

    private final Resources resources;
    private final Names names;
    private final List<Op> op = new ArrayList<>();
    private final List<@Nullable Amount> amount = new ArrayList<>();
    private final List<int[]> operands = new ArrayList<>();
    private final List<@Nullable Object> argument = new ArrayList<>();
    private final TreeMap<String, Integer> timers = new TreeMap<>();
    private int nesting;

    /**
     * Names that live outside the kernel's own resources; each function throws
     * IllegalArgumentException for unknown ones.
     *
     * @param task number of a task specification
     * @param cgroup number of a cgroup path
     * @param route number of a called service
     * @param endpoint number of a served service
     * @param collective number of a cluster-wide group
     * @param gpuCount devices of the kernel
     */
    record Names(
            ToIntFunction<String> task,
            ToIntFunction<String> cgroup,
            ToIntFunction<String> route,
            ToIntFunction<String> endpoint,
            ToIntFunction<String> collective,
            int gpuCount) {}

    ProgramCompiler(Resources resources, Names names) {
        this.resources = resources;
        this.names = names;
    }

    Code compile(List<Step> program) {
        addAll(program, 0);
        add(Op.EXIT, null, 0, 0, null);
        int[] a = operands.stream().mapToInt(pair -> pair[0]).toArray();
        int[] b = operands.stream().mapToInt(pair -> pair[1]).toArray();
        return new Code(
                op.toArray(new Op[0]),
                amount.toArray(new Amount[0]),
                a,
                b,
                argument.toArray(),
                timers.size(),
                nesting);
    }

    private void add(Op code, @Nullable Amount quantity, int a, int b, @Nullable Object arg) {
        if (op.size() >= MAX_STEPS) {
            throw new IllegalArgumentException("a program of more than " + MAX_STEPS + " steps");
        }
        op.add(code);
        amount.add(quantity);
        operands.add(new int[] {a, b});
        argument.add(arg);
    }

    private void addAll(List<Step> steps, int depth) {
        for (Step step : steps) {
            addOne(step, depth);
        }
    }

    private void addOne(Step step, int depth) {
        switch (step) {
            case Step.Compute s -> add(Op.COMPUTE, s.workNs(), 0, 0, null);
            case Step.RunFor s -> add(Op.RUN_FOR, s.wallNs(), 0, 0, null);
            case Step.Sleep s -> add(Op.SLEEP, s.durationNs(), 0, 0, null);
            case Step.Timer s -> addTimer(s);
            case Step.Suspend s ->
                    add(Op.SUSPEND, null, resources.gate(s.ref(), s.counting()), 0, null);
            case Step.Resume s ->
                    add(Op.RESUME, null, resources.gate(s.ref(), s.counting()), 0, null);
            case Step.Lock s ->
                    add(
                            Op.LOCK,
                            null,
                            resources.mutex(s.mutex(), s.priorityInheritance()),
                            0,
                            null);
            case Step.Unlock s -> add(Op.UNLOCK, null, resources.mutex(s.mutex(), false), 0, null);
            case Step.CondWait s ->
                    add(
                            Op.COND_WAIT,
                            null,
                            resources.condition(s.condition()),
                            resources.mutex(s.mutex(), false),
                            null);
            case Step.CondSignal s ->
                    add(Op.COND_SIGNAL, null, resources.condition(s.condition()), 0, null);
            case Step.CondBroadcast s ->
                    add(Op.COND_BROADCAST, null, resources.condition(s.condition()), 0, null);
            case Step.Barrier s ->
                    add(Op.BARRIER, null, resources.barrier(s.barrier(), s.parties()), 0, null);
            case Step.SemPost s ->
                    add(Op.SEM_POST, null, resources.semaphore(s.semaphore()), 0, null);
            case Step.SemWait s ->
                    add(Op.SEM_WAIT, null, resources.semaphore(s.semaphore()), 0, null);
            case Step.PipeWrite s -> add(Op.PIPE_WRITE, null, resources.pipe(s.pipe()), 0, null);
            case Step.PipeRead s -> add(Op.PIPE_READ, null, resources.pipe(s.pipe()), 0, null);
            case Step.Yield s -> add(Op.YIELD, null, 0, 0, null);
            case Step.Fork s -> add(Op.FORK, null, names.task().applyAsInt(s.task()), 0, null);
            case Step.Exit s -> add(Op.EXIT, null, 0, 0, null);
            case Step.SetScheduler s -> add(Op.SET_SCHEDULER, null, 0, 0, s.params());
            case Step.SetAffinity s -> add(Op.SET_AFFINITY, null, 0, 0, s);
            case Step.SetCgroup s ->
                    add(Op.SET_CGROUP, null, names.cgroup().applyAsInt(s.path()), 0, null);
            case Step.OnGpu s -> addOnGpu(s);
            case Step.Request s ->
                    add(Op.REQUEST, s.bytes(), names.route().applyAsInt(s.service()), 0, null);
            case Step.Receive s ->
                    add(Op.RECEIVE, null, names.endpoint().applyAsInt(s.endpoint()), 0, null);
            case Step.Reply s -> add(Op.REPLY, s.bytes(), 0, 0, null);
            case Step.Collective s ->
                    add(
                            Op.COLLECTIVE,
                            s.bytes(),
                            names.collective().applyAsInt(s.group()),
                            0,
                            null);
            case Step.Mark s ->
                    add(Op.MARK, null, s.timerRef().isEmpty() ? -1 : timer(s.timerRef()), 0, null);
            case Step.Repeat s -> addRepeat(s, depth);
        }
    }

    private void addOnGpu(Step.OnGpu step) {
        int device = device(step.device());
        switch (step) {
            case Step.GpuLaunch s -> add(Op.GPU_LAUNCH, s.kernelNs(), device, s.kernels(), s);
            case Step.GpuSync s -> add(Op.GPU_SYNC, null, device, 0, s.mode());
            case Step.GpuOpen s -> add(Op.GPU_OPEN, null, device, 0, s);
            case Step.GpuCopy s -> {
                if (s.way() == Step.CopyWay.PEER) {
                    device(s.peer());
                }
                add(Op.GPU_COPY, s.bytes(), device, 0, s);
            }
            case Step.GpuFault _ -> add(Op.GPU_FAULT, null, device, 0, null);
        }
    }

    private void addRepeat(Step.Repeat repeat, int depth) {
        if (depth >= Step.MAX_NESTING) {
            throw new IllegalArgumentException("repeats nest deeper than " + Step.MAX_NESTING);
        }
        if (repeat.count() == 0 || repeat.body().isEmpty()) {
            return;
        }
        nesting = Math.max(nesting, depth + 1);
        add(Op.LOOP, null, depth, repeat.count(), null);
        int first = op.size();
        addAll(repeat.body(), depth + 1);
        add(Op.END_LOOP, null, depth, first, null);
    }

    private void addTimer(Step.Timer timer) {
        int flags = (timer.absolute() ? 1 : 0) | (timer.shared() ? 2 : 0);
        int number = timer.shared() ? resources.sharedTimer(timer.ref()) : timer(timer.ref());
        add(Op.TIMER, timer.periodNs(), number, flags, null);
    }

    private int timer(String ref) {
        return timers.computeIfAbsent(ref, name -> timers.size());
    }

    private int device(int device) {
        if (device < 0 || device >= names.gpuCount()) {
            throw new IllegalArgumentException(
                    "GPU " + device + " does not exist; the kernel has " + names.gpuCount());
        }
        return device;
    }
}
