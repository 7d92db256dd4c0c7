package org.scxfleet.trace;

/**
 * Receives every event of a host, in order. Numbers only; called from the event loop, so it must
 * not allocate.
 */
@FunctionalInterface
public interface TraceSink {
    /**
     * @param kernel 0 for the host, from 1 for its guests
     * @param cpu CPU of that kernel, or -1
     * @param task task number in that kernel, or -1
     * @param a first number, see {@link TraceKind}
     * @param b second number, see {@link TraceKind}
     */
    void accept(TraceKind kind, long timeNs, int kernel, int cpu, int task, long a, long b);
}
