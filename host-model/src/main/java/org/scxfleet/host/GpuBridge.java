package org.scxfleet.host;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.exec.Execution;
import org.scxfleet.exec.GpuPort;
import org.scxfleet.gpu.FeederState;
import org.scxfleet.gpu.Gpu;
import org.scxfleet.gpu.GpuListener;
import org.scxfleet.gpu.GpuModel;
import org.scxfleet.gpu.GpuProfile;
import org.scxfleet.gpu.GpuSet;
import org.scxfleet.gpu.GpuSharing;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.gpu.MigTally;
import org.scxfleet.ops.GpuView;
import org.scxfleet.sched.Recorder;
import org.scxfleet.task.Step;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;

/** Between the tasks of a kernel and its GPUs: launches go down, completions come up. */
final class GpuBridge implements GpuPort, GpuListener, GpuView, Execution.FeederWatch {
    private final GpuSet gpus;
    private final Recorder recorder;
    private final Kernel kernel;
    private final CpuTopology topology;
    private final EventQueue queue;

    GpuBridge(
            List<GpuSpec> specs,
            CpuTopology topology,
            EventQueue queue,
            int owner,
            Recorder recorder,
            Kernel kernel) {
        this.topology = topology;
        this.queue = queue;
        this.gpus = new GpuSet(specs, queue, owner, this);
        this.recorder = recorder;
        this.kernel = kernel;
    }

    void deviceEvent(int source) {
        gpus.deviceEvent(source);
    }

    @Override
    public int count() {
        return gpus.deviceCount();
    }

    @Override
    public int node(int gpu) {
        return gpu < 0 || gpu >= gpus.deviceCount() ? -1 : gpus.device(gpu).spec().node();
    }

    @Override
    public CpuSet cpus(int gpu) {
        return topology.cpusOfNode(gpus.device(gpu).spec().node());
    }

    @Override
    public int[] nearest(int gpu) {
        return gpus.nearest(gpu);
    }

    @Override
    public int processors(int gpu) {
        GpuSpec spec = gpus.device(gpu).spec();
        GpuModel model = GpuModel.of(spec.model().split(" ", 2)[0]);
        return model == null
                ? 0
                : model.processors() * spec.sharing().computePer1024() / GpuSharing.WHOLE;
    }

    @Override
    public long memoryMib(int gpu) {
        return gpus.device(gpu).spec().memoryMib();
    }

    @Override
    public int gpuOf(Task task, long delayNs) {
        return gpus.deviceOf(task.number, queue.nowNs(), delayNs);
    }

    @Override
    public boolean isThere(int device) {
        return gpus.device(device).isThere();
    }

    /** Partitions a chip anew; why not, or empty. */
    String partition(TimedAction.Act.PartitionGpu act) {
        String refusal = gpus.partition(act.device(), act.instances(), act.takesNs());
        if (refusal.isEmpty()) {
            recorder.record(TraceKind.GPU_PARTITION, -1, -1, act.device(), act.instances().size());
        }
        return refusal;
    }

    List<MigTally> partitions() {
        return gpus.partitions();
    }

    @Override
    public long launchCpuNs(int device, int kernels, boolean graph) {
        return gpus.launchCpuNs(device, kernels, graph);
    }

    @Override
    public boolean open(Task task, Step.GpuOpen open) {
        return gpus.open(
                open.device(),
                task.number,
                new GpuProfile(
                        open.memoryMib(),
                        open.timesliceNs(),
                        switch (open.interleave()) {
                            case LOW -> GpuProfile.Interleave.LOW;
                            case MEDIUM -> GpuProfile.Interleave.MEDIUM;
                            case HIGH -> GpuProfile.Interleave.HIGH;
                        },
                        open.threadsPercent(),
                        open.computePercent(),
                        open.bandwidthPercent(),
                        open.sensitivityPercent()));
    }

    @Override
    public long copyCpuNs(int device, long bytes, boolean pinned) {
        return gpus.copyCpuNs(device, bytes, pinned);
    }

    @Override
    public boolean copy(Task task, Step.GpuCopy copy, long bytes) {
        return gpus.copy(
                copy.device(),
                task.number,
                copy.stream(),
                switch (copy.way()) {
                    case TO_DEVICE -> GpuSet.CopyWay.TO_DEVICE;
                    case TO_HOST -> GpuSet.CopyWay.TO_HOST;
                    case PEER -> GpuSet.CopyWay.PEER;
                },
                bytes,
                copy.pinned(),
                topology.node(task.cpu),
                copy.peer());
    }

    @Override
    public void fault(int device, Task task) {
        gpus.fault(device, task.number);
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
    public void copyRuns(int device, int task, GpuSet.CopyWay way, boolean runs) {
        TraceKind kind = runs ? TraceKind.GPU_COPY : TraceKind.GPU_COPY_END;
        recorder.record(kind, -1, task, device, way.ordinal());
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

    private static HostReport.GpuExtras extras(Gpu gpu) {
        return new HostReport.GpuExtras(
                gpu.tally().bytesToDevice,
                gpu.tally().copyToDeviceNs,
                gpu.tally().bytesFromDevice,
                gpu.tally().copyFromDeviceNs,
                gpu.tally().preemptions,
                gpu.tally().droppedKernels,
                gpu.tally().faults,
                gpu.refusedContexts(),
                gpu.tally().absentNs);
    }

    /** Time for which the task's contexts executed, up to the last {@link #account}. */
    long timeNs(Task task) {
        return gpus.timeNs(task.number);
    }

    void account(long nowNs) {
        gpus.account(nowNs);
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
                            gpu.tally().kernels,
                            extras(gpu)));
        }
        return reports;
    }
}
