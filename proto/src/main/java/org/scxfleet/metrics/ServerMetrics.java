package org.scxfleet.metrics;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.prometheus.client.Collector;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.scxfleet.fleet.BuildVersion;

/**
 * What every server process exports of itself: its build, and its gRPC traffic, both of the calls
 * that it serves and of those that it makes.
 *
 * <p>Bytes are counted by gRPC's own tracers as they pass, with one addition for each frame; no
 * message is looked into.
 */
public final class ServerMetrics extends Collector {
    private final BuildVersion build;
    private final Traffic[] traffic = new Traffic[Service.values().length];

    /** The services of the program; reflection and whatever a stranger asks for is the rest. */
    private enum Service {
        NODE("scxfleet.v1.NodeService/"),
        COORDINATOR("scxfleet.v1.CoordinatorService/"),
        HEALTH("grpc.health.v1.Health/"),
        OTHER("");

        private final String prefix;

        Service(String prefix) {
            this.prefix = prefix;
        }

        static Service of(String method) {
            for (Service service : values()) {
                if (method.startsWith(service.prefix)) {
                    return service;
                }
            }
            return OTHER;
        }
    }

    public ServerMetrics(BuildVersion build) {
        this.build = build;
        for (int i = 0; i < traffic.length; i++) {
            traffic[i] = new Traffic();
        }
    }

    /** Counts the calls that a server serves. */
    public ServerStreamTracer.Factory served() {
        return new ServerStreamTracer.Factory() {
            @Override
            public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
                return new ServedCall(traffic[Service.of(method).ordinal()]);
            }
        };
    }

    /** Counts the calls made over a channel. */
    public ClientInterceptor made() {
        return new ClientInterceptor() {
            @Override
            public <Q, A> ClientCall<Q, A> interceptCall(
                    MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                Traffic counted = traffic[Service.of(method.getFullMethodName()).ordinal()];
                return next.newCall(
                        method, options.withStreamTracerFactory(new MadeCalls(counted)));
            }
        };
    }

    @Override
    public List<MetricFamilySamples> collect() {
        MetricFamilies families = new MetricFamilies();
        families.add(
                FleetMetric.BUILD_INFO,
                1,
                build.version(),
                String.valueOf(build.protocol()),
                Runtime.version().toString());
        for (Service service : Service.values()) {
            traffic[service.ordinal()].describe(service.name().toLowerCase(Locale.ROOT), families);
        }
        return families.list();
    }

    /** Of one service. Written by network threads, read by scrapes. */
    private static final class Traffic {
        final LongAdder sentBytes = new LongAdder();
        final LongAdder receivedBytes = new LongAdder();
        final LongAdder open = new LongAdder();
        private final AtomicLongArray ended = new AtomicLongArray(Status.Code.values().length);

        void end(Status status) {
            ended.incrementAndGet(status.getCode().ordinal());
        }

        void describe(String service, MetricFamilies families) {
            families.add(FleetMetric.GRPC_SENT_BYTES, sentBytes.sum(), service);
            families.add(FleetMetric.GRPC_RECEIVED_BYTES, receivedBytes.sum(), service);
            families.add(FleetMetric.GRPC_OPEN_CALLS, open.sum(), service);
            for (Status.Code code : Status.Code.values()) {
                long count = ended.get(code.ordinal());
                if (count > 0 || code == Status.Code.OK) {
                    families.add(FleetMetric.GRPC_CALLS, count, service, code.name());
                }
            }
        }
    }

    private static final class ServedCall extends ServerStreamTracer {
        private final Traffic counted;

        ServedCall(Traffic counted) {
            this.counted = counted;
            counted.open.increment();
        }

        @Override
        public void outboundWireSize(long bytes) {
            counted.sentBytes.add(bytes);
        }

        @Override
        public void inboundWireSize(long bytes) {
            counted.receivedBytes.add(bytes);
        }

        @Override
        public void streamClosed(Status status) {
            counted.open.decrement();
            counted.end(status);
        }
    }

    private static final class MadeCalls extends ClientStreamTracer.Factory {
        private final Traffic counted;

        MadeCalls(Traffic counted) {
            this.counted = counted;
        }

        @Override
        public ClientStreamTracer newClientStreamTracer(
                ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new MadeCall(counted);
        }
    }

    private static final class MadeCall extends ClientStreamTracer {
        private final Traffic counted;
        private volatile boolean created;

        MadeCall(Traffic counted) {
            this.counted = counted;
        }

        /** Not called for a call that never found a connection. */
        @Override
        public void streamCreated(Attributes transportAttrs, Metadata headers) {
            created = true;
            counted.open.increment();
        }

        @Override
        public void outboundWireSize(long bytes) {
            counted.sentBytes.add(bytes);
        }

        @Override
        public void inboundWireSize(long bytes) {
            counted.receivedBytes.add(bytes);
        }

        @Override
        public void streamClosed(Status status) {
            if (created) {
                counted.open.decrement();
            }
            counted.end(status);
        }
    }
}
