package org.scxfleet.cluster.network;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.cluster.run.RunSpec.GroupLink;
import org.scxfleet.cluster.run.RunSpec.HostGroup;
import org.scxfleet.cluster.run.RunSpec.LinkSpec;

/**
 * Delay of messages between hosts, by the groups that the hosts are in.
 *
 * <p><b>What.</b> A message is stored and forwarded: delay = latency of the link + bytes /
 * bandwidth, rounded up to a nanosecond. Links are the same in both directions. A group has a link
 * within itself for its hosts among each other.
 *
 * <p><b>What it leaves out.</b> Messages do not wait for each other: there are no queues on a link
 * and no shared switches. So the delay of a message is known when it is sent and depends on nothing
 * else, and is never below the latency, which is what cluster time relies on.
 */
public final class NetworkModel {
    /** Largest latency of a link: one hour. */
    public static final long LATENCY_MAX_NS = 3_600_000_000_000L;

    /** Largest message: keeps the delay inside a {@code long} at every bandwidth. */
    public static final long MESSAGE_BYTES_MAX = 1L << 33;

    private static final long NS_PER_S = 1_000_000_000L;

    private final int[] groupOfHost;
    private final int groupCount;
    private final long[] latencyNs;
    private final long[] bytesPerSecond;

    private NetworkModel(int[] groupOfHost, int groupCount, LinkSpec defaultLink) {
        this.groupOfHost = groupOfHost;
        this.groupCount = groupCount;
        latencyNs = new long[groupCount * groupCount];
        bytesPerSecond = new long[groupCount * groupCount];
        Arrays.fill(latencyNs, defaultLink.latencyNs());
        Arrays.fill(bytesPerSecond, defaultLink.bytesPerSecond());
    }

    /** The network of a run. */
    public static NetworkModel of(RunSpec spec) {
        SequencedMap<String, Integer> hosts = new LinkedHashMap<>();
        for (HostGroup group : spec.groups()) {
            if (hosts.put(group.name(), group.hostNames().size()) != null) {
                throw new IllegalArgumentException("two host groups are called " + group.name());
            }
        }
        return between(hosts, spec.defaultLink(), spec.links());
    }

    /**
     * The network between these groups; hosts are numbered group by group.
     *
     * @param hosts how many hosts each group has, at least 1
     * @param defaultLink of every pair that {@code links} does not name
     * @param links at most one for a pair, in either direction
     */
    public static NetworkModel between(
            SequencedMap<String, Integer> hosts, LinkSpec defaultLink, List<GroupLink> links) {
        int hostCount = hosts.values().stream().mapToInt(Integer::intValue).sum();
        if (hostCount == 0) {
            throw new IllegalArgumentException("a network needs a host");
        }
        int[] groupOfHost = new int[hostCount];
        List<String> names = List.copyOf(hosts.sequencedKeySet());
        int host = 0;
        for (int group = 0; group < names.size(); group++) {
            int end = host + hosts.getOrDefault(names.get(group), 0);
            Arrays.fill(groupOfHost, host, end, group);
            host = end;
        }
        requireLatency("the default link", defaultLink);
        NetworkModel network = new NetworkModel(groupOfHost, names.size(), defaultLink);
        network.add(links, names);
        return network;
    }

    private void add(List<GroupLink> links, List<String> names) {
        boolean[] given = new boolean[latencyNs.length];
        for (GroupLink link : links) {
            String name = "link " + link.from() + " - " + link.to();
            requireLatency(name, link.link());
            int from = number(name, link.from(), names);
            int to = number(name, link.to(), names);
            if (given[pair(from, to)]) {
                throw new IllegalArgumentException(name + " is given twice");
            }
            for (int pair : new int[] {pair(from, to), pair(to, from)}) {
                given[pair] = true;
                latencyNs[pair] = link.link().latencyNs();
                bytesPerSecond[pair] = link.link().bytesPerSecond();
            }
        }
    }

    private static int number(String link, String group, List<String> names) {
        int number = names.indexOf(group);
        if (number < 0) {
            throw new IllegalArgumentException(
                    link
                            + ": there is no host group "
                            + group
                            + "; there are "
                            + String.join(", ", names));
        }
        return number;
    }

    private static void requireLatency(String name, LinkSpec link) {
        if (link.latencyNs() > LATENCY_MAX_NS) {
            throw new IllegalArgumentException(
                    name
                            + ": latency must be 1 to "
                            + LATENCY_MAX_NS
                            + " ns, not "
                            + link.latencyNs());
        }
    }

    /** Number of hosts. */
    public int hostCount() {
        return groupOfHost.length;
    }

    /** Latency between two hosts: what the delay of a channel between them is at least. */
    public long latencyNs(int from, int to) {
        return latencyNs[pair(groupOfHost[from], groupOfHost[to])];
    }

    /** Bandwidth between two hosts. */
    public long bytesPerSecond(int from, int to) {
        return bytesPerSecond[pair(groupOfHost[from], groupOfHost[to])];
    }

    /** Time from sending to delivery of a message of so many bytes, 0 to the maximum. */
    public long delayNs(int from, int to, long bytes) {
        if (bytes < 0 || bytes > MESSAGE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a message has 0 to " + MESSAGE_BYTES_MAX + " bytes, not " + bytes);
        }
        int pair = pair(groupOfHost[from], groupOfHost[to]);
        return latencyNs[pair] + Math.ceilDiv(bytes * NS_PER_S, bytesPerSecond[pair]);
    }

    /** The smallest latency of any pair of hosts that there are. */
    public long lookaheadNs() {
        int[] hosts = new int[groupCount];
        for (int group : groupOfHost) {
            hosts[group]++;
        }
        long smallest = Long.MAX_VALUE;
        for (int from = 0; from < groupCount; from++) {
            for (int to = 0; to < groupCount; to++) {
                if (from != to || hosts[from] > 1) {
                    smallest = Math.min(smallest, latencyNs[pair(from, to)]);
                }
            }
        }
        return smallest;
    }

    private int pair(int fromGroup, int toGroup) {
        return fromGroup * groupCount + toGroup;
    }
}
