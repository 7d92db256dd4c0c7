package org.scxfleet.codec;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.HostSpec;
import org.scxfleet.v1.RunProto;

/** The hosts of one process. */
public final class HostsCodec {
    private HostsCodec() {}

    /**
     * @throws IllegalArgumentException if the hosts are not of one run
     */
    public static RunProto.Hosts encode(List<HostSpec> hosts) {
        TableWriter tables = new TableWriter();
        RunProto.Hosts.Builder out = RunProto.Hosts.newBuilder();
        if (!hosts.isEmpty()) {
            out.setSeed(hosts.getFirst().seed()).setEndNs(hosts.getFirst().endNs());
        }
        for (HostSpec host : hosts) {
            if (host.seed() != out.getSeed() || host.endNs() != out.getEndNs()) {
                throw new IllegalArgumentException(
                        "host " + host.name() + " has another seed or end than the hosts before");
            }
            out.addHosts(encode(host, tables));
        }
        return out.setTables(tables.build()).build();
    }

    public static List<HostSpec> decode(RunProto.Hosts encoded) {
        TableReader tables = new TableReader(encoded.getTables());
        List<HostSpec> hosts = new ArrayList<>(encoded.getHostsCount());
        for (RunProto.Host host : encoded.getHostsList()) {
            hosts.add(
                    new HostSpec(
                            host.getName(),
                            host.getIndex(),
                            host.getHostGroup(),
                            encoded.getSeed(),
                            encoded.getEndNs(),
                            tables.kernel(host.getKernel()),
                            tables.guests(host.getGuestsList()),
                            endpoints(host.getEndpointsList()),
                            tables.routes(host.getRoutesList()),
                            tables.collectives(host.getCollectivesList())));
        }
        return hosts;
    }

    private static RunProto.Host encode(HostSpec host, TableWriter tables) {
        RunProto.Host.Builder out =
                RunProto.Host.newBuilder()
                        .setName(host.name())
                        .setIndex(host.index())
                        .setHostGroup(host.hostGroup())
                        .setKernel(tables.kernel(host.kernel()));
        host.guests().forEach(guest -> out.addGuests(tables.guest(guest)));
        for (HostSpec.Endpoint endpoint : host.endpoints()) {
            out.addEndpoints(
                    RunProto.Endpoint.newBuilder()
                            .setService(endpoint.service())
                            .setNumber(endpoint.number())
                            .setQueueLimit(endpoint.queueLimit()));
        }
        host.routes().forEach(route -> out.addRoutes(tables.route(route)));
        host.collectives().forEach(group -> out.addCollectives(tables.collective(group)));
        return out.build();
    }

    private static List<HostSpec.Endpoint> endpoints(List<RunProto.Endpoint> encoded) {
        List<HostSpec.Endpoint> endpoints = new ArrayList<>(encoded.size());
        for (RunProto.Endpoint endpoint : encoded) {
            endpoints.add(
                    new HostSpec.Endpoint(
                            endpoint.getService(), endpoint.getNumber(), endpoint.getQueueLimit()));
        }
        return endpoints;
    }
}
