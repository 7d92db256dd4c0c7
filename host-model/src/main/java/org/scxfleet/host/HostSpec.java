package org.scxfleet.host;

import java.util.List;

/**
 * Everything that a host is: its kernel, guests, and its doors to other hosts.
 *
 * @param name stable name, from which its seeds derive
 * @param index number in the cluster
 * @param hostGroup group of hosts for reports
 * @param seed seed of the run
 * @param endNs end of the run
 * @param endpoints services that this host serves
 * @param routes services that this host calls
 * @param collectives cluster-wide groups with members here
 */
public record HostSpec(
        String name,
        int index,
        String hostGroup,
        long seed,
        long endNs,
        KernelSpec kernel,
        List<GuestSpec> guests,
        List<Endpoint> endpoints,
        List<Route> routes,
        List<Collective> collectives) {
    public HostSpec {
        guests = List.copyOf(guests);
        endpoints = List.copyOf(endpoints);
        routes = List.copyOf(routes);
        collectives = List.copyOf(collectives);
        if (index < 0 || endNs <= 0) {
            throw new IllegalArgumentException(
                    "host " + name + ": index " + index + ", end " + endNs + " ns");
        }
    }

    /** A host alone in its cluster. */
    public static HostSpec single(String name, long seed, long endNs, KernelSpec kernel) {
        return new HostSpec(
                name, 0, name, seed, endNs, kernel, List.of(), List.of(), List.of(), List.of());
    }

    /**
     * A service served here.
     *
     * @param number of the service in the cluster
     * @param queueLimit requests that wait; one more is refused and answered at once with an error
     *     mark
     */
    public record Endpoint(String service, int number, int queueLimit) {
        public static final int DEFAULT_QUEUE_LIMIT = 65_536;
    }

    /**
     * A service called from here: its instances, called in turn.
     *
     * @param number of the service in the cluster
     */
    public record Route(String service, int number, List<Link> instances) {
        public Route {
            instances = List.copyOf(instances);
            if (instances.isEmpty()) {
                throw new IllegalArgumentException("service " + service + " has no instance");
            }
        }
    }

    /**
     * A way to another host, both directions alike.
     *
     * @param latencyNs at least 1
     * @param bytesPerSecond bandwidth
     */
    public record Link(int host, long latencyNs, long bytesPerSecond) {
        public Link {
            if (host < 0 || latencyNs < 1 || bytesPerSecond < 1) {
                throw new IllegalArgumentException(
                        "link to host "
                                + host
                                + ": latency "
                                + latencyNs
                                + " ns, "
                                + bytesPerSecond
                                + " bytes/s; both must be positive");
            }
        }

        /** Latency plus transfer time. */
        public long delayNs(long bytes) {
            long whole = bytes / bytesPerSecond;
            long rest = bytes % bytesPerSecond;
            return latencyNs
                    + whole * 1_000_000_000L
                    + (long) ((double) rest * 1e9 / bytesPerSecond);
        }
    }

    /**
     * A cluster-wide group of tasks that meet, for example for an all-reduce.
     *
     * @param number in the cluster
     * @param members tasks in the whole cluster
     * @param root host that counts arrivals
     * @param links on the root: to every other member host; elsewhere: to the root only
     * @param cost of the exchange once all are there
     */
    public record Collective(
            String name, int number, int members, int root, List<Link> links, CollectiveCost cost) {
        /** Data is exchanged over the slowest link. */
        public Collective(String name, int number, int members, int root, List<Link> links) {
            this(name, number, members, root, links, CollectiveCost.BY_NETWORK);
        }

        public Collective {
            links = List.copyOf(links);
            if (members < 1) {
                throw new IllegalArgumentException("collective " + name + " has no member");
            }
        }
    }
}
