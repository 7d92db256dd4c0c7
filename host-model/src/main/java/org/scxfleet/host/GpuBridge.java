package org.scxfleet.host;

import java.util.List;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.exec.Execution;
import org.scxfleet.exec.GpuPort;
import org.scxfleet.gpu.GpuListener;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.sched.Recorder;
import org.scxfleet.task.Task;

/** Between the tasks of a kernel and its GPUs: launches go down, completions come up. */
final class GpuBridge implements GpuPort, GpuListener, Execution.FeederWatch {
    GpuBridge(List<GpuSpec> specs, EventQueue queue, int owner, Recorder recorder, Kernel kernel) {}

    void deviceEvent(int source) {}

    @Override
    public long launchCpuNs(int device) {
        return 0;
    }

    @Override
    public boolean launch(
            int device, Task task, int stream, long kernelNs, int kernels, boolean graph) {
        return true;
    }

    @Override
    public boolean idleFor(int device, Task task) {
        return true;
    }

    @Override
    public void kernelDone(int device, int task, int left) {}

    @Override
    public void contextRuns(int device, int context, int task, boolean runs) {}

    @Override
    public void executes(Task task, boolean executing) {}

    List<HostReport.GpuReport> report() {
        return List.of();
    }
}
