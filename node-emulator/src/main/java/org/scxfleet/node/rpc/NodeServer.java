package org.scxfleet.node.rpc;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.prometheus.client.Collector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.scxfleet.fleet.Announcement;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.metrics.ServerMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of the fleet that waits for a coordinator. Carries one run at a time, with health and
 * reflection services beside it.
 */
public final class NodeServer implements AutoCloseable {
    /** A peer that is silent for longer is asked whether it is still there. */
    static final long KEEPALIVE_S = 10;

    /** How often a peer may ask that. */
    static final long KEEPALIVE_PERMITTED_S = 5;

    /** Headers of a call; nobody needs more. */
    private static final int METADATA_BYTES_MAX = 8 << 10;

    /** Calls at once on one connection. */
    private static final int CALLS_MAX = 16;

    /** How long a run may go on after the process was told to end. */
    private static final long GRACE_MS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(NodeServer.class);

    private final Server server;
    private final HealthStatusManager health;
    private final NodeService service;
    private final List<Collector> collectors;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean leaving = new AtomicBoolean();

    private NodeServer(
            Server server,
            HealthStatusManager health,
            NodeService service,
            List<Collector> collectors) {
        this.collectors = collectors;
        this.server = server;
        this.health = health;
        this.service = service;
    }

    /**
     * @throws EnvironmentException if the address cannot be listened on
     */
    public static NodeServer start(NodeServerOptions options) {
        HealthStatusManager health = new HealthStatusManager();
        NodeService service = new NodeService(options);
        ServerMetrics traffic = new ServerMetrics(options.build());
        options.metrics().serve(service::state, options.threads());
        HostPort listen = options.listen();
        Server server =
                NettyServerBuilder.forAddress(listen.socketAddress())
                        .directExecutor()
                        .maxInboundMessageSize(WireLimits.MESSAGE_BYTES_MAX)
                        .maxInboundMetadataSize(METADATA_BYTES_MAX)
                        .maxConcurrentCallsPerConnection(CALLS_MAX)
                        .keepAliveTime(KEEPALIVE_S, TimeUnit.SECONDS)
                        .keepAliveTimeout(KEEPALIVE_S, TimeUnit.SECONDS)
                        .permitKeepAliveTime(KEEPALIVE_PERMITTED_S, TimeUnit.SECONDS)
                        .permitKeepAliveWithoutCalls(true)
                        .addService(service)
                        .addStreamTracerFactory(traffic.served())
                        .addService(health.getHealthService())
                        .addService(ProtoReflectionServiceV1.newInstance())
                        .build();
        try {
            server.start();
        } catch (IOException e) {
            service.close();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new EnvironmentException(
                    "cannot listen on " + listen.text() + ": " + cause.getMessage(), e);
        }
        return new NodeServer(server, health, service, List.of(options.metrics(), traffic));
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getListenSockets().getFirst();
    }

    /** What Prometheus is to see. */
    public Collector[] metrics() {
        return collectors.toArray(new Collector[0]);
    }

    /** The line to print on standard output, by which a parent process learns the port. */
    public String announcement() {
        return Announcement.line("scxfleet node", address());
    }

    /**
     * Ends when the process is asked to (SIGTERM, Ctrl-C): after the run that it carries, if that
     * ends in time, and with status 0.
     *
     * @param patienceMs how long the run may go on
     */
    public void drainAtExit(long patienceMs) {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    drain(patienceMs);
                                    close();
                                    Runtime.getRuntime().halt(0);
                                },
                                "node-shutdown"));
    }

    /** Coordinators see that the node is going; said once. */
    private void sayGoodBye() {
        if (!leaving.getAndSet(true)) {
            health.enterTerminalState();
        }
    }

    /** Refuses further runs, and waits for the end of the present one. */
    void drain(long patienceMs) {
        if (closed.get()) {
            return;
        }
        String run = service.drain();
        sayGoodBye();
        if (run == null) {
            LOG.atInfo().log("told to end; no run is carried");
            return;
        }
        LOG.atInfo()
                .addKeyValue("run", run)
                .log(
                        "told to end: takes no further run, finishes '{}' within {} ms",
                        run,
                        patienceMs);
        try {
            var _ = service.empty().toCompletableFuture().get(patienceMs, TimeUnit.MILLISECONDS);
            LOG.atInfo().addKeyValue("run", run).log("'{}' is finished; ends", run);
        } catch (TimeoutException | ExecutionException e) {
            LOG.atWarn().addKeyValue("run", run).log("'{}' is not finished; is dropped", run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends when the stream does: the standard input of a process whose parent holds the pipe. */
    public void closeAtEndOf(InputStream parent) {
        Thread.ofPlatform()
                .daemon()
                .name("node-parent-watch")
                .start(() -> {
                    try {
                        parent.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        // A pipe that cannot be read has ended as well.
                    }
                    close();
                });
    }

    /** Waits until the server has been closed. */
    public void awaitClosed() throws InterruptedException {
        server.awaitTermination();
    }

    /** Says good-bye to a coordinator, gives it a moment, then drops the run. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        sayGoodBye();
        server.shutdown();
        try {
            if (!server.awaitTermination(GRACE_MS, TimeUnit.MILLISECONDS)) {
                server.shutdownNow();
                server.awaitTermination(GRACE_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        service.close();
    }
}
