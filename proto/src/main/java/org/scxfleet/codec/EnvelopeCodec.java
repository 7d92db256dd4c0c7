package org.scxfleet.codec;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.engine.Envelope;
import org.scxfleet.v1.CommonProto.EnvelopeBatch;
import org.scxfleet.v1.CommonProto.EnvelopeKind;

/** Messages between hosts, packed column by column. */
public final class EnvelopeCodec {
    /** Messages in one batch: about half of the largest message when every number is large. */
    public static final int BATCH_MAX = 100_000;

    private EnvelopeCodec() {}

    /** The envelopes from index {@code from} to index {@code to}, exclusive, as one batch. */
    public static EnvelopeBatch encode(List<Envelope> envelopes, int from, int to) {
        if (to - from > BATCH_MAX) {
            throw new IllegalArgumentException(
                    (to - from) + " messages in one batch, the most is " + BATCH_MAX);
        }
        if (from >= to) {
            return EnvelopeBatch.getDefaultInstance();
        }
        EnvelopeBatch.Builder batch = EnvelopeBatch.newBuilder();
        long baseNs = envelopes.get(from).deliverAtNs();
        batch.setBaseNs(baseNs);
        for (int i = from; i < to; i++) {
            Envelope envelope = envelopes.get(i);
            batch.addDeliverAfterBaseNs(envelope.deliverAtNs() - baseNs)
                    .addSource(envelope.source())
                    .addSequence(envelope.sequence())
                    .addTarget(envelope.target())
                    .addKind(kind(envelope.kind()))
                    .addA(envelope.a())
                    .addB(envelope.b())
                    .addC(envelope.c())
                    .addD(envelope.d());
        }
        return batch.build();
    }

    /** Adds the envelopes of the batch to a list. */
    public static void decode(EnvelopeBatch batch, List<Envelope> into) {
        int count = batch.getKindCount();
        if (count > BATCH_MAX) {
            throw new IllegalArgumentException(
                    count + " messages in one batch, the most is " + BATCH_MAX);
        }
        column("deliver time", batch.getDeliverAfterBaseNsCount(), count);
        column("source", batch.getSourceCount(), count);
        column("sequence", batch.getSequenceCount(), count);
        column("target", batch.getTargetCount(), count);
        column("a", batch.getACount(), count);
        column("b", batch.getBCount(), count);
        column("c", batch.getCCount(), count);
        column("d", batch.getDCount(), count);
        if (into instanceof ArrayList<Envelope> list) {
            list.ensureCapacity(list.size() + count);
        }
        for (int i = 0; i < count; i++) {
            into.add(
                    new Envelope(
                            batch.getBaseNs() + batch.getDeliverAfterBaseNs(i),
                            batch.getSource(i),
                            batch.getSequence(i),
                            batch.getTarget(i),
                            kind(batch.getKind(i)),
                            batch.getA(i),
                            batch.getB(i),
                            batch.getC(i),
                            batch.getD(i)));
        }
    }

    private static void column(String name, int size, int count) {
        if (size != count) {
            throw new IllegalArgumentException(
                    "a batch of " + count + " messages has " + size + " entries of " + name);
        }
    }

    private static EnvelopeKind kind(Envelope.Kind kind) {
        return switch (kind) {
            case REQUEST -> EnvelopeKind.ENVELOPE_KIND_REQUEST;
            case REPLY -> EnvelopeKind.ENVELOPE_KIND_REPLY;
            case COLLECTIVE_ARRIVE -> EnvelopeKind.ENVELOPE_KIND_COLLECTIVE_ARRIVE;
            case COLLECTIVE_RELEASE -> EnvelopeKind.ENVELOPE_KIND_COLLECTIVE_RELEASE;
        };
    }

    private static Envelope.Kind kind(EnvelopeKind kind) {
        return switch (kind) {
            case ENVELOPE_KIND_REQUEST -> Envelope.Kind.REQUEST;
            case ENVELOPE_KIND_REPLY -> Envelope.Kind.REPLY;
            case ENVELOPE_KIND_COLLECTIVE_ARRIVE -> Envelope.Kind.COLLECTIVE_ARRIVE;
            case ENVELOPE_KIND_COLLECTIVE_RELEASE -> Envelope.Kind.COLLECTIVE_RELEASE;
            case ENVELOPE_KIND_UNSPECIFIED, UNRECOGNIZED -> throw Unknown.value("message kind");
        };
    }
}
