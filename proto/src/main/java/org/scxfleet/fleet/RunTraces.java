package org.scxfleet.fleet;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.trace.TraceSink;

/**
 * Which hosts of a run are traced, and where their events go.
 *
 * <p>A sink gets the events of its host in order, from one thread at a time, but not always the
 * same. Different sinks are called by different threads at once. An {@link
 * java.io.UncheckedIOException} of a sink ends the run as a failure of the environment.
 *
 * @param sinks by number of the host
 * @param fromNs events before this time may be left out
 * @param untilNs events at or after this time may be left out
 */
public record RunTraces(SortedMap<Integer, TraceSink> sinks, long fromNs, long untilNs) {
    /** No host is traced. */
    public static final RunTraces NONE = new RunTraces(Collections.emptySortedMap(), 0, 0);

    public RunTraces {
        sinks = Collections.unmodifiableSortedMap(new TreeMap<>(sinks));
    }

    /** Where the events of that host go; null if it is not traced. */
    public @Nullable TraceSink sink(int host) {
        return sinks.get(host);
    }
}
