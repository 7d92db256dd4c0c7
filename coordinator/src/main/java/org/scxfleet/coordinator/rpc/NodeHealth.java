package org.scxfleet.coordinator.rpc;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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
                    .withDescription("its health service says " + status)
                    .asRuntimeException();
        }
    }

    /** From now on says when it is not well any more, or gone. */
    static void watch(Channel channel, Consumer<String> unwell) {
        HealthGrpc.newStub(channel)
                .watch(
                        HealthCheckRequest.getDefaultInstance(),
                        new StreamObserver<>() {
                            @Override
                            public void onNext(HealthCheckResponse response) {
                                if (response.getStatus() != ServingStatus.SERVING) {
                                    unwell.accept("it is shutting down");
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
