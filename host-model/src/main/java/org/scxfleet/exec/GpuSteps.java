package org.scxfleet.exec;

import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.Work;

/**
 * The steps that have to do with GPUs: what they cost on the CPU, and how the task waits.
 *
 * <p>A step of a task is entered again when the task runs next; {@code phase} says how far it has
 * come.
 */
final class GpuSteps {
    private static final long YIELD_POLL_NS = 1_000;

    private final SchedCore core;
    private final Execution execution;
    private final GpuPort gpus;
    private final TaskOffice office;

    GpuSteps(SchedCore core, Execution execution, GpuPort gpus, TaskOffice office) {
        this.core = core;
        this.execution = execution;
        this.gpus = gpus;
        this.office = office;
    }

    void step(RunQueue rq, Task task, Work work, Code code, int at) {
        if (!devicesAreThere(code, at)) {
            office.notice("gpu-absent", task);
            execution.exit(rq, task);
            return;
        }
        switch (code.op()[at]) {
            case GPU_LAUNCH -> launch(rq, task, work, code, at);
            case GPU_SYNC -> sync(rq, task, work, code, at);
            case GPU_OPEN -> open(rq, task, work, code, at);
            case GPU_COPY -> copy(rq, task, work, code, at);
            case GPU_FAULT -> {
                gpus.fault(code.a()[at], task);
                Interpreter.done(work);
            }
            default -> throw new IllegalStateException(code.op()[at] + " is for no GPU");
        }
    }

    private boolean devicesAreThere(Code code, int at) {
        if (code.op()[at] == Code.Op.GPU_SYNC || code.op()[at] == Code.Op.GPU_FAULT) {
            return true;
        }
        boolean peerGone =
                code.argument()[at] instanceof Step.GpuCopy copy
                        && copy.way() == Step.CopyWay.PEER
                        && !gpus.isThere(copy.peer());
        return gpus.isThere(code.a()[at]) && !peerGone;
    }

    private void open(RunQueue rq, Task task, Work work, Code code, int at) {
        if (!(Interpreter.argument(code, at) instanceof Step.GpuOpen open)) {
            throw new IllegalStateException("a context without its description");
        }
        if (gpus.open(task, open)) {
            Interpreter.done(work);
        } else {
            office.notice("gpu-no-room", task);
            execution.exit(rq, task);
        }
    }

    /** The start costs CPU time, then the copy is handed over. */
    private void copy(RunQueue rq, Task task, Work work, Code code, int at) {
        if (!(Interpreter.argument(code, at) instanceof Step.GpuCopy copy)) {
            throw new IllegalStateException("a copy without its description");
        }
        if (work.phase == 0) {
            work.phase = 1;
            work.drawn = Interpreter.draw(code, at, task);
            work.remainingNs = gpus.copyCpuNs(copy.device(), work.drawn, copy.pinned());
            if (work.remainingNs > 0) {
                return;
            }
        }
        work.waitOver = false;
        if (gpus.copy(task, copy, work.drawn)) {
            Interpreter.done(work);
        } else {
            execution.block(rq, task);
        }
    }

    /** One kernel after another: the launch costs CPU time, then the kernel is handed over. */
    private void launch(RunQueue rq, Task task, Work work, Code code, int at) {
        if (!(code.argument()[at] instanceof Step.GpuLaunch launch)) {
            throw new IllegalStateException("a launch without its description");
        }
        int device = code.a()[at];
        int kernels = launch.graph() ? code.b()[at] : 1;
        if (work.phase == 0) {
            work.repeats = launch.graph() ? 1 : code.b()[at];
            work.phase = 1;
        }
        if (work.phase == 1) {
            work.phase = 2;
            work.remainingNs = gpus.launchCpuNs(device, kernels, launch.graph());
            if (work.remainingNs > 0) {
                return;
            }
        }
        work.waitOver = false;
        if (!gpus.launch(
                device,
                task,
                launch.stream(),
                Interpreter.draw(code, at, task),
                kernels,
                launch.graph())) {
            execution.block(rq, task);
        } else if (--work.repeats > 0) {
            work.phase = 1;
        } else {
            Interpreter.done(work);
        }
    }

    private void sync(RunQueue rq, Task task, Work work, Code code, int at) {
        int device = code.a()[at];
        Step.SyncMode mode = (Step.SyncMode) Interpreter.argument(code, at);
        if (work.waitOver || gpus.idleFor(device, task, mode)) {
            work.gpuWait = -1;
            Interpreter.done(work);
            return;
        }
        work.gpuWait = device;
        switch (mode) {
            case BLOCKING -> execution.block(rq, task);
            case SPIN -> {
                work.spinning = true;
                work.remainingNs = Long.MAX_VALUE / 2048;
            }
            case YIELD -> {
                work.remainingNs = YIELD_POLL_NS;
                core.yield(rq);
            }
        }
    }
}
