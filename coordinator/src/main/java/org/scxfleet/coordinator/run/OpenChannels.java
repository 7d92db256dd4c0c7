package org.scxfleet.coordinator.run;

import java.util.Arrays;
import java.util.List;
import org.scxfleet.cluster.time.ChannelRegistry;
import org.scxfleet.host.HostSpec;

/**
 * The channels that the hosts' services and cluster-wide groups need, which are open for the whole
 * run.
 *
 * <p>Cluster time asks only which hosts have a channel and what the smallest delay is. So one
 * channel per host stands for all of its channels: the one with the smallest delay. A service with
 * a thousand instances and a thousand callers has a million.
 */
final class OpenChannels {
    private final int[] peer;
    private final long[] delayNs;

    private OpenChannels(int hostCount) {
        peer = new int[hostCount];
        delayNs = new long[hostCount];
        Arrays.fill(delayNs, ChannelRegistry.UNBOUNDED_NS);
    }

    static ChannelRegistry of(List<HostSpec> hosts) {
        OpenChannels open = new OpenChannels(hosts.size());
        for (HostSpec host : hosts) {
            for (HostSpec.Route route : host.routes()) {
                open.add(host, route.instances());
            }
            for (HostSpec.Collective collective : host.collectives()) {
                open.add(host, collective.links());
            }
        }
        return open.register();
    }

    private void add(HostSpec host, List<HostSpec.Link> links) {
        for (HostSpec.Link link : links) {
            if (link.host() >= peer.length) {
                throw new IllegalArgumentException(
                        "host "
                                + host.name()
                                + " has a link to host "
                                + link.host()
                                + "; there are "
                                + peer.length);
            }
            if (link.host() != host.index()) {
                shorten(host.index(), link.host(), link.latencyNs());
                shorten(link.host(), host.index(), link.latencyNs());
            }
        }
    }

    private void shorten(int from, int to, long latencyNs) {
        if (latencyNs < delayNs[from]) {
            delayNs[from] = latencyNs;
            peer[from] = to;
        }
    }

    private ChannelRegistry register() {
        ChannelRegistry registry = new ChannelRegistry(peer.length);
        for (int host = 0; host < peer.length; host++) {
            if (delayNs[host] != ChannelRegistry.UNBOUNDED_NS) {
                var _ = registry.open(host, peer[host], delayNs[host]);
            }
        }
        return registry;
    }
}
