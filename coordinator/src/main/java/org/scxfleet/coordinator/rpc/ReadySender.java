package org.scxfleet.coordinator.rpc;

import io.grpc.stub.CallStreamObserver;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Sends a long row of messages no faster than the other side takes them, so that they are made one
 * by one and do not pile up here. Ends the stream after the last.
 */
final class ReadySender<T> {
    private final CallStreamObserver<T> call;
    private @Nullable Iterator<T> messages;
    private boolean completed;

    ReadySender(CallStreamObserver<T> call) {
        this.call = call;
    }

    /** What to send; once. */
    synchronized void offer(Iterator<T> row) {
        messages = row;
        send();
    }

    /** Sends while the other side is ready; called whenever it becomes so. */
    synchronized void send() {
        Iterator<T> row = messages;
        if (row == null || completed) {
            return;
        }
        while (call.isReady() && row.hasNext()) {
            call.onNext(row.next());
        }
        if (!row.hasNext()) {
            completed = true;
            call.onCompleted();
        }
    }
}
