package org.scxfleet.sched;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.trace.TraceDigest;
import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;

/**
 * Where the events of one kernel go: into the host's digest always, to an observer if there is one.
 */
public final class Recorder {
    private final EventQueue queue;
    private final TraceDigest digest;
    private final int kernel;
    private @Nullable TraceSink sink;

    public Recorder(EventQueue queue, TraceDigest digest, int kernel) {
        this.queue = queue;
        this.digest = digest;
        this.kernel = kernel;
    }

    public void observe(@Nullable TraceSink newSink) {
        this.sink = newSink;
    }

    public void record(TraceKind kind, int cpu, int task, long a, long b) {
        long nowNs = queue.nowNs();
        digest.add(kind.ordinal(), nowNs, kernel, cpu, task, a, b);
        if (sink != null) {
            sink.accept(kind, nowNs, kernel, cpu, task, a, b);
        }
    }
}
