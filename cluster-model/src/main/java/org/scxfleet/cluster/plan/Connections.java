package org.scxfleet.cluster.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scxfleet.cluster.network.NetworkModel;
import org.scxfleet.gpu.GpuModel;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.host.CollectiveCost;
import org.scxfleet.host.HostSpec.Collective;
import org.scxfleet.host.HostSpec.Endpoint;
import org.scxfleet.host.HostSpec.Link;
import org.scxfleet.host.HostSpec.Route;
import org.scxfleet.task.Step;

/**
 * Services and cluster-wide groups of a run: who serves, who calls, who is a member, and the links
 * between them.
 *
 * <p>A service is whatever some task receives requests of; every host with such a task is an
 * instance, and a caller goes to all instances in turn, its own host included (over the link that
 * hosts of its group have among each other). A cluster-wide group has all tasks of the cluster as
 * members that name it; the host with the lowest number counts arrivals. Services and groups are
 * numbered in the order of their names.
 *
 * <p>Hosts of one group call a service over the same links, so they share the list.
 */
final class Connections {
    private final NetworkModel network;
    private final int[] groupOfHost;
    private final List<Doors> doors;
    private final SortedMap<String, List<Integer>> instances = new TreeMap<>();
    private final SortedMap<String, List<Integer>> memberHosts = new TreeMap<>();
    private final SortedMap<String, Integer> memberCounts = new TreeMap<>();
    private final SortedMap<String, Step.Exchange> exchanges = new TreeMap<>();
    private final List<List<GpuSpec>> gpus;
    private final Map<String, Integer> serviceNumbers = new LinkedHashMap<>();
    private final Map<String, Integer> collectiveNumbers = new LinkedHashMap<>();
    private final Map<String, List<Link>> linksOfGroup = new LinkedHashMap<>();

    /**
     * @param gpus of each group of hosts
     * @param doors of each host by its number
     * @param hostNames for messages
     */
    Connections(
            NetworkModel network,
            int[] groupOfHost,
            List<List<GpuSpec>> gpus,
            List<Doors> doors,
            List<String> hostNames) {
        this.gpus = gpus;
        this.network = network;
        this.groupOfHost = groupOfHost;
        this.doors = doors;
        for (int host = 0; host < doors.size(); host++) {
            for (String service : doors.get(host).serves()) {
                instances.computeIfAbsent(service, _ -> new ArrayList<>()).add(host);
            }
            doors.get(host)
                    .exchanges()
                    .forEach((group, exchange) -> Doors.merge(exchanges, group, exchange));
            for (Map.Entry<String, Integer> member : doors.get(host).members().entrySet()) {
                memberHosts.computeIfAbsent(member.getKey(), _ -> new ArrayList<>()).add(host);
                memberCounts.merge(member.getKey(), member.getValue(), Integer::sum);
            }
        }
        instances.keySet().forEach(name -> serviceNumbers.put(name, serviceNumbers.size()));
        memberHosts.keySet().forEach(name -> collectiveNumbers.put(name, collectiveNumbers.size()));
        for (int host = 0; host < doors.size(); host++) {
            requireInstances(doors.get(host), hostNames.get(host));
        }
    }

    private void requireInstances(Doors wanted, String host) {
        for (String service : wanted.calls()) {
            if (!instances.containsKey(service)) {
                throw new IllegalArgumentException(
                        "a task of host "
                                + host
                                + " calls service '"
                                + service
                                + "', which no task receives"
                                + (instances.isEmpty()
                                        ? ""
                                        : "; there are " + String.join(", ", instances.keySet())));
            }
        }
    }

    List<Endpoint> endpoints(int host) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (String service : doors.get(host).serves()) {
            endpoints.add(new Endpoint(service, number(service), Endpoint.DEFAULT_QUEUE_LIMIT));
        }
        return endpoints;
    }

    List<Route> routes(int host) {
        List<Route> routes = new ArrayList<>();
        for (String service : doors.get(host).calls()) {
            List<Link> links =
                    linksOfGroup.computeIfAbsent(
                            groupOfHost[host] + " " + service,
                            _ -> links(host, hostsOf(instances, service)));
            routes.add(new Route(service, number(service), links));
        }
        return routes;
    }

    List<Collective> collectives(int host) {
        List<Collective> collectives = new ArrayList<>();
        for (String name : doors.get(host).members().keySet()) {
            List<Integer> hosts = hostsOf(memberHosts, name);
            int root = hosts.getFirst();
            List<Integer> others = host == root ? hosts.subList(1, hosts.size()) : List.of(root);
            collectives.add(
                    new Collective(
                            name,
                            collectiveNumbers.getOrDefault(name, -1),
                            memberCounts.getOrDefault(name, 0),
                            root,
                            links(host, others),
                            cost(name, hosts)));
        }
        return collectives;
    }

    /** What an exchange among the members costs: as they say, else by GPUs and network. */
    private CollectiveCost cost(String name, List<Integer> hosts) {
        Step.Exchange exchange = exchanges.getOrDefault(name, Step.Exchange.BY_NETWORK);
        if (exchange.algorithm() == Step.Algorithm.NETWORK) {
            return CollectiveCost.BY_NETWORK;
        }
        int most = 1;
        long busSpeed = Long.MAX_VALUE;
        long busLatencyNs = 0;
        long wireSpeed = Long.MAX_VALUE;
        long wireLatencyNs = 0;
        for (int host : hosts) {
            most = Math.max(most, doors.get(host).members().getOrDefault(name, 0));
            GpuModel model = model(host);
            busSpeed = Math.min(busSpeed, model.busBytesPerSecond());
            busLatencyNs = Math.max(busLatencyNs, model.collectiveLatencyNs());
            if (host != hosts.getFirst()) {
                wireSpeed = Math.min(wireSpeed, network.bytesPerSecond(hosts.getFirst(), host));
                wireLatencyNs = Math.max(wireLatencyNs, network.latencyNs(hosts.getFirst(), host));
            }
        }
        return new CollectiveCost(
                exchange.algorithm(),
                hosts.size(),
                most,
                exchange.overlapPercent(),
                given(exchange.busBytesPerSecond(), busSpeed),
                given(exchange.busLatencyNs(), busLatencyNs),
                given(exchange.wireBytesPerSecond(), wireSpeed),
                given(exchange.wireLatencyNs(), wireLatencyNs));
    }

    private GpuModel model(int host) {
        List<GpuSpec> devices = gpus.get(groupOfHost[host]);
        GpuModel known = devices.isEmpty() ? null : GpuModel.of(devices.getFirst().model());
        return known == null ? GpuModel.UNKNOWN : known;
    }

    private static long given(long value, long fallback) {
        return value > 0 ? value : fallback;
    }

    private List<Link> links(int from, List<Integer> hosts) {
        List<Link> links = new ArrayList<>(hosts.size());
        for (int to : hosts) {
            links.add(new Link(to, network.latencyNs(from, to), network.bytesPerSecond(from, to)));
        }
        return Collections.unmodifiableList(links);
    }

    private int number(String service) {
        return serviceNumbers.getOrDefault(service, -1);
    }

    private static List<Integer> hostsOf(SortedMap<String, List<Integer>> hosts, String name) {
        return hosts.getOrDefault(name, List.of());
    }
}
