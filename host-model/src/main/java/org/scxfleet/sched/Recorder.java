package org.scxfleet.sched;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.ops.TracePoint;
import org.scxfleet.task.Task;
import org.scxfleet.trace.TraceDigest;
import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;

/**
 * Where the events of one kernel go: into the host's digest always, to an observer if there is one,
 * and those that programs can trace to whoever watches for them.
 */
public final class Recorder {
    private final EventQueue queue;
    private final TraceDigest digest;
    private final int kernel;
    private @Nullable TraceSink sink;
    private @Nullable EventWatcher watcher;

    public Recorder(EventQueue queue, TraceDigest digest, int kernel) {
        this.queue = queue;
        this.digest = digest;
        this.kernel = kernel;
    }

    public void observe(@Nullable TraceSink newSink) {
        this.sink = newSink;
    }

    /** Tells somebody about traceable events from now on; null for nobody. */
    public void watch(@Nullable EventWatcher eventWatcher) {
        watcher = eventWatcher;
    }

    /** A traceable event; the digest does not know it. */
    public void event(TracePoint point, @Nullable Task task, @Nullable Task other, int value) {
        if (watcher != null) {
            watcher.event(point, task, other, value);
        }
    }

    /** The tick of a busy CPU. */
    void tick(int cpu, Task current, int running) {
        record(TraceKind.TICK, cpu, current.number, running, 0);
        event(TracePoint.SCX_TICK, current, null, cpu);
    }

    /** A task is about to be moved from its run queue to another. */
    void migrate(int thisCpu, Task task, int cpu) {
        record(TraceKind.MIGRATE, thisCpu, task.number, task.cpu, cpu);
        event(TracePoint.SCHED_MIGRATE_TASK, task, null, cpu);
    }

    public void record(TraceKind kind, int cpu, int task, long a, long b) {
        long nowNs = queue.nowNs();
        digest.add(kind.ordinal(), nowNs, kernel, cpu, task, a, b);
        if (sink != null) {
            sink.accept(kind, nowNs, kernel, cpu, task, a, b);
        }
    }
}
