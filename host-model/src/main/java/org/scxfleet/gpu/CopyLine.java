package org.scxfleet.gpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The copies of one engine of one device, first come first served. A growing ring. */
final class CopyLine {
    @Nullable GpuContext[] context = new GpuContext[4];
    int[] stream = new int[4];
    long[] leftNs = new long[4];
    byte[] kind = new byte[4];

    /** Bytes a second of a copy that is alone on its way. */
    long[] speed = new long[4];

    /** The other device, or the node of the host's memory. */
    int[] end = new int[4];

    int head;
    int size;

    /** The listener knows of the copy under way. */
    boolean told;

    final Pace pace = new Pace();

    void add(GpuContext owner, int ofStream, long durationNs, byte what, long alone, int far) {
        if (size == stream.length) {
            grow();
        }
        int place = (head + size) & (stream.length - 1);
        context[place] = owner;
        stream[place] = ofStream;
        leftNs[place] = durationNs;
        kind[place] = what;
        speed[place] = alone;
        end[place] = far;
        size++;
    }

    private void grow() {
        int old = stream.length;
        @Nullable GpuContext[] contexts = Arrays.copyOf(context, 2 * old);
        int[] streams = Arrays.copyOf(stream, 2 * old);
        long[] left = Arrays.copyOf(leftNs, 2 * old);
        byte[] kinds = Arrays.copyOf(kind, 2 * old);
        long[] speeds = Arrays.copyOf(speed, 2 * old);
        int[] ends = Arrays.copyOf(end, 2 * old);
        for (int i = 0; i < size; i++) {
            int from = (head + i) & (old - 1);
            contexts[i] = context[from];
            streams[i] = stream[from];
            left[i] = leftNs[from];
            kinds[i] = kind[from];
            speeds[i] = speed[from];
            ends[i] = end[from];
        }
        context = contexts;
        stream = streams;
        leftNs = left;
        kind = kinds;
        speed = speeds;
        end = ends;
        head = 0;
    }

    void drop(GpuContext owner) {
        int kept = 0;
        boolean first = size > 0 && context[head] == owner;
        for (int i = 0; i < size; i++) {
            int from = (head + i) & (stream.length - 1);
            if (context[from] != owner) {
                int to = (head + kept++) & (stream.length - 1);
                context[to] = context[from];
                stream[to] = stream[from];
                leftNs[to] = leftNs[from];
                kind[to] = kind[from];
                speed[to] = speed[from];
                end[to] = end[from];
            }
        }
        size = kept;
        if (first) {
            pace.clear();
        }
    }

    GpuSet.CopyWay way() {
        return switch (kind[head]) {
            case LaunchQueue.COPY_TO_DEVICE -> GpuSet.CopyWay.TO_DEVICE;
            case LaunchQueue.COPY_TO_HOST -> GpuSet.CopyWay.TO_HOST;
            default -> GpuSet.CopyWay.PEER;
        };
    }

    void removeHead() {
        context[head] = null;
        head = (head + 1) & (stream.length - 1);
        size--;
        pace.clear();
    }
}
