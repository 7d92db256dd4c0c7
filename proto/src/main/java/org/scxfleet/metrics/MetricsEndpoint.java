package org.scxfleet.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.HTTPServer;
import io.prometheus.client.hotspot.DefaultExports;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.HostPort;

/** Serves {@code /metrics} over HTTP: what the collectors gather, and figures of the JVM. */
public final class MetricsEndpoint implements AutoCloseable {
    private final HTTPServer server;

    private MetricsEndpoint(HTTPServer server) {
        this.server = server;
    }

    /**
     * @param collectors asked at each scrape, on a thread of the endpoint
     * @throws EnvironmentException if the address cannot be used
     */
    public static MetricsEndpoint start(HostPort listen, Collector... collectors) {
        CollectorRegistry registry = new CollectorRegistry();
        DefaultExports.register(registry);
        for (Collector collector : collectors) {
            registry.register(collector);
        }
        try {
            return new MetricsEndpoint(
                    new HTTPServer.Builder()
                            .withInetSocketAddress(listen.socketAddress())
                            .withRegistry(registry)
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
