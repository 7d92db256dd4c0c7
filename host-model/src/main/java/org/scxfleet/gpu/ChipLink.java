package org.scxfleet.gpu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;

/**
 * The copy engines of one chip and its link to the host.
 *
 * <p><b>What.</b> Copies of a device wait in line for the engine of their direction and then move
 * at the speed of their way. Those that are under way in the same direction of the PCIe link share
 * it (a device alone has one at a time, MIG instances have one each). With copies in both
 * directions each is slower than alone, those to the device by much more, as measured on real
 * links; NVLink disturbs nobody. An engine is free for the next copy as soon as one ends.
 *
 * <p><b>How.</b> One timer a chip, armed for the next end of a copy; whenever a copy starts or
 * ends, those under way are brought up to the present and get their speeds anew.
 *
 * <p><b>Cost.</b> One event a copy, O(engines of the chip); no allocation once the lines have
 * grown.
 *
 * <p><b>Leaves out.</b> Links between switches and sockets that several chips share, and the other
 * device's engines at the far end of a copy between devices.
 */
final class ChipLink {
    private static final int LINES = 3;

    private final EventQueue queue;
    private final int timer;

    /** Devices on this chip, and the lines of each one after the other. */
    private Gpu[] gpus = new Gpu[0];

    private Line[] lines = new Line[0];
    private long accountedNs;

    /** The copies of one engine of one device, first come first served. */
    private static final class Line {
        private @Nullable GpuContext[] context = new GpuContext[4];
        private int[] stream = new int[4];
        private long[] leftNs = new long[4];
        private byte[] kind = new byte[4];
        private int head;
        private int size;

        /** The listener knows of the copy under way. */
        private boolean told;

        private final Pace pace = new Pace();

        void add(GpuContext owner, int ofStream, long durationNs, byte what) {
            if (size == stream.length) {
                grow();
            }
            int place = (head + size) & (stream.length - 1);
            context[place] = owner;
            stream[place] = ofStream;
            leftNs[place] = durationNs;
            kind[place] = what;
            size++;
        }

