package org.scxfleet.coordinator.rpc;

import io.grpc.ClientInterceptor;
import org.jspecify.annotations.Nullable;

/**
 * Who connects to nodes.
 *
 * @param id of a coordinator's process, which claims nodes; empty for a single run
 * @param name of the coordinator for messages
 * @param calls sees every call; null for nobody
 */
record Caller(String id, String name, @Nullable ClientInterceptor calls) {
    /** A single run. */
    static final Caller SINGLE_RUN = new Caller("", "", null);
}
