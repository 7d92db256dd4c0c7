package org.scxfleet.cli.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.scxfleet.ops.ExitKind;
import org.scxfleet.task.TaskState;
import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;

/**
 * Turns the events of one host into tracks: CPUs, thread states and wake-ups of every kernel, one
 * track for each GPU, one for each vCPU while it is in guest mode, and one for sched_ext.
 */
final class HostPicture implements TraceSink {
    private static final String GPU = "gpu";
    private static final String PARTITIONS = "GPU partitions";
    private static final String GUEST = "guest";
    private static final String SCHED_EXT = "sched_ext";
    private static final String HOTPLUG = "CPU hotplug";

    private final List<PerfettoWriter> writers;
    private final List<TracedKernel> kernels;
    private final long maxBytes;
    private final TreeSet<String> open = new TreeSet<>();

    /** Context that is drawn on each device's own track at present. */
    private final TreeMap<String, Long> gpuOwners = new TreeMap<>();

    private final List<String> gpuNames;
    private long dropped;
    private long firstDroppedNs = -1;

    /**
     * @param writers one for each kernel of the host
     * @param gpuNames of the devices by number
     * @param maxBytes of all kernels of the host together
     */
    HostPicture(
            List<PerfettoWriter> writers,
            List<TracedKernel> kernels,
            List<String> gpuNames,
            long maxBytes) {
        this.writers = List.copyOf(writers);
        this.kernels = List.copyOf(kernels);
        this.gpuNames = List.copyOf(gpuNames);
        this.maxBytes = maxBytes;
    }

    long dropped() {
        return dropped;
    }

    long firstDroppedNs() {
        return firstDroppedNs;
    }

    @Override
    public void accept(TraceKind kind, long timeNs, int kernel, int cpu, int task, long a, long b) {
        if (bytes() >= maxBytes) {
            firstDroppedNs = dropped == 0 ? timeNs : firstDroppedNs;
            dropped++;
            return;
        }
        PerfettoWriter writer = writers.get(kernel);
        TracedKernel names = kernels.get(kernel);
        switch (kind) {
            case SWITCH -> writer.writeSwitch(timeNs, cpu, a, stateOf(a, b), task);
            case WAKEUP, WAKEUP_NEW ->
                    writer.writeWaking(timeNs, cpu < 0 ? (int) b : cpu, a, task, (int) b);
            case GPU_RUN ->
                    begin(
                            writer,
                            timeNs,
                            gpuTrack(kernel, a, b),
                            kernel,
                            GPU,
                            names.threadName(task));
            case GPU_STOP -> {
                end(writer, timeNs, gpuTrack(kernel, a, b), kernel);
                gpuOwners.remove(kernel + " " + gpuTrack(a), b);
            }
            case GPU_COPY ->
                    begin(writer, timeNs, copyTrack(a, b), kernel, GPU, names.threadName(task));
            case GPU_COPY_END -> end(writer, timeNs, copyTrack(a, b), kernel);
            case GPU_PARTITION -> writer.writeInstant(timeNs, PARTITIONS, GPU, partition(a, b));
            case VCPU -> {
                String track = "vCPU " + names.threadName(task);
                if (a == 1) {
                    begin(writer, timeNs, track, kernel, GUEST, "guest mode");
                } else {
                    end(writer, timeNs, track, kernel);
                }
            }
            case SCX_ENABLE -> writer.writeInstant(timeNs, SCHED_EXT, SCHED_EXT, "enable");
            case SCX_EXIT -> writer.writeInstant(timeNs, SCHED_EXT, SCHED_EXT, exit(a));
            case BYPASS -> {
                if (a == 1) {
                    begin(writer, timeNs, "sched_ext bypass", kernel, SCHED_EXT, "bypass");
                } else {
                    end(writer, timeNs, "sched_ext bypass", kernel);
                }
            }
            case HOTPLUG -> writer.writeInstant(timeNs, HOTPLUG, "hotplug", hotplug(cpu, a == 1));
            case MIGRATE,
                    FORK,
                    EXIT,
                    TICK,
                    KICK,
                    RESCHED,
                    CLASS_CHANGE,
                    ITERATION,
                    GPU_LAUNCH,
                    SEND,
                    RECEIVE,
                    THROTTLE,
                    BOOST,
                    SCX_PROGRAM -> {
                // Not drawn: visible in the tracks above, or of interest to programs only.
            }
        }
    }

    private long bytes() {
        long bytes = 0;
        for (PerfettoWriter writer : writers) {
            bytes += writer.bytes();
        }
        return bytes;
    }

    private void begin(
            PerfettoWriter writer,
            long timeNs,
            String track,
            int kernel,
            String category,
            String name) {
        if (open.add(kernel + " " + track)) {
            writer.writeSliceBegin(timeNs, track, category, name);
        }
    }

    /** An end whose beginning lies before the recording is not drawn. */
    private void end(PerfettoWriter writer, long timeNs, String track, int kernel) {
        if (open.remove(kernel + " " + track)) {
            writer.writeSliceEnd(timeNs, track);
        }
    }

    /** The track of the device; of contexts that run together all but the first have their own. */
    private String gpuTrack(int kernel, long device, long context) {
        String track = gpuTrack(device);
        Long owner = gpuOwners.putIfAbsent(kernel + " " + track, context);
        return owner == null || owner == context ? track : track + " context " + context;
    }

    private static String partition(long device, long instances) {
        return "GPU " + device + ": " + (instances == 0 ? "whole" : instances + " instances");
    }

    private static String hotplug(int cpu, boolean online) {
        return "CPU " + cpu + (online ? " online" : " offline");
    }

    private String copyTrack(long device, long way) {
        String where = way == 0 ? " in" : way == 1 ? " out" : " to peers";
        return gpuTrack(device) + " copies" + where;
    }

    private String gpuTrack(long device) {
        String model = device < gpuNames.size() ? " " + gpuNames.get((int) device) : "";
        return "GPU " + device + model;
    }

    private static int stateOf(long prev, long state) {
        if (prev < 0) {
            return PerfettoFields.STATE_RUNNING;
        }
        if (state == TaskState.SLEEPING.ordinal()) {
            return PerfettoFields.STATE_SLEEPING;
        }
        return state == TaskState.DEAD.ordinal()
                ? PerfettoFields.STATE_DEAD
                : PerfettoFields.STATE_PREEMPTED;
    }

    private static String exit(long kindNumber) {
        List<String> names = new ArrayList<>();
        for (ExitKind kind : ExitKind.values()) {
            if (kind.value() == kindNumber) {
                names.add(kind.reason());
            }
        }
        return "exit: " + (names.isEmpty() ? "kind " + kindNumber : names.getFirst());
    }
}
