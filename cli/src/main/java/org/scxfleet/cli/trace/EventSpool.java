package org.scxfleet.cli.trace;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;

/**
 * The events of one host on disk: kind, then time since the event before, kernel, CPU, task and the
 * two numbers, each as few bytes as it needs. Some 10 bytes an event; nothing is allocated.
 *
 * <p>Events outside the time asked for are not written. What comes after the size limit is counted
 * only.
 */
final class EventSpool implements TraceSink, AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;

    /** One byte for the kind and six numbers of at most ten bytes. */
    private static final int EVENT_BYTES_MAX = 61;

    private static final TraceKind[] KINDS = TraceKind.values();

    private final Path file;
    private final OutputStream out;
    private final long fromNs;
    private final long untilNs;
    private final long maxBytes;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int filled;
    private long written;
    private long lastNs;
    private long dropped;
    private long firstDroppedNs = -1;
    private boolean closed;

    EventSpool(Path file, long fromNs, long untilNs, long maxBytes) throws IOException {
        this.file = file;
        this.fromNs = fromNs;
        this.untilNs = untilNs;
        this.maxBytes = maxBytes;
        out = Files.newOutputStream(file);
    }

    @Override
    public void accept(TraceKind kind, long timeNs, int kernel, int cpu, int task, long a, long b) {
        if (timeNs < fromNs || timeNs >= untilNs) {
            return;
        }
        if (written + filled >= maxBytes) {
            firstDroppedNs = dropped == 0 ? timeNs : firstDroppedNs;
            dropped++;
            return;
        }
        if (filled + EVENT_BYTES_MAX > BUFFER_BYTES) {
            flush();
        }
        buffer[filled++] = (byte) kind.ordinal();
        put(timeNs - lastNs);
        put(kernel);
        put(cpu + 1L);
        put(task + 1L);
        put(folded(a));
        put(folded(b));
        lastNs = timeNs;
    }

    /** Events after the size limit. */
    long dropped() {
        return dropped;
    }

    /** Time of the first event after the size limit, -1 if there is none. */
    long firstDroppedNs() {
        return firstDroppedNs;
    }

    /** Hands all events to the sink, in order; after {@link #close}. */
    void replay(TraceSink sink) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            long timeNs = 0;
            for (int kind = in.read(); kind >= 0; kind = in.read()) {
                timeNs += take(in);
                int kernel = (int) take(in);
                int cpu = (int) take(in) - 1;
                int task = (int) take(in) - 1;
                sink.accept(
                        KINDS[kind],
                        timeNs,
                        kernel,
                        cpu,
                        task,
                        unfolded(take(in)),
                        unfolded(take(in)));
            }
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            flush();
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flush() {
        try {
            out.write(buffer, 0, filled);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        written += filled;
        filled = 0;
    }

    private void put(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            buffer[filled++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[filled++] = (byte) rest;
    }

    private static long take(InputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the spool ends inside an event");
            }
            value |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IOException("the spool has a number of more than ten bytes");
    }

    /** Small negative numbers become small positive ones. */
    private static long folded(long value) {
        return (value << 1) ^ (value >> 63);
    }

    private static long unfolded(long value) {
        return (value >>> 1) ^ -(value & 1);
    }
}
