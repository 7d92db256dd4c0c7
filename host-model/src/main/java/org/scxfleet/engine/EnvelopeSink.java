package org.scxfleet.engine;

/** Where a logical process puts the messages that it sends. */
@FunctionalInterface
public interface EnvelopeSink {
    void send(Envelope envelope);
}
