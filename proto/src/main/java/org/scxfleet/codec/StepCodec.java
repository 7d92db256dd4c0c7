package org.scxfleet.codec;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.v1.RunProto;

/** What tasks do, step by step. */
final class StepCodec {
    private static final RunProto.Step.Nothing NOTHING = RunProto.Step.Nothing.getDefaultInstance();

    private StepCodec() {}

    static RunProto.Program encode(List<Step> program) {
        RunProto.Program.Builder out = RunProto.Program.newBuilder();
        for (Step step : program) {
            out.addSteps(encode(step, 0));
        }
        return out.build();
    }

    static List<Step> decode(RunProto.Program program) {
        return steps(program.getStepsList(), 0);
    }

    private static List<Step> steps(List<RunProto.Step> encoded, int nesting) {
        List<Step> steps = new ArrayList<>(encoded.size());
        for (RunProto.Step step : encoded) {
            steps.add(decode(step, nesting));
        }
        return List.copyOf(steps);
    }

    private static RunProto.Step encode(Step step, int nesting) {
        RunProto.Step.Builder out = RunProto.Step.newBuilder();
        return switch (step) {
            case Step.Compute s -> out.setComputeWorkNs(encode(s.workNs())).build();
            case Step.RunFor s -> out.setRunForWallNs(encode(s.wallNs())).build();
            case Step.Sleep s -> out.setSleepNs(encode(s.durationNs())).build();
            case Step.Timer s -> out.setTimer(timer(s)).build();
            case Step.Suspend s -> out.setSuspend(event(s.ref(), s.counting())).build();
            case Step.Resume s -> out.setResume(event(s.ref(), s.counting())).build();
            case Step.Lock s -> out.setLock(lock(s)).build();
            case Step.Unlock s -> out.setUnlockMutex(s.mutex()).build();
            case Step.CondWait s -> out.setCondWait(condWait(s)).build();
            case Step.CondSignal s -> out.setCondSignal(s.condition()).build();
            case Step.CondBroadcast s -> out.setCondBroadcast(s.condition()).build();
            case Step.Barrier s -> out.setBarrier(barrier(s)).build();
            case Step.SemPost s -> out.setSemPost(s.semaphore()).build();
            case Step.SemWait s -> out.setSemWait(s.semaphore()).build();
            case Step.PipeWrite s -> out.setPipeWrite(s.pipe()).build();
            case Step.PipeRead s -> out.setPipeRead(s.pipe()).build();
            case Step.Yield() -> out.setYield(NOTHING).build();
            case Step.Fork s -> out.setForkTask(s.task()).build();
            case Step.Exit() -> out.setExit(NOTHING).build();
            case Step.SetScheduler s -> out.setSetScheduler(TaskCodec.encode(s.params())).build();
            case Step.SetAffinity s -> out.setSetAffinity(cpuList(s.cpus())).build();
            case Step.SetCgroup s -> out.setSetCgroup(s.path()).build();
            case Step.GpuLaunch s -> out.setGpuLaunch(gpuLaunch(s)).build();
            case Step.GpuSync s -> out.setGpuSync(gpuSync(s)).build();
            case Step.GpuOpen s -> out.setGpuOpen(GpuCodec.encode(s)).build();
            case Step.GpuCopy s -> out.setGpuCopy(GpuCodec.encode(s)).build();
            case Step.GpuFault s -> out.setGpuFault(s.device()).build();
            case Step.Request s -> out.setRequest(request(s.service(), s.bytes())).build();
            case Step.Receive s -> out.setReceiveEndpoint(s.endpoint()).build();
            case Step.Reply s -> out.setReplyBytes(encode(s.bytes())).build();
            case Step.Collective s -> out.setCollective(CollectiveCodec.encode(s)).build();
            case Step.Mark s -> out.setMarkTimer(s.timerRef()).build();
            case Step.Repeat s -> out.setRepeat(repeat(s, nesting)).build();
        };
    }

