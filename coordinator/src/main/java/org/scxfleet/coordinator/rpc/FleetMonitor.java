package org.scxfleet.coordinator.rpc;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.prometheus.client.Collector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.scxfleet.fleet.BuildVersion;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.metrics.FleetMetric;
import org.scxfleet.metrics.MetricFamilies;
import org.scxfleet.v1.CommonProto;
import org.scxfleet.v1.NodeProto.DescribeRequest;
import org.scxfleet.v1.NodeProto.NodeDescription;
import org.scxfleet.v1.NodeServiceGrpc;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every node of the fleet how it is, again and again: for whoever wants to know, and so that
 * no other coordinator takes the nodes meanwhile. A run does not depend on what is found here; it
 * connects to the nodes itself and hears their refusals.
 */
final class FleetMonitor extends Collector implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetMonitor.class);
    private static final long PERIOD_MS = 2_000;
    private static final long ANSWER_MS = 1_500;

    /** Longer than the claim of a coordinator that has died holds at a node. */
    static final long OTHERS_CLAIM_S = 12;

    private final NodeAddresses addresses;
    private final BuildVersion build;
    private final Caller self;
    private final Map<String, ManagedChannel> channels = new TreeMap<>();
    private final Thread thread;
    private volatile List<NodeView> seen = List.of();
    private volatile boolean closed;

    FleetMonitor(CoordinatorServerOptions options, Caller self) {
        this.addresses = options.nodes();
        this.build = options.build();
        this.self = self;
        thread = Thread.ofPlatform().daemon().name("fleet-monitor").unstarted(this::watch);
    }

    /**
     * Claims the nodes that can be reached, and goes on asking.
     *
     * @param patienceS how long another coordinator's claim may take to lapse
     * @throws EnvironmentException if another coordinator has one of them and keeps it
     */
    void start(long patienceS) {
        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(patienceS);
        look();
        NodeView taken = taken();
        while (taken != null && System.nanoTime() - deadlineNs < 0 && pause()) {
            look();
            taken = taken();
        }
        if (taken != null) {
            close();
            throw new EnvironmentException(
                    "the node at "
                            + taken.address()
                            + " belongs to another coordinator, "
                            + taken.note()
                            + "; a node serves one at a time: end that one, or name other nodes");
        }
        thread.start();
    }

    /** As last seen, in the order of their addresses. */
    List<NodeView> nodes() {
        return seen;
    }

    private @Nullable NodeView taken() {
        for (NodeView node : seen) {
            if (node.state() == NodeView.State.OTHER_COORDINATOR) {
                return node;
            }
        }
        return null;
    }

    private void watch() {
        while (!closed && pause()) {
            look();
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(PERIOD_MS);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void look() {
        List<HostPort> present;
        try {
            present = addresses.lookUp();
        } catch (EnvironmentException e) {
            LOG.atInfo().log("{}", e.text());
            present = List.of();
        }
        TreeMap<String, CompletableFuture<NodeView>> asked = new TreeMap<>();
        synchronized (channels) {
            if (closed) {
                return;
            }
            for (HostPort address : present) {
                asked.put(address.text(), ask(address));
            }
            channels.entrySet()
                    .removeIf(entry -> {
                        boolean gone = !asked.containsKey(entry.getKey());
                        if (gone) {
                            entry.getValue().shutdownNow();
                        }
                        return gone;
                    });
        }
        List<NodeView> found = new ArrayList<>();
        asked.values().forEach(answer -> found.add(answer.join()));
        logChanges(seen, found);
        seen = List.copyOf(found);
    }

    private CompletableFuture<NodeView> ask(HostPort address) {
        ManagedChannel channel =
                channels.computeIfAbsent(
                        address.text(), _ -> Connections.open(address, self.calls()));
        CompletableFuture<NodeView> view = new CompletableFuture<>();
        long askedAtNs = System.nanoTime();
        NodeServiceGrpc.newStub(channel)
                .withDeadlineAfter(ANSWER_MS, TimeUnit.MILLISECONDS)
                .describe(
                        request(false),
                        new StreamObserver<>() {
                            @Override
                            public void onNext(NodeDescription description) {
                                view.complete(
                                        NodeView.of(
                                                address.text(),
                                                description,
                                                build,
                                                System.nanoTime() - askedAtNs));
                            }

                            @Override
                            public void onError(Throwable thrown) {
                                view.complete(
                                        NodeView.unreachable(
                                                address.text(), Connections.reason(thrown)));
                            }

                            @Override
                            public void onCompleted() {
                                view.complete(
                                        NodeView.unreachable(address.text(), "no answer came"));
                            }
                        });
        return view;
    }

    private DescribeRequest request(boolean release) {
        return DescribeRequest.newBuilder()
                .setBuild(
                        CommonProto.Build.newBuilder()
                                .setVersion(build.version())
                                .setProtocol(build.protocol()))
                .setCoordinatorId(self.id())
                .setCoordinator(self.name())
                .setRelease(release)
                .build();
    }

    private static void logChanges(List<NodeView> before, List<NodeView> now) {
        TreeMap<String, NodeView.State> states = new TreeMap<>();
        before.forEach(node -> states.put(node.address(), node.state()));
        for (NodeView node : now) {
            if (states.remove(node.address()) != node.state()) {
                LOG.atInfo()
                        .addKeyValue("process", node.address())
                        .addKeyValue("state", node.state().text())
                        .log(
                                "node {} is {}{}",
                                node.address(),
                                node.state().text(),
                                node.note().isEmpty() ? "" : ": " + node.note());
            }
        }
        states.keySet()
                .forEach(gone ->
                        LOG.atInfo()
                                .addKeyValue("process", gone)
                                .log("node {} is not named any more", gone));
    }

    @Override
    public List<MetricFamilySamples> collect() {
        MetricFamilies families = new MetricFamilies();
        Map<NodeView.State, Integer> counts = new EnumMap<>(NodeView.State.class);
        for (NodeView node : seen) {
            counts.merge(node.state(), 1, Integer::sum);
            families.add(FleetMetric.NODE_UP, node.state().isUp() ? 1 : 0, node.address());
            if (node.state() != NodeView.State.UNREACHABLE) {
                families.addNs(FleetMetric.NODE_ANSWER_SECONDS, node.answerNs(), node.address());
            }
        }
        for (NodeView.State state : NodeView.State.values()) {
            families.add(
                    FleetMetric.NODES,
                    counts.getOrDefault(state, 0),
                    state.name().toLowerCase(Locale.ROOT));
        }
        return families.list();
    }

    /** Gives the nodes up. */
    @Override
    public void close() {
        List<CompletableFuture<Void>> released = new ArrayList<>();
        synchronized (channels) {
            if (closed) {
                return;
            }
            closed = true;
            for (ManagedChannel channel : channels.values()) {
                CompletableFuture<Void> done = new CompletableFuture<>();
                released.add(done);
                NodeServiceGrpc.newStub(channel)
                        .withDeadlineAfter(ANSWER_MS, TimeUnit.MILLISECONDS)
                        .describe(request(true), new Release(done));
            }
        }
        thread.interrupt();
        released.forEach(CompletableFuture::join);
        synchronized (channels) {
            channels.values().forEach(ManagedChannel::shutdownNow);
            channels.clear();
        }
    }

    /** Whatever the answer is. */
    private record Release(CompletableFuture<Void> done)
            implements StreamObserver<NodeDescription> {
        @Override
        public void onNext(NodeDescription description) {}

        @Override
        public void onError(Throwable thrown) {
            done.complete(null);
        }

        @Override
        public void onCompleted() {
            done.complete(null);
        }
    }
}
