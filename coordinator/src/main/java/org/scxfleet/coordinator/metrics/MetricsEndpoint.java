package org.scxfleet.coordinator.metrics;

import io.prometheus.client.exporter.HTTPServer;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;

/** Serves {@code /metrics} over HTTP: the figures of the coordinator and those of the JVM. */
public final class MetricsEndpoint implements AutoCloseable {
    private final HTTPServer server;

    private MetricsEndpoint(HTTPServer server) {
        this.server = server;
    }

    /**
     * @throws EnvironmentException if the address cannot be used
     */
    public static MetricsEndpoint start(HostPort listen, CoordinatorMetrics metrics) {
        DefaultExports.register(metrics.registry());
        try {
            return new MetricsEndpoint(
                    new HTTPServer.Builder()
                            .withInetSocketAddress(listen.socketAddress())
                            .withRegistry(metrics.registry())
                            .withDaemonThreads(true)
                            .build());
        } catch (IOException | UnresolvedAddressException e) {
            throw new EnvironmentException(
                    "cannot serve metrics on " + listen.text() + ": " + e.getMessage(), e);
        }
    }

    /** The port in use; differs from the one asked for when that was 0. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.close();
    }
}
