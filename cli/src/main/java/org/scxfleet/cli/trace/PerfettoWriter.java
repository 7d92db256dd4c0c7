package org.scxfleet.cli.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.topology.CpuTopology;

/**
 * Writes packets of a Perfetto trace for one kernel. Scheduling events are collected per CPU and
 * written as bundles; slices and instants go to tracks of their own below the kernel's process.
 *
 * <p>The release in the system information is not decoration: without one, the importer reads task
 * states as a 4.4 kernel's.
 */
final class PerfettoWriter {
    /** Release of the modelled kernel. */
    static final String RELEASE = "7.3.4";

    private static final int BUNDLE_BYTES = 1 << 15;
    private static final int PRIORITY = 120;
    private static final int INCREMENTAL_STATE_CLEARED = 1;
    private static final long TRACKS_PER_KERNEL = 1L << 32;

    private final TracedKernel kernel;
    private final OutputStream out;
    private final TreeMap<Integer, ProtoMessage> bundles = new TreeMap<>();
    private final ProtoMessage packet = new ProtoMessage();
    private final ProtoMessage file = new ProtoMessage();
    private final ProtoMessage event = new ProtoMessage();
    private final ProtoMessage body = new ProtoMessage();
    private final TreeMap<String, Long> tracks = new TreeMap<>();
    private long bytes;
    private long pending;

    PerfettoWriter(TracedKernel kernel, OutputStream out) {
        this.kernel = kernel;
        this.out = out;
    }

    /** Bytes written, and waiting in bundles. */
    long bytes() {
        return bytes + pending;
    }

    /** Describes the machine, its process and its threads. */
    void writeDescription() {
        KernelSpec spec = kernel.spec();
        ProtoMessage utsname =
                new ProtoMessage()
                        .text(PerfettoFields.UTSNAME_SYSNAME, "Linux")
                        .text(PerfettoFields.UTSNAME_VERSION, "#1 SMP PREEMPT_LAZY emulated")
                        .text(PerfettoFields.UTSNAME_RELEASE, RELEASE)
                        .text(PerfettoFields.UTSNAME_MACHINE, "x86_64");
        ProtoMessage system =
                new ProtoMessage()
                        .message(PerfettoFields.SYSTEM_UTSNAME, utsname)
                        .number(PerfettoFields.SYSTEM_HZ, spec.options().hz())
                        .number(PerfettoFields.SYSTEM_NUM_CPUS, spec.topology().cpuCount())
                        .text(PerfettoFields.SYSTEM_MACHINE_NAME, kernel.name());
        startPacket(0).number(PerfettoFields.PACKET_SEQUENCE_FLAGS, INCREMENTAL_STATE_CLEARED);
        packet.message(PerfettoFields.PACKET_SYSTEM_INFO, system);
        endPacket();
        writeCpus(spec.topology());
        writeProcess();
    }

    private void writeCpus(CpuTopology topology) {
        ProtoMessage info = new ProtoMessage();
        for (int cpu = 0; cpu < topology.cpuCount(); cpu++) {
            ProtoMessage one =
                    new ProtoMessage()
                            .text(PerfettoFields.CPU_PROCESSOR, topology.name())
                            .number(PerfettoFields.CPU_CAPACITY, topology.capacityPer1024(cpu));
            info.message(PerfettoFields.CPU_INFO_CPUS, one);
        }
        startPacket(0).message(PerfettoFields.PACKET_CPU_INFO, info);
        endPacket();
    }

    private void writeProcess() {
        ProtoMessage process =
                new ProtoMessage()
                        .number(PerfettoFields.PROCESS_PID, kernel.processId())
                        .number(PerfettoFields.PROCESS_PPID, 0)
                        .text(PerfettoFields.PROCESS_CMDLINE, kernel.name());
        ProtoMessage tree = new ProtoMessage().message(PerfettoFields.TREE_PROCESSES, process);
        List<String> names = kernel.taskNames();
        for (int task = 0; task < names.size(); task++) {
            ProtoMessage thread =
                    new ProtoMessage()
                            .number(PerfettoFields.THREAD_TID, kernel.threadId(task))
                            .text(PerfettoFields.THREAD_NAME, names.get(task))
                            .number(PerfettoFields.THREAD_TGID, kernel.processId());
            tree.message(PerfettoFields.TREE_THREADS, thread);
        }
        startPacket(0).message(PerfettoFields.PACKET_PROCESS_TREE, tree);
        endPacket();
        ProtoMessage descriptor =
                new ProtoMessage()
                        .number(PerfettoFields.PROCESS_DESCRIPTOR_PID, kernel.processId())
                        .text(PerfettoFields.PROCESS_DESCRIPTOR_NAME, kernel.name());
        ProtoMessage track =
                new ProtoMessage()
                        .unsigned(PerfettoFields.TRACK_UUID, processTrack())
                        .message(PerfettoFields.TRACK_PROCESS, descriptor);
        startPacket(0).message(PerfettoFields.PACKET_TRACK_DESCRIPTOR, track);
        endPacket();
    }

    /** A CPU goes from one task to another; -1 is the idle task. */
    void writeSwitch(long timeNs, int cpu, long prev, int prevState, long next) {
        body.reset()
                .text(PerfettoFields.SWITCH_PREV_COMM, kernel.threadName(prev))
                .number(PerfettoFields.SWITCH_PREV_PID, kernel.threadId(prev))
                .number(PerfettoFields.SWITCH_PREV_PRIO, PRIORITY)
                .number(PerfettoFields.SWITCH_PREV_STATE, prevState)
                .text(PerfettoFields.SWITCH_NEXT_COMM, kernel.threadName(next))
                .number(PerfettoFields.SWITCH_NEXT_PID, kernel.threadId(next))
                .number(PerfettoFields.SWITCH_NEXT_PRIO, PRIORITY);
        addToBundle(timeNs, cpu, kernel.threadId(prev), PerfettoFields.EVENT_SCHED_SWITCH);
    }

