package org.scxfleet.cli.scenario;

import java.util.List;

/**
 * Which hosts are traced, and when.
 *
 * @param hosts names of hosts, in the order of the scenario; empty means the first host of every
 *     group
 * @param fromNs first instant
 * @param untilNs end, exclusive
 * @param maxBytes size of the trace file; what does not fit is left out and counted
 */
public record TraceRequest(List<String> hosts, long fromNs, long untilNs, long maxBytes) {
    /** Size of a trace of which nothing is said: 512 MiB. */
    public static final long DEFAULT_MAX_BYTES = 512L << 20;

    /** Largest size that can be asked for: 64 GiB. */
    public static final long MAX_MIB = 64 << 10;

    public TraceRequest {
        hosts = List.copyOf(hosts);
    }

    /** The first host of every group for the whole run. */
    static TraceRequest standard(List<GroupDraft> groups) {
        return new TraceRequest(firstHosts(groups), 0, Long.MAX_VALUE, DEFAULT_MAX_BYTES);
    }

    static List<String> firstHosts(List<GroupDraft> groups) {
        return groups.stream().map(group -> group.hostName(0)).toList();
    }
}
