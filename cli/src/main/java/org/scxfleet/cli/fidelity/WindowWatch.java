package org.scxfleet.cli.fidelity;

import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;

/** Watches a host and keeps exact samples of every task within a window of time. */
final class WindowWatch implements TraceSink {
    private final TaskSamples[] tasks;
    private final long startNs;
    private final long endNs;

    /**
     * @param taskCount tasks with numbers from 0 are watched
     */
    WindowWatch(int taskCount, long startNs, long endNs) {
        tasks = new TaskSamples[taskCount];
        for (int i = 0; i < taskCount; i++) {
            tasks[i] = new TaskSamples();
        }
        this.startNs = startNs;
        this.endNs = endNs;
    }

    @Override
    public void accept(TraceKind kind, long timeNs, int kernel, int cpu, int task, long a, long b) {
        if (kernel != 0 || timeNs >= endNs) {
            return;
        }
        boolean counts = timeNs >= startNs;
        switch (kind) {
            case SWITCH -> {
                if (a >= 0 && a < tasks.length) {
                    tasks[(int) a].switchedOut(timeNs, startNs, counts);
                }
                if (task >= 0 && task < tasks.length) {
                    tasks[task].switchedIn(timeNs, cpu, counts);
                }
            }
            case WAKEUP, WAKEUP_NEW -> {
                if (task >= 0 && task < tasks.length) {
                    tasks[task].woken(timeNs);
                }
            }
            case ITERATION -> {
                if (task >= 0 && task < tasks.length && counts) {
                    tasks[task].loops++;
                }
            }
            case MIGRATE,
                    FORK,
                    EXIT,
                    TICK,
                    KICK,
                    RESCHED,
                    CLASS_CHANGE,
                    SCX_ENABLE,
                    SCX_EXIT,
                    BYPASS,
                    GPU_LAUNCH,
                    GPU_RUN,
                    GPU_STOP,
                    SEND,
                    RECEIVE,
                    THROTTLE,
                    HOTPLUG,
                    VCPU,
                    BOOST -> {}
        }
    }

    /** The samples by task number, once the host has reached the end of the window. */
    TaskSamples[] close() {
        for (TaskSamples task : tasks) {
            task.close(startNs, endNs);
        }
        return tasks.clone();
    }
}
