package org.scxfleet.coordinator.rpc;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.scxfleet.v1.NodeProto.DescribeRequest;
import org.scxfleet.v1.NodeServiceGrpc;

/** Whether a process is well, by the standard health service. */
final class NodeHealth {
    private NodeHealth() {}

    /**
     * @throws io.grpc.StatusRuntimeException if it is not well or cannot be reached
     */
    static void check(Channel channel) {
        ServingStatus status =
                HealthGrpc.newBlockingStub(channel)
                        .withDeadlineAfter(Connections.ANSWER_S, TimeUnit.SECONDS)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus();
        if (status != ServingStatus.SERVING) {
            throw Status.UNAVAILABLE
                    .withDescription("it is shutting down: its health service says " + status)
                    .asRuntimeException();
        }
    }

    /** Largest heap of the process; unknown heaps have room for everything. */
    static long heapBytes(Channel channel) {
        try {
            long bytes =
                    NodeServiceGrpc.newBlockingStub(channel)
                            .withDeadlineAfter(Connections.ANSWER_S, TimeUnit.SECONDS)
                            .describe(DescribeRequest.getDefaultInstance())
                            .getHeapBytes();
            return bytes > 0 ? bytes : Long.MAX_VALUE;
        } catch (StatusRuntimeException e) {
            if (e.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                // Not a node, or one of another build: the session will say so.
                return Long.MAX_VALUE;
            }
            throw e;
        }
    }

    /**
     * From now on says when it is gone.
     *
     * @param draining run when it says that it will end
     */
    static void watch(Channel channel, Consumer<String> unwell, Runnable draining) {
        HealthGrpc.newStub(channel)
                .watch(
                        HealthCheckRequest.getDefaultInstance(),
                        new StreamObserver<>() {
                            @Override
                            public void onNext(HealthCheckResponse response) {
                                if (response.getStatus() != ServingStatus.SERVING) {
                                    draining.run();
                                }
                            }

                            @Override
                            public void onError(Throwable thrown) {
                                unwell.accept(Connections.reason(thrown));
                            }

                            @Override
                            public void onCompleted() {
                                unwell.accept("its health service has ended");
                            }
                        });
    }
}
