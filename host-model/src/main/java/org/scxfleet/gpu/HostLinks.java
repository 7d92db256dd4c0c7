package org.scxfleet.gpu;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;

/**
 * The copy engines of a host's devices and the links that their copies pass.
 *
 * <p><b>What.</b> Copies of a device wait in line for the engine of their direction. Those under
 * way share the links of their ways, max-min fair ({@link FairShares}): the PCIe link of each chip,
 * the link above each PCIe switch, the way from one node to another, and the NVLink ports of each
 * chip, each in both directions. With copies in both directions of a PCIe link each is slower than
 * alone, those to the device by much more, as measured on real links; NVLink disturbs nobody. An
 * engine is free for the next copy as soon as one ends.
 *
 * <p><b>How.</b> One timer, armed for the next end of a copy; whenever a copy starts or ends, those
 * under way are brought up to the present and get their speeds anew, in the order of the devices.
 *
 * <p><b>Cost.</b> One event a copy, O(devices + copies under way squared); no allocation once the
 * lines have grown.
 *
 * <p><b>Leaves out.</b> The other device's engine at the far end of a copy between devices; what
 * collectives move; the inside of NVLink switches and host bridges, which have room for all ports.
 */
final class HostLinks {
    private static final int LINES = 3;

    // Links of a chip.
    private static final int PCIE_DOWN = 0;
    private static final int PCIE_UP = 1;
    private static final int NVLINK_OUT = 2;
    private static final int NVLINK_IN = 3;
    private static final int PER_CHIP = 4;

    private final EventQueue queue;
    private final int timer;
    private final Gpu[] gpus;

    /** Three lines of each device, one after the other. */
    private final CopyLine[] lines;

    /** First device of the chip, and of the switch, of each device. */
    private final int[] chip;

    private final int[] pcieSwitch;

    /** Of the link above each switch, by its first device. */
    private final long[] switchSpeed;

    private final int nodes;
    private final FairShares shares;
    private long accountedNs;

