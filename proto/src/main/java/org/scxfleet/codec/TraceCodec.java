package org.scxfleet.codec;

import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;
import org.scxfleet.v1.NodeProto.TraceBatch;

/** Events of one host, packed column by column. */
public final class TraceCodec {
    /** Events in one batch; some 10 bytes each, at most 60. */
    public static final int BATCH_MAX = 32_768;

    private static final TraceKind[] KINDS = TraceKind.values();

    private TraceCodec() {}

    /** Gathers events until somebody takes the batch. */
    public static final class Writer implements TraceSink {
        private final int host;
        private TraceBatch.Builder batch;
        private long lastNs;

        public Writer(int host) {
            this.host = host;
            batch = TraceBatch.newBuilder().setHost(host);
        }

        @Override
        public void accept(
                TraceKind kind, long timeNs, int kernel, int cpu, int task, long a, long b) {
            batch.addKind(kind.ordinal())
                    .addAfterNs(timeNs - lastNs)
                    .addKernel(kernel)
                    .addCpu(cpu)
                    .addTask(task)
                    .addA(a)
                    .addB(b);
            lastNs = timeNs;
        }

        /** Events gathered. */
        public int size() {
            return batch.getKindCount();
        }

        /** The events gathered; begins anew. */
        public TraceBatch take() {
            TraceBatch taken = batch.build();
            batch = TraceBatch.newBuilder().setHost(host);
            lastNs = 0;
            return taken;
        }
    }

    /**
     * Hands the events of a batch to a sink.
     *
     * @throws IllegalArgumentException if the batch is not as it must be
     */
    public static void decode(TraceBatch batch, TraceSink into) {
        int count = batch.getKindCount();
        if (count > BATCH_MAX
                || batch.getAfterNsCount() != count
                || batch.getKernelCount() != count
                || batch.getCpuCount() != count
                || batch.getTaskCount() != count
                || batch.getACount() != count
                || batch.getBCount() != count) {
            throw new IllegalArgumentException(
                    "a batch of " + count + " events with columns of different length");
        }
        long timeNs = 0;
        for (int i = 0; i < count; i++) {
            int kind = batch.getKind(i);
            if (kind < 0 || kind >= KINDS.length) {
                throw Unknown.value("kind of event");
            }
            timeNs += batch.getAfterNs(i);
            into.accept(
                    KINDS[kind],
                    timeNs,
                    batch.getKernel(i),
                    batch.getCpu(i),
                    batch.getTask(i),
                    batch.getA(i),
                    batch.getB(i));
        }
    }
}
