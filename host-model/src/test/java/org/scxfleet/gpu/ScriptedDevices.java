package org.scxfleet.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;

/** GPUs on an event queue of their own, a script of acts at given times, and a log of callbacks. */
final class ScriptedDevices implements GpuListener {
    final EventQueue queue = new EventQueue(8);
    final GpuSet gpus;
    final List<String> log = new ArrayList<>();

    /** Called with the task whose wait is over. */
    IntConsumer onDone = task -> {};

    /** Device events that the queue delivered. */
    int deviceEvents;

    private final TreeMap<Long, List<Runnable>> script = new TreeMap<>();
    private final int scriptTimer;

    ScriptedDevices(GpuSpec... specs) {
        gpus = new GpuSet(List.of(specs), queue, 0, this);
        scriptTimer = queue.register(EventRank.TASK_TIMER, 0, 0);
    }

    /** A device of speed 1024 without memory, with the given times. */
    static GpuSpec spec(long sliceNs, long switchNs, long startNs, long completionNs, int depth) {
        return new GpuSpec("X", 0, 0, sliceNs, switchNs, 0, startNs, completionNs, depth, 1024);
    }

    void at(long timeNs, Runnable act) {
        script.computeIfAbsent(timeNs, _ -> new ArrayList<>()).add(act);
        queue.arm(scriptTimer, script.firstKey());
    }

    /** Runs all events before the bound and brings the tallies up to it. */
    void run(long untilNs) {
        for (int timer = queue.pop(untilNs); timer >= 0; timer = queue.pop(untilNs)) {
            if (timer == scriptTimer) {
                script.pollFirstEntry().getValue().forEach(Runnable::run);
                if (!script.isEmpty()) {
                    queue.arm(scriptTimer, script.firstKey());
                }
            } else {
                deviceEvents++;
                gpus.deviceEvent(queue.source(timer));
            }
        }
        gpus.account(untilNs);
    }

    GpuTally tally() {
        return gpus.device(0).tally();
    }

    boolean launch(int task, long kernelNs) {
        return gpus.launch(0, task, 0, kernelNs, 1, false);
    }

    @Override
    public void kernelDone(int device, int task, int left) {
        log.add(queue.nowNs() + " done " + task + " left " + left);
        onDone.accept(task);
    }

    @Override
    public void contextRuns(int device, int context, int task, boolean runs) {
        log.add(queue.nowNs() + (runs ? " run " : " stop ") + task);
    }
}