    /**
     * @param source of its timer's events
     */
    HostLinks(List<GpuSpec> specs, EventQueue queue, int owner, int source) {
        this.queue = queue;
        timer = queue.register(EventRank.DEVICE, owner, source);
        accountedNs = queue.nowNs();
        int count = specs.size();
        gpus = new Gpu[count];
        lines = new CopyLine[count * LINES];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = new CopyLine();
        }
        chip = new int[count];
        pcieSwitch = new int[count];
        switchSpeed = new long[count];
        List<String> switches = new ArrayList<>();
        int most = 0;
        for (int i = 0; i < count; i++) {
            chip[i] = firstOfChip(specs, i);
            GpuWiring wiring = specs.get(i).wiring();
            switches.add(
                    specs.get(i).node()
                            + " "
                            + wiring.hostBridge()
                            + " "
                            + wiring.switchTree()
                            + " "
                            + wiring.pcieSwitch());
            pcieSwitch[i] = switches.indexOf(switches.get(i));
            switchSpeed[pcieSwitch[i]] =
                    Math.max(switchSpeed[pcieSwitch[i]], wiring.pcieBytesPerSecond());
            most = Math.max(most, specs.get(i).node());
        }
        nodes = most + 1;
        shares = new FairShares(count * (PER_CHIP + 2) + nodes * nodes);
    }

    private static int firstOfChip(List<GpuSpec> specs, int device) {
        int number = specs.get(device).wiring().chip();
        int first = device;
        for (int i = device - 1; i >= 0 && number != GpuWiring.OWN_CHIP; i--) {
            first = specs.get(i).wiring().chip() == number ? i : first;
        }
        return first;
    }

    void attach(Gpu gpu) {
        gpus[gpu.number()] = gpu;
    }

    /**
     * Puts a copy that may start into its line.
     *
     * @param speed bytes a second of the copy alone
     * @param end the other device, or the node of the host's memory
     */
    void submit(
            long nowNs,
            Gpu gpu,
            GpuContext context,
            int stream,
            long durationNs,
            byte kind,
            long speed,
            int end) {
        advance(nowNs);
        lineOf(gpu, kind).add(context, stream, durationNs, kind, speed, end);
        settle(nowNs);
    }

    private CopyLine lineOf(Gpu gpu, byte kind) {
        int engines = gpu.spec().wiring().copyEngines();
        int line =
                switch (kind) {
                    case LaunchQueue.COPY_TO_DEVICE -> 0;
                    case LaunchQueue.COPY_TO_HOST -> 1;
                    default -> 2;
                };
        return lines[gpu.number() * LINES + Math.min(line, engines - 1)];
    }

    /** Removes the copies of a context. */
    void drop(long nowNs, GpuContext context) {
        advance(nowNs);
        for (int i = 0; i < LINES; i++) {
            int number = context.gpu.number() * LINES + i;
            CopyLine line = lines[number];
            if (line.told && line.context[line.head] == context) {
                tell(number, context, false);
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
            CopyLine line = lines[i];
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
            CopyLine line = lines[i];
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
        shares.clear();
        for (int i = 0; i < lines.length; i++) {
            CopyLine line = lines[i];
            if (line.size > 0) {
                @Nullable GpuContext context = line.context[line.head];
                if (!line.told && context != null) {
                    tell(i, context, true);
                }
                addFlow(i / LINES, line);
            }
        }
        setCapacities();
        shares.divide();
        long nextNs = Long.MAX_VALUE;
        int flow = 0;
        for (CopyLine line : lines) {
            if (line.size > 0) {
                double part = (double) shares.rate(flow++) / line.speed[line.head];
                line.pace.setRate((long) (Pace.FULL * part));
                nextNs = Math.min(nextNs, nowNs + line.pace.untilNs(line.leftNs[line.head]));
            }
        }
        if (nextNs == Long.MAX_VALUE) {
            queue.cancel(timer);
        } else {
            queue.arm(timer, nextNs);
        }
    }

    /** The links on the way of the copy at the head of a line. */
    private void addFlow(int device, CopyLine line) {
        shares.add(line.speed[line.head]);
        int end = line.end[line.head];
        int node = gpus[device].spec().node();
        switch (line.kind[line.head]) {
            case LaunchQueue.COPY_TO_DEVICE -> {
                passNodes(end, node);
                shares.passes(switchLink(device, PCIE_DOWN));
                shares.passes(chipLink(device, PCIE_DOWN));
            }
            case LaunchQueue.COPY_TO_HOST -> {
                shares.passes(chipLink(device, PCIE_UP));
                shares.passes(switchLink(device, PCIE_UP));
                passNodes(node, end);
            }
            case LaunchQueue.COPY_BY_NVLINK -> {
                shares.passes(chipLink(device, NVLINK_OUT));
                shares.passes(chipLink(end, NVLINK_IN));
            }
            default -> {
                shares.passes(chipLink(device, PCIE_UP));
                if (pcieSwitch[device] != pcieSwitch[end]) {
                    shares.passes(switchLink(device, PCIE_UP));
                    passNodes(node, gpus[end].spec().node());
                    shares.passes(switchLink(end, PCIE_DOWN));
                }
                shares.passes(chipLink(end, PCIE_DOWN));
            }
        }
    }

    private void passNodes(int from, int to) {
        if (from != to && from < nodes && to < nodes) {
            shares.passes(nodeLink(from, to));
        }
    }

    private int chipLink(int device, int which) {
        return chip[device] * PER_CHIP + which;
    }

    private int switchLink(int device, int which) {
        return gpus.length * PER_CHIP + pcieSwitch[device] * 2 + which;
    }

    private int nodeLink(int from, int to) {
        return gpus.length * (PER_CHIP + 2) + from * nodes + to;
    }

    private void setCapacities() {
        for (int i = 0; i < gpus.length; i++) {
            GpuWiring wiring = gpus[i].spec().wiring();
            long pcie = wiring.pcieBytesPerSecond();
            boolean down = shares.isUsed(chipLink(i, PCIE_DOWN));
            boolean up = shares.isUsed(chipLink(i, PCIE_UP));
            shares.setCapacity(
                    chipLink(i, PCIE_DOWN),
                    up ? part(pcie, GpuWiring.DUPLEX_TO_DEVICE_PER_1024) : pcie);
            shares.setCapacity(
                    chipLink(i, PCIE_UP),
                    down ? part(pcie, GpuWiring.DUPLEX_TO_HOST_PER_1024) : pcie);
            shares.setCapacity(chipLink(i, NVLINK_OUT), wiring.nvlinkBytesPerSecond());
            shares.setCapacity(chipLink(i, NVLINK_IN), wiring.nvlinkBytesPerSecond());
            shares.setCapacity(switchLink(i, PCIE_DOWN), switchSpeed[pcieSwitch[i]]);
            shares.setCapacity(switchLink(i, PCIE_UP), switchSpeed[pcieSwitch[i]]);
        }
        for (int from = 0; from < nodes; from++) {
            for (int to = 0; to < nodes; to++) {
                shares.setCapacity(nodeLink(from, to), GpuWiring.NODES_BYTES_PER_SECOND);
            }
        }
    }

    private static long part(long bytesPerSecond, int per1024) {
        return bytesPerSecond / GpuSharing.WHOLE * per1024
                + bytesPerSecond % GpuSharing.WHOLE * per1024 / GpuSharing.WHOLE;
    }
}
