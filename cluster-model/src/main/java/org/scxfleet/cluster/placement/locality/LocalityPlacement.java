package org.scxfleet.cluster.placement.locality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.placement.Decision;
import org.scxfleet.cluster.placement.GangPlacement;
import org.scxfleet.cluster.placement.NodeFilter;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;

/**
 * Places gangs close together, and everything so that closeness stays possible for others.
 *
 * <p><b>What.</b> All pods of a gang are looked at together. The first of these that has room for
 * all of them is taken: devices of one node that NVLink joins; nodes of one NVLink domain; one
 * node; nodes of one rack; any nodes. Of several places of a kind, the one where the gang needs the
 * fewest nodes, then where the least room is left, then the first. Within it the node with least
 * room that takes all the rest, else the one with most room. Over several racks, the racks with
 * most room come first. A single pod is a gang of one.
 *
 * <p><b>Why in this order.</b> The all-reduce of a training step runs at the bandwidth of the
 * slowest path between two members: some hundreds of GB/s over NVLink, tens over PCIe, less over
 * the network.
 *
 * <p><b>Cost.</b> Of a gang, a pass over the nodes and their devices for every kind that has no
 * room. <b>Left out.</b> It does not move what runs, and a pod that joins a gang later is placed as
 * a pod of its own.
 */
public final class LocalityPlacement implements GangPlacement {
    /** Pods that are counted on one node; more are never asked for. */
    private static final int PODS_MAX = 1 << 20;

    private final ClusterState state;
    private final NodeRoom room;
    private final List<List<Integer>> domains;
    private final List<List<Integer>> racks;

    /** Places on {@code state}, by the fabric of its nodes. */
    public LocalityPlacement(ClusterState state) {
        this.state = state;
        room = new NodeRoom(state);
        domains = groups(node -> state.node(node).fabric().nvlinkDomain());
        racks = groups(node -> state.node(node).fabric().rack());
    }

    /** Nodes by what they share, each list ascending, in the order of the numbers. */
    private List<List<Integer>> groups(IntUnaryOperator number) {
        SortedMap<Integer, List<Integer>> groups = new TreeMap<>();
        for (int node = 0; node < state.nodeCount(); node++) {
            int group = number.applyAsInt(node);
            if (group >= 0) {
                groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(node);
            }
        }
        return List.copyOf(groups.values());
    }

    /** Pods that go to one node, on any of its devices or on some. */
    private record Share(int node, int pods, long among) {
        static final long ALL_DEVICES = -1;
    }

    @Override
    public Decision decide(PodRequest request) {
        Together together = decideTogether(request, 1);
        return together == null
                ? Decision.NoFit.of(state, new NodeFilter(state, request))
                : together.places().getFirst();
    }