    private static Step decode(RunProto.Step step, int nesting) {
        return switch (step.getStepCase()) {
            case COMPUTE_WORK_NS -> new Step.Compute(decode(step.getComputeWorkNs()));
            case RUN_FOR_WALL_NS -> new Step.RunFor(decode(step.getRunForWallNs()));
            case SLEEP_NS -> new Step.Sleep(decode(step.getSleepNs()));
            case TIMER -> timer(step.getTimer());
            case SUSPEND ->
                    new Step.Suspend(step.getSuspend().getRef(), step.getSuspend().getCounting());
            case RESUME ->
                    new Step.Resume(step.getResume().getRef(), step.getResume().getCounting());
            case LOCK ->
                    new Step.Lock(
                            step.getLock().getMutex(), step.getLock().getPriorityInheritance());
            case UNLOCK_MUTEX -> new Step.Unlock(step.getUnlockMutex());
            case COND_WAIT ->
                    new Step.CondWait(
                            step.getCondWait().getCondition(), step.getCondWait().getMutex());
            case COND_SIGNAL -> new Step.CondSignal(step.getCondSignal());
            case COND_BROADCAST -> new Step.CondBroadcast(step.getCondBroadcast());
            case BARRIER ->
                    new Step.Barrier(
                            step.getBarrier().getBarrier(), step.getBarrier().getParties());
            case SEM_POST -> new Step.SemPost(step.getSemPost());
            case SEM_WAIT -> new Step.SemWait(step.getSemWait());
            case PIPE_WRITE -> new Step.PipeWrite(step.getPipeWrite());
            case PIPE_READ -> new Step.PipeRead(step.getPipeRead());
            case YIELD -> new Step.Yield();
            case FORK_TASK -> new Step.Fork(step.getForkTask());
            case EXIT -> new Step.Exit();
            case SET_SCHEDULER -> new Step.SetScheduler(TaskCodec.decode(step.getSetScheduler()));
            case SET_AFFINITY -> new Step.SetAffinity(step.getSetAffinity().getCpusList());
            case SET_CGROUP -> new Step.SetCgroup(step.getSetCgroup());
            case GPU_LAUNCH -> gpuLaunch(step.getGpuLaunch());
            case GPU_SYNC ->
                    new Step.GpuSync(
                            step.getGpuSync().getDevice(), syncMode(step.getGpuSync().getMode()));
            case GPU_OPEN -> GpuCodec.decode(step.getGpuOpen());
            case GPU_COPY -> GpuCodec.decode(step.getGpuCopy());
            case GPU_FAULT -> new Step.GpuFault(step.getGpuFault());
            case REQUEST ->
                    new Step.Request(
                            step.getRequest().getTo(), decode(step.getRequest().getBytes()));
            case RECEIVE_ENDPOINT -> new Step.Receive(step.getReceiveEndpoint());
            case REPLY_BYTES -> new Step.Reply(decode(step.getReplyBytes()));
            case COLLECTIVE -> CollectiveCodec.decode(step.getCollective());
            case MARK_TIMER -> new Step.Mark(step.getMarkTimer());
            case REPEAT -> repeat(step.getRepeat(), nesting);
            case STEP_NOT_SET -> throw Unknown.value("step");
        };
    }

    static RunProto.Amount encode(Amount amount) {
        RunProto.Amount.Builder out = RunProto.Amount.newBuilder();
        return switch (amount) {
            case Amount.Fixed fixed -> out.setFixed(fixed.value()).build();
            case Amount.Uniform uniform ->
                    out.setUniform(
                                    RunProto.Amount.Range.newBuilder()
                                            .setMin(uniform.min())
                                            .setMax(uniform.max()))
                            .build();
            case Amount.Exponential exponential ->
                    out.setExponentialMean(exponential.mean()).build();
        };
    }

    static Amount decode(RunProto.Amount amount) {
        return switch (amount.getAmountCase()) {
            case FIXED -> new Amount.Fixed(amount.getFixed());
            case UNIFORM ->
                    new Amount.Uniform(amount.getUniform().getMin(), amount.getUniform().getMax());
            case EXPONENTIAL_MEAN -> new Amount.Exponential(amount.getExponentialMean());
            case AMOUNT_NOT_SET -> throw Unknown.value("quantity");
        };
    }

    static RunProto.CpuList cpuList(List<Integer> cpus) {
        return RunProto.CpuList.newBuilder().addAllCpus(cpus).build();
    }

