package org.scxfleet.cli.fidelity;

import org.jspecify.annotations.Nullable;
import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;

/**
 * Watches a host and keeps exact samples of every forked task within a window of time. The tasks
 * are known by the order in which they are forked.
 *
 * <p>Loops are counted, as in the measurements, until who forked the tasks has come back to end
 * them; all else until the end of the window.
 */
final class WindowWatch implements TraceSink {
    private final TaskSamples[] tasks;
    private final long startNs;
    private final long endNs;
    private int firstNumber = -1;
    private int starter = -1;
    private boolean stopped;

    /**
     * @param taskCount forked tasks; their numbers follow each other
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
        if (kernel != 0) {
            return;
        }
        if (timeNs >= endNs) {
            afterwards(kind, task);
            return;
        }
        boolean counts = timeNs >= startNs;
        switch (kind) {
            case FORK -> {
                if (a >= 0 && firstNumber < 0) {
                    firstNumber = task;
                    starter = (int) a;
                }
            }
            case SWITCH -> {
                TaskSamples out = samples(a);
                if (out != null) {
                    out.switchedOut(timeNs, startNs, counts);
                }
                TaskSamples in = samples(task);
                if (in != null) {
                    in.switchedIn(timeNs, cpu, counts);
                }
            }
            case WAKEUP, WAKEUP_NEW -> {
                TaskSamples woken = samples(task);
                if (woken != null) {
                    woken.woken(timeNs);
                }
            }
            case ITERATION -> {
                TaskSamples at = samples(task);
                if (at != null && counts) {
                    at.loops++;
                }
            }
            case MIGRATE,
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
                    BOOST,
                    SCX_PROGRAM,
                    GPU_COPY,
                    GPU_COPY_END,
                    GPU_PARTITION -> {}
        }
    }

    private void afterwards(TraceKind kind, int task) {
        if (kind == TraceKind.SWITCH && task == starter) {
            stopped = true;
        } else if (kind == TraceKind.ITERATION && !stopped) {
            TaskSamples at = samples(task);
            if (at != null) {
                at.loops++;
            }
        }
    }

    /** The tasks have been ended. */
    boolean isStopped() {
        return stopped;
    }

    private @Nullable TaskSamples samples(long number) {
        long at = number - firstNumber;
        return firstNumber >= 0 && at >= 0 && at < tasks.length ? tasks[(int) at] : null;
    }

    /** The samples by order of fork, once the host has reached the end of the window. */
    TaskSamples[] close() {
        for (TaskSamples task : tasks) {
            task.close(startNs, endNs);
        }
        return tasks.clone();
    }
}
