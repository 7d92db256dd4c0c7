package org.scxfleet.coordinator.rpc;

import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.scxfleet.fleet.HostPort;
import org.scxfleet.fleet.WireLimits;

/** How this program connects to others. */
final class Connections {
    /** An answer to a short question takes at most this long. */
    static final long ANSWER_S = 10;

    /**
     * A peer that is silent for longer is asked whether it is still there, and has as long again.
     */
    private static final long KEEPALIVE_S = 10;

    /** What comes before the system's own words in a failure of a socket. */
    private static final Pattern SYSTEM_CALL =
            Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

    private Connections() {}

    static ManagedChannel open(HostPort address) {
        return open(address, null);
    }

    /**
     * @param calls sees every call; null for nobody
     */
    static ManagedChannel open(HostPort address, @Nullable ClientInterceptor calls) {
        NettyChannelBuilder builder =
                NettyChannelBuilder.forAddress(address.host(), address.port())
                        .usePlaintext()
                        .directExecutor()
                        .disableRetry()
                        // A proxy for the web does not lead to the machines of a fleet.
                        .proxyDetector(_ -> null)
                        .maxInboundMessageSize(WireLimits.MESSAGE_BYTES_MAX)
                        .keepAliveTime(KEEPALIVE_S, TimeUnit.SECONDS)
                        .keepAliveTimeout(KEEPALIVE_S, TimeUnit.SECONDS)
                        .keepAliveWithoutCalls(true);
        if (calls != null) {
            builder.intercept(calls);
        }
        return builder.build();
    }

    /** What went wrong, for people: the innermost cause says most. */
    static String reason(Throwable thrown) {
        Status status = Status.fromThrowable(thrown);
        Throwable cause = status.getCause();
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause != null && cause.getMessage() != null) {
            return SYSTEM_CALL.matcher(cause.getMessage()).replaceFirst("");
        }
        String description = status.getDescription();
        return description == null ? status.getCode().name() : description;
    }
}