    private static RunProto.Step.Timer timer(Step.Timer timer) {
        return RunProto.Step.Timer.newBuilder()
                .setRef(timer.ref())
                .setPeriodNs(encode(timer.periodNs()))
                .setAbsolute(timer.absolute())
                .setShared(timer.shared())
                .build();
    }

    private static Step.Timer timer(RunProto.Step.Timer timer) {
        return new Step.Timer(
                timer.getRef(),
                decode(timer.getPeriodNs()),
                timer.getAbsolute(),
                timer.getShared());
    }

    private static RunProto.Step.Event event(String ref, boolean counting) {
        return RunProto.Step.Event.newBuilder().setRef(ref).setCounting(counting).build();
    }

    private static RunProto.Step.Lock lock(Step.Lock lock) {
        return RunProto.Step.Lock.newBuilder()
                .setMutex(lock.mutex())
                .setPriorityInheritance(lock.priorityInheritance())
                .build();
    }

    private static RunProto.Step.CondWait condWait(Step.CondWait wait) {
        return RunProto.Step.CondWait.newBuilder()
                .setCondition(wait.condition())
                .setMutex(wait.mutex())
                .build();
    }

    private static RunProto.Step.Barrier barrier(Step.Barrier barrier) {
        return RunProto.Step.Barrier.newBuilder()
                .setBarrier(barrier.barrier())
                .setParties(barrier.parties())
                .build();
    }

    private static RunProto.Step.GpuLaunch gpuLaunch(Step.GpuLaunch launch) {
        return RunProto.Step.GpuLaunch.newBuilder()
                .setDevice(launch.device())
                .setStream(launch.stream())
                .setKernelNs(encode(launch.kernelNs()))
                .setKernels(launch.kernels())
                .setGraph(launch.graph())
                .build();
    }

    private static Step.GpuLaunch gpuLaunch(RunProto.Step.GpuLaunch launch) {
        return new Step.GpuLaunch(
                launch.getDevice(),
                launch.getStream(),
                decode(launch.getKernelNs()),
                launch.getKernels(),
                launch.getGraph());
    }

    private static RunProto.Step.GpuSync gpuSync(Step.GpuSync sync) {
        return RunProto.Step.GpuSync.newBuilder()
                .setDevice(sync.device())
                .setMode(syncMode(sync.mode()))
                .build();
    }

    private static RunProto.Step.SyncMode syncMode(Step.SyncMode mode) {
        return switch (mode) {
            case BLOCKING -> RunProto.Step.SyncMode.SYNC_MODE_BLOCKING;
            case SPIN -> RunProto.Step.SyncMode.SYNC_MODE_SPIN;
            case YIELD -> RunProto.Step.SyncMode.SYNC_MODE_YIELD;
        };
    }

    private static Step.SyncMode syncMode(RunProto.Step.SyncMode mode) {
        return switch (mode) {
            case SYNC_MODE_BLOCKING -> Step.SyncMode.BLOCKING;
            case SYNC_MODE_SPIN -> Step.SyncMode.SPIN;
            case SYNC_MODE_YIELD -> Step.SyncMode.YIELD;
            case SYNC_MODE_UNSPECIFIED, UNRECOGNIZED -> throw Unknown.value("GPU wait");
        };
    }

    private static RunProto.Step.Request request(String to, Amount bytes) {
        return RunProto.Step.Request.newBuilder().setTo(to).setBytes(encode(bytes)).build();
    }

    private static RunProto.Step.Repeat repeat(Step.Repeat repeat, int nesting) {
        checkNesting(nesting);
        RunProto.Step.Repeat.Builder out =
                RunProto.Step.Repeat.newBuilder().setCount(repeat.count());
        for (Step step : repeat.body()) {
            out.addBody(encode(step, nesting + 1));
        }
        return out.build();
    }

    private static Step.Repeat repeat(RunProto.Step.Repeat repeat, int nesting) {
        checkNesting(nesting);
        return new Step.Repeat(repeat.getCount(), steps(repeat.getBodyList(), nesting + 1));
    }

    private static void checkNesting(int nesting) {
        if (nesting >= Step.MAX_NESTING) {
            throw new IllegalArgumentException("repeats nested deeper than " + Step.MAX_NESTING);
        }
    }
}