    @Override
    public boolean hasRoom(PodRequest request) {
        NodeFilter filter = new NodeFilter(state, request);
        for (int node = 0; node < state.nodeCount(); node++) {
            if (filter.reason(node) == null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public @Nullable Together decideTogether(PodRequest request, int pods) {
        NodeFilter filter = new NodeFilter(state, request);
        int[] fits = new int[state.nodeCount()];
        long sum = 0;
        for (int node = 0; node < fits.length; node++) {
            fits[node] = room.pods(filter, node, PODS_MAX);
            sum += fits[node];
        }
        if (sum < pods) {
            return null;
        }
        for (Closeness closeness : Closeness.values()) {
            List<Share> shares = shares(closeness, filter, fits, pods);
            if (shares != null) {
                return new Together(places(request, shares), text(closeness, shares, fits, pods));
            }
        }
        throw new IllegalStateException("there is room for the pods, but nowhere");
    }

    private @Nullable List<Share> shares(
            Closeness closeness, NodeFilter filter, int[] fits, int pods) {
        return switch (closeness) {
            case ISLAND -> onIsland(filter, fits, pods);
            case NVLINK ->
                    filter.request().request().gpuCount() == 0
                            ? null
                            : bestGroup(domains, fits, pods);
            case NODE -> onNode(fits, pods);
            case RACK -> bestGroup(racks, fits, pods);
            case CLUSTER -> anywhere(fits, pods);
        };
    }

    private @Nullable List<Share> onIsland(NodeFilter filter, int[] fits, int pods) {
        PodRequest request = filter.request().request();
        if (request.gpuCount() == 0 || request.sharesGpu()) {
            return null;
        }
        Share best = null;
        int bestLeft = Integer.MAX_VALUE;
        for (int node = 0; node < fits.length; node++) {
            for (int island = 0; fits[node] >= pods && island < room.islands(node); island++) {
                long devices = room.freeDevices(node) & room.islandMask(node, island);
                int left = Long.bitCount(devices) - pods * request.gpuCount();
                if (room.podsOnIsland(filter, node, island, pods) >= pods && left < bestLeft) {
                    best = new Share(node, pods, devices);
                    bestLeft = left;
                }
            }
        }
        return best == null ? null : List.of(best);
    }

    private @Nullable List<Share> onNode(int[] fits, int pods) {
        int best = -1;
        for (int node = 0; node < fits.length; node++) {
            if (fits[node] >= pods && (best < 0 || isFuller(node, best))) {
                best = node;
            }
        }
        return best < 0 ? null : List.of(new Share(best, pods, Share.ALL_DEVICES));
    }

    private boolean isFuller(int node, int than) {
        int byGpu = Integer.compare(state.gpuFreeMilli(node), state.gpuFreeMilli(than));
        return byGpu < 0 || (byGpu == 0 && state.cpuFreeMilli(node) < state.cpuFreeMilli(than));
    }

    /** The group where the gang needs the fewest nodes, then where the least room is left. */
    private @Nullable List<Share> bestGroup(List<List<Integer>> groups, int[] fits, int pods) {
        List<Share> best = null;
        long bestFits = 0;
        for (List<Integer> group : groups) {
            long fit = group.stream().mapToLong(node -> fits[node]).sum();
            if (fit < pods) {
                continue;
            }
            List<Share> shares = fill(group, fits, pods);
            if (best == null
                    || shares.size() < best.size()
                    || (shares.size() == best.size() && fit < bestFits)) {
                best = shares;
                bestFits = fit;
            }
        }
        return best;
    }

    /** The fewest nodes of the group that take so many pods, or all that it takes. */
    private List<Share> fill(List<Integer> group, int[] fits, int pods) {
        List<Integer> byRoom = new ArrayList<>(group);
        byRoom.removeIf(node -> fits[node] == 0);
        byRoom.sort(
                Comparator.comparingInt((Integer node) -> -fits[node])
                        .thenComparingInt(node -> node));
        List<Share> shares = new ArrayList<>();
        int left = pods;
        for (int at = 0; left > 0 && at < byRoom.size(); at++) {
            int chosen = at;
            if (fits[byRoom.get(at)] >= left) {
                // The last node: the one with the least room that is enough.
                int enough = fits[byRoom.get(at)];
                for (int other = at; other < byRoom.size(); other++) {
                    int fit = fits[byRoom.get(other)];
                    if (fit >= left && fit < enough) {
                        enough = fit;
                        chosen = other;
                    }
                }
            }
            int node = byRoom.get(chosen);
            int taken = Math.min(left, fits[node]);
            shares.add(new Share(node, taken, Share.ALL_DEVICES));
            left -= taken;
        }
        return shares;
    }

    /** Rack after rack, the one with most room first; then the nodes of no rack. */
    private List<Share> anywhere(int[] fits, int pods) {
        List<List<Integer>> order = new ArrayList<>(racks);
        order.sort(
                Comparator.comparingLong((List<Integer> rack) ->
                        -rack.stream().mapToLong(node -> fits[node]).sum()));
        List<Integer> rackless = new ArrayList<>();
        for (int node = 0; node < fits.length; node++) {
            if (state.node(node).fabric().rack() < 0) {
                rackless.add(node);
            }
        }
        order.add(rackless);
        List<Share> shares = new ArrayList<>();
        int left = pods;
        for (List<Integer> rack : order) {
            List<Share> here = left == 0 ? List.of() : fill(rack, fits, left);
            shares.addAll(here);
            left -= here.stream().mapToInt(Share::pods).sum();
        }
        return shares;
    }

    private List<Decision.Placed> places(PodRequest request, List<Share> shares) {
        List<Decision.Placed> places = new ArrayList<>();
        for (Share share : shares) {
            for (long devices : room.devices(request, share.node(), share.pods(), share.among())) {
                places.add(new Decision.Placed(share.node(), devices));
            }
        }
        return places;
    }

    /** For example {@code in one rack, on 4 nodes; one node has room for at most 2}. */
    private String text(Closeness closeness, List<Share> shares, int[] fits, int pods) {
        StringBuilder text = new StringBuilder("in ").append(closeness.text());
        if (closeness == Closeness.CLUSTER && racks.isEmpty()) {
            text = new StringBuilder("on any nodes");
        }
        if (shares.size() > 1) {
            text.append(", ").append(shares.size()).append(" nodes");
        }
        if (closeness.compareTo(Closeness.NVLINK) > 0 && !domains.isEmpty()) {
            text.append("; one NVLink domain has room for at most ").append(most(domains, fits));
        }
        if (closeness.compareTo(Closeness.NODE) > 0) {
            int most = 0;
            for (int fit : fits) {
                most = Math.max(most, fit);
            }
            text.append("; one node has room for at most ").append(most);
        }
        if (closeness.compareTo(Closeness.RACK) > 0 && !racks.isEmpty()) {
            text.append("; one rack has room for at most ").append(most(racks, fits));
        }
        return text.append(text.indexOf(";") < 0 ? "" : " of " + pods).toString();
    }

    private static long most(List<List<Integer>> groups, int[] fits) {
        return groups.stream()
                .mapToLong(group -> group.stream().mapToLong(node -> fits[node]).sum())
                .max()
                .orElse(0);
    }

    /** The nodes where least is free, which would be left fullest. */
    @Override
    public PlacementReport report(PodRequest request) {
        NodeFilter filter = new NodeFilter(state, request);
        List<Integer> feasible = new ArrayList<>();
        for (int node = 0; node < state.nodeCount(); node++) {
            if (filter.reason(node) == null) {
                feasible.add(node);
            }
        }
        List<PlacementReport.Candidate> best =
                feasible.stream()
                        .sorted(
                                Comparator.comparingInt((Integer node) -> -score(filter, node))
                                        .thenComparingInt(node -> node))
                        .limit(PlacementReport.CANDIDATES_MAX)
                        .map(node ->
                                new PlacementReport.Candidate(
                                        state.node(node).name(),
                                        score(filter, node),
                                        parts(filter, node)))
                        .toList();
        return new PlacementReport(
                state.nodeCount(), PlacementReport.filtered(state, filter), best, feasible.size());
    }

    /** Pods of the request that the node has room for. */
    private int score(NodeFilter filter, int node) {
        return room.pods(filter, node, PODS_MAX);
    }

    private List<PlacementReport.ScorePart> parts(NodeFilter filter, int node) {
        List<PlacementReport.ScorePart> parts = new ArrayList<>();
        parts.add(new PlacementReport.ScorePart("pods that fit", score(filter, node)));
        if (state.node(node).fabric().nvlinkDomain() >= 0) {
            parts.add(
                    new PlacementReport.ScorePart(
                            "NVLink domain", state.node(node).fabric().nvlinkDomain()));
        }
        if (state.node(node).fabric().rack() >= 0) {
            parts.add(new PlacementReport.ScorePart("rack", state.node(node).fabric().rack()));
        }
        return parts;
    }
}