        private void grow() {
            int old = stream.length;
            @Nullable GpuContext[] contexts = Arrays.copyOf(context, 2 * old);
            int[] streams = Arrays.copyOf(stream, 2 * old);
            long[] left = Arrays.copyOf(leftNs, 2 * old);
            byte[] kinds = Arrays.copyOf(kind, 2 * old);
            for (int i = 0; i < size; i++) {
                int from = (head + i) & (old - 1);
                contexts[i] = context[from];
                streams[i] = stream[from];
                left[i] = leftNs[from];
                kinds[i] = kind[from];
            }
            context = contexts;
            stream = streams;
            leftNs = left;
            kind = kinds;
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

    /**
     * @param source of its timer's events
     */
    ChipLink(EventQueue queue, int owner, int source) {
        this.queue = queue;
        timer = queue.register(EventRank.DEVICE, owner, source);
        accountedNs = queue.nowNs();
    }

    void attach(Gpu gpu) {
        gpus = Arrays.copyOf(gpus, gpus.length + 1);
        gpus[gpus.length - 1] = gpu;
        int before = lines.length;
        lines = Arrays.copyOf(lines, before + LINES);
        for (int i = before; i < lines.length; i++) {
            lines[i] = new Line();
        }
    }

    /** Puts a copy that may start into its line. */
    void submit(long nowNs, Gpu gpu, GpuContext context, int stream, long durationNs, byte kind) {
        advance(nowNs);
        lineOf(gpu, kind).add(context, stream, durationNs, kind);
        settle(nowNs);
    }

    private Line lineOf(Gpu gpu, byte kind) {
        int first = 0;
        while (gpus[first / LINES] != gpu) {
            first += LINES;
        }
        int engines = gpu.spec().wiring().copyEngines();
        int line =
                switch (kind) {
                    case LaunchQueue.COPY_TO_DEVICE -> 0;
                    case LaunchQueue.COPY_TO_HOST -> 1;
                    default -> 2;
                };
        return lines[first + Math.min(line, engines - 1)];
    }

    /** Removes the copies of a context. */
    void drop(long nowNs, GpuContext context) {
        advance(nowNs);
        for (int i = 0; i < lines.length; i++) {
            Line line = lines[i];
            if (line.told && line.context[line.head] == context) {
                tell(i, context, false);
            }
            line.drop(context);
        }
        settle(nowNs);
    }

    /** The timer has fired: tells of the copies that are complete, one line after the other. */
    void event() {
        long nowNs = queue.nowNs();
        advance(nowNs);
        for (int i = 0; i < lines.length; i++) {
            Line line = lines[i];
            GpuContext context = line.size > 0 ? line.context[line.head] : null;
            if (context != null && line.leftNs[line.head] == 0) {
                int stream = line.stream[line.head];
                tell(i, context, false);
                line.removeHead();
                gpus[i / LINES].copyDone(context, stream);
            }
        }
        settle(nowNs);
    }

    /** Brings the copies under way up to a time. */
    void advance(long nowNs) {
        long elapsedNs = nowNs - accountedNs;
        if (elapsedNs <= 0) {
            return;
        }
        accountedNs = nowNs;
        for (int i = 0; i < lines.length; i++) {
            Line line = lines[i];
            if (line.size > 0) {
                long left = line.leftNs[line.head];
                line.leftNs[line.head] = Math.max(0, left - line.pace.pass(elapsedNs));
                GpuTally tally = gpus[i / LINES].tally;
                if (line.kind[line.head] == LaunchQueue.COPY_TO_DEVICE) {
                    tally.copyToDeviceNs += elapsedNs;
                } else {
                    tally.copyFromDeviceNs += elapsedNs;
                }
            }
        }
    }

    private void tell(int line, GpuContext context, boolean runs) {
        lines[line].told = runs;
        Gpu gpu = gpus[line / LINES];
        gpu.listener.copyRuns(gpu.number(), context.task, lines[line].way(), runs);
    }

    private void settle(long nowNs) {
        int toDevice = 0;
        int fromDevice = 0;
        for (int i = 0; i < lines.length; i++) {
            Line line = lines[i];
            if (line.size > 0) {
                GpuContext context = line.context[line.head];
                if (!line.told && context != null) {
                    tell(i, context, true);
                }
                byte kind = line.kind[line.head];
                toDevice += kind == LaunchQueue.COPY_TO_DEVICE ? 1 : 0;
                fromDevice +=
                        kind == LaunchQueue.COPY_TO_HOST || kind == LaunchQueue.COPY_TO_PEER
                                ? 1
                                : 0;
            }
        }
        long nextNs = Long.MAX_VALUE;
        for (Line line : lines) {
            if (line.size > 0) {
                line.pace.setRate(rate(line.kind[line.head], toDevice, fromDevice));
                long waitNs = line.pace.untilNs(line.leftNs[line.head]);
                nextNs = Math.min(nextNs, nowNs + waitNs);
            }
        }
        if (nextNs == Long.MAX_VALUE) {
            queue.cancel(timer);
        } else {
            queue.arm(timer, nextNs);
        }
    }

    private static long rate(byte kind, int toDevice, int fromDevice) {
        if (kind == LaunchQueue.COPY_BY_NVLINK) {
            return Pace.FULL;
        }
        if (kind == LaunchQueue.COPY_TO_DEVICE) {
            long both = fromDevice > 0 ? GpuWiring.DUPLEX_TO_DEVICE_PER_1024 : GpuSharing.WHOLE;
            return Pace.FULL * both / GpuSharing.WHOLE / toDevice;
        }
        long both = toDevice > 0 ? GpuWiring.DUPLEX_TO_HOST_PER_1024 : GpuSharing.WHOLE;
        return Pace.FULL * both / GpuSharing.WHOLE / fromDevice;
    }
}
