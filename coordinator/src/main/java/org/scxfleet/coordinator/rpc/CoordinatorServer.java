package org.scxfleet.coordinator.rpc;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.prometheus.client.Collector;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.scxfleet.coordinator.actor.RunQueue;
import org.scxfleet.coordinator.metrics.CoordinatorMetrics;
import org.scxfleet.coordinator.metrics.QueueMetrics;
import org.scxfleet.fleet.Announcement;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.metrics.ServerMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A coordinator that waits for runs, with health and reflection services beside it. */
public final class CoordinatorServer implements AutoCloseable {
    private static final long KEEPALIVE_PERMITTED_S = 5;
    private static final int METADATA_BYTES_MAX = 8 << 10;
    private static final int CALLS_MAX = 64;
    private static final long GRACE_MS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(CoordinatorServer.class);

    private final Server server;
    private final HealthStatusManager health;
    private final RunQueue queue;
    private final FleetMonitor monitor;
    private final List<Collector> collectors;
    private final AtomicBoolean closed = new AtomicBoolean();

    private CoordinatorServer(
            Server server,
            HealthStatusManager health,
            RunQueue queue,
            FleetMonitor monitor,
            List<Collector> collectors) {
        this.collectors = collectors;
        this.server = server;
        this.health = health;
        this.queue = queue;
        this.monitor = monitor;
    }

    /**
     * @throws EnvironmentException if the address cannot be listened on
     */
    public static CoordinatorServer start(
            CoordinatorServerOptions options, CoordinatorMetrics metrics) {
        ServerMetrics traffic = new ServerMetrics(options.build());
        Caller self = self(options, traffic);
        FleetMonitor monitor = new FleetMonitor(options, self);
        RunQueue queue =
                RunQueue.start(
                        metrics.observing(new FleetExecution(options, self)),
                        metrics.counting(options.finished()));
        HealthStatusManager health = new HealthStatusManager();
        HostPort listen = options.listen();
        Server server =
                NettyServerBuilder.forAddress(listen.socketAddress())
                        .directExecutor()
                        .maxInboundMessageSize(WireLimits.MESSAGE_BYTES_MAX)
                        .maxInboundMetadataSize(METADATA_BYTES_MAX)
                        .maxConcurrentCallsPerConnection(CALLS_MAX)
                        .permitKeepAliveTime(KEEPALIVE_PERMITTED_S, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .addService(
                                new CoordinatorService(
                                        options.build(), queue, monitor, self.name()))
                        .addStreamTracerFactory(traffic.served())
                        .addService(health.getHealthService())
                        .addService(ProtoReflectionServiceV1.newInstance())
                        .build();
        try {
            monitor.start(FleetMonitor.OTHERS_CLAIM_S);
            server.start();
        } catch (EnvironmentException e) {
            queue.close();
            throw e;
        } catch (IOException e) {
            monitor.close();
            queue.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new EnvironmentException(
                    "cannot listen on " + listen.text() + ": " + cause.getMessage(), e);
        }
        return new CoordinatorServer(
                server,
                health,
                queue,
                monitor,
                List.of(
                        metrics,
                        metrics.outcomes(),
                        new QueueMetrics(queue::all),
                        monitor,
                        traffic));
    }

    private static Caller self(CoordinatorServerOptions options, ServerMetrics traffic) {
        HostPort listen = options.listen();
        String where = listen.port() == 0 ? listen.host() : listen.text();
        return new Caller(
                UUID.randomUUID().toString(),
                where + " (process " + ProcessHandle.current().pid() + ")",
                traffic.made());
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getListenSockets().getFirst();
    }

    /** What Prometheus is to see. */
    public Collector[] metrics() {
        return collectors.toArray(new Collector[0]);
    }

    /** The line to print on standard output, by which others learn the port. */
    public String announcement() {
        return Announcement.line("scxfleet coordinator", address());
    }

    /** Ends when the process is asked to (SIGTERM, Ctrl-C), with status 0. */
    public void closeAtExit() {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    LOG.atInfo().log("told to end: stops what is under way");
                                    close();
                                    Runtime.getRuntime().halt(0);
                                },
                                "coordinator-shutdown"));
    }

    /** Waits until the server has been closed. */
    public void awaitClosed() throws InterruptedException {
        server.awaitTermination();
    }

    /** Stops the run that is under way; what is queued is lost. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        health.enterTerminalState();
        server.shutdown();
        queue.close();
        monitor.close();
        try {
            if (!server.awaitTermination(GRACE_MS, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                var _ = server.awaitTermination(GRACE_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