    /** A task is woken by another (-1: by an interrupt) and queued on a CPU. */
    void writeWaking(long timeNs, int cpu, long waker, long wakee, int targetCpu) {
        body.reset()
                .text(PerfettoFields.WAKING_COMM, kernel.threadName(wakee))
                .number(PerfettoFields.WAKING_PID, kernel.threadId(wakee))
                .number(PerfettoFields.WAKING_PRIO, PRIORITY)
                .number(PerfettoFields.WAKING_SUCCESS, 1)
                .number(PerfettoFields.WAKING_TARGET_CPU, targetCpu);
        addToBundle(timeNs, cpu, kernel.threadId(waker), PerfettoFields.EVENT_SCHED_WAKING);
    }

    /** A slice begins on the track of that name. */
    void writeSliceBegin(long timeNs, String track, String category, String name) {
        ProtoMessage slice =
                body.reset()
                        .number(PerfettoFields.TRACK_EVENT_TYPE, PerfettoFields.TYPE_SLICE_BEGIN)
                        .unsigned(PerfettoFields.TRACK_EVENT_TRACK_UUID, track(track))
                        .text(PerfettoFields.TRACK_EVENT_CATEGORY, category)
                        .text(PerfettoFields.TRACK_EVENT_NAME, name);
        startPacket(timeNs).message(PerfettoFields.PACKET_TRACK_EVENT, slice);
        endPacket();
    }

    void writeSliceEnd(long timeNs, String track) {
        ProtoMessage slice =
                body.reset()
                        .number(PerfettoFields.TRACK_EVENT_TYPE, PerfettoFields.TYPE_SLICE_END)
                        .unsigned(PerfettoFields.TRACK_EVENT_TRACK_UUID, track(track));
        startPacket(timeNs).message(PerfettoFields.PACKET_TRACK_EVENT, slice);
        endPacket();
    }

    void writeInstant(long timeNs, String track, String category, String name) {
        ProtoMessage instant =
                body.reset()
                        .number(PerfettoFields.TRACK_EVENT_TYPE, PerfettoFields.TYPE_INSTANT)
                        .unsigned(PerfettoFields.TRACK_EVENT_TRACK_UUID, track(track))
                        .text(PerfettoFields.TRACK_EVENT_CATEGORY, category)
                        .text(PerfettoFields.TRACK_EVENT_NAME, name);
        startPacket(timeNs).message(PerfettoFields.PACKET_TRACK_EVENT, instant);
        endPacket();
    }

    /** Writes what waits in bundles. */
    void finish() {
        bundles.forEach(this::writeBundle);
        bundles.clear();
        pending = 0;
    }

    private void addToBundle(long timeNs, int cpu, int pid, int field) {
        event.reset()
                .number(PerfettoFields.EVENT_TIMESTAMP, timeNs)
                .number(PerfettoFields.EVENT_PID, pid)
                .message(field, body);
        ProtoMessage bundle = bundles.computeIfAbsent(cpu, _ -> new ProtoMessage());
        int before = bundle.size();
        bundle.message(PerfettoFields.BUNDLE_EVENT, event);
        pending += bundle.size() - before;
        if (bundle.size() >= BUNDLE_BYTES) {
            pending -= bundle.size();
            writeBundle(cpu, bundle);
            bundle.reset();
        }
    }

    private void writeBundle(int cpu, ProtoMessage events) {
        ProtoMessage bundle =
                new ProtoMessage().number(PerfettoFields.BUNDLE_CPU, cpu).fieldsOf(events);
        startPacket(-1).message(PerfettoFields.PACKET_FTRACE_EVENTS, bundle);
        endPacket();
    }

    private long processTrack() {
        return (kernel.ordinal() + 1) * TRACKS_PER_KERNEL;
    }

    /** Number of a track; it is described when it is first used. */
    private long track(String name) {
        Long known = tracks.get(name);
        if (known != null) {
            return known;
        }
        long uuid = processTrack() + 1 + tracks.size();
        tracks.put(name, uuid);
        ProtoMessage descriptor =
                new ProtoMessage()
                        .unsigned(PerfettoFields.TRACK_UUID, uuid)
                        .text(PerfettoFields.TRACK_NAME, name)
                        .unsigned(PerfettoFields.TRACK_PARENT_UUID, processTrack());
        startPacket(-1).message(PerfettoFields.PACKET_TRACK_DESCRIPTOR, descriptor);
        endPacket();
        return uuid;
    }

    private ProtoMessage startPacket(long timeNs) {
        packet.reset();
        if (timeNs >= 0) {
            packet.number(PerfettoFields.PACKET_TIMESTAMP, timeNs);
        }
        packet.number(PerfettoFields.PACKET_SEQUENCE_ID, kernel.ordinal() + 1L);
        if (kernel.ordinal() > 0) {
            packet.number(PerfettoFields.PACKET_MACHINE_ID, kernel.ordinal());
        }
        return packet;
    }

    private void endPacket() {
        try {
            file.reset().message(PerfettoFields.TRACE_PACKET, packet);
            bytes += file.size();
            file.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
