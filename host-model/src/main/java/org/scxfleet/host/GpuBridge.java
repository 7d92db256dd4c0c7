package org.scxfleet.host;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.exec.Execution;
import org.scxfleet.exec.GpuPort;
import org.scxfleet.gpu.FeederState;
import org.scxfleet.gpu.Gpu;
import org.scxfleet.gpu.GpuListener;
import org.scxfleet.gpu.GpuSet;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.sched.Recorder;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.trace.TraceKind;

/** Between the tasks of a kernel and its GPUs: launches go down, completions come up. */
final class GpuBridge implements GpuPort, GpuListener, Execution.FeederWatch {
    private final GpuSet gpus;
    private final Recorder recorder;
    private final Kernel kernel;

    GpuBridge(List<GpuSpec> specs, EventQueue queue, int owner, Recorder recorder, Kernel kernel) {
        this.gpus = new GpuSet(specs, queue, owner, this);
        this.recorder = recorder;
        this.kernel = kernel;
    }

    void deviceEvent(int source) {
        gpus.deviceEvent(source);
    }

    @Override
    public long launchCpuNs(int device) {
        return gpus.launchCpuNs(device, 1, false);
    }

    @Override
    public boolean launch(
            int device, Task task, int stream, long kernelNs, int kernels, boolean graph) {
        boolean taken = gpus.launch(device, task.number, stream, kernelNs, kernels, graph);
        if (taken) {
            recorder.record(
                    TraceKind.GPU_LAUNCH, task.cpu, task.number, device, kernelNs * kernels);
        }
        return taken;
    }

    @Override
    public boolean idleFor(int device, Task task, Step.SyncMode mode) {
        return switch (mode) {
            case BLOCKING -> gpus.sync(device, task.number, true);
            case SPIN -> gpus.sync(device, task.number, false);
            case YIELD -> gpus.inFlight(device, task.number) == 0;
        };
    }

    @Override
    public void kernelDone(int device, int task, int left) {
        kernel.gpuReady(task);
    }

    @Override
    public void contextRuns(int device, int context, int task, boolean runs) {
        recorder.record(runs ? TraceKind.GPU_RUN : TraceKind.GPU_STOP, -1, task, device, context);
    }

    @Override
    public void moved(Task task) {
        if (task.number < 0 || !gpus.isFeeder(task.number)) {
            return;
        }
        if (task.state == TaskState.DEAD) {
            gpus.close(task.number);
        } else if (task.state != TaskState.RUNNABLE) {
            gpus.feeder(task.number, FeederState.BLOCKED);
        } else {
            gpus.feeder(task.number, task.onCpu ? FeederState.ON_CPU : FeederState.WAITING);
        }
    }

    List<HostReport.GpuReport> report(long nowNs) {
        gpus.account(nowNs);
        List<HostReport.GpuReport> reports = new ArrayList<>();
        for (int device = 0; device < gpus.deviceCount(); device++) {
            Gpu gpu = gpus.device(device);
            reports.add(
                    new HostReport.GpuReport(
                            gpu.spec().model(),
                            gpu.tally().busyNs,
                            gpu.tally().switchNs,
                            gpu.tally().idleForCpuNs,
                            gpu.tally().kernels));
        }
        return reports;
    }
}
