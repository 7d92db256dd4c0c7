package org.scxfleet.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.host.HostReport.TaskReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.TaskState;
import org.scxfleet.topology.CpuTopology;
import org.scxfleet.trace.TraceKind;
import org.scxfleet.trace.TraceSink;

class TraceRecordingTest {
    private static final int RUNNABLE = TaskState.RUNNABLE.ordinal();
    private static final int SLEEPING = TaskState.SLEEPING.ordinal();

    @TempDir private Path folder;

    @Test
    void shouldDrawSwitchesAndWakeUpsOfEveryCpu() throws IOException {
        List<Message> packets =
                record(
                        1 << 20,
                        sink -> {
                            sink.accept(TraceKind.WAKEUP, 1_000, 0, -1, 0, -1, 1);
                            sink.accept(TraceKind.SWITCH, 2_000, 0, 1, 0, -1, 0);
                            sink.accept(TraceKind.WAKEUP, 3_000, 0, 1, 1, 0, 1);
                            sink.accept(TraceKind.SWITCH, 4_000, 0, 1, 1, 0, RUNNABLE);
                            sink.accept(TraceKind.SWITCH, 5_000, 0, 1, -1, 1, SLEEPING);
                        });
        List<Message> bundles = with(packets, PerfettoFields.PACKET_FTRACE_EVENTS);
        assertThat(bundles).hasSize(1);
        Message bundle = bundles.getFirst().message(PerfettoFields.PACKET_FTRACE_EVENTS);
        assertThat(bundle.number(PerfettoFields.BUNDLE_CPU)).isEqualTo(1);
        List<Message> events = bundle.messages(PerfettoFields.BUNDLE_EVENT);
        assertThat(events)
                .extracting(event -> event.number(PerfettoFields.EVENT_TIMESTAMP))
                .containsExactly(1_000L, 2_000L, 3_000L, 4_000L, 5_000L);
        Message byInterrupt = events.get(0);
        assertThat(byInterrupt.number(PerfettoFields.EVENT_PID)).isZero();
        Message waking = events.get(2);
        assertThat(waking.number(PerfettoFields.EVENT_PID)).isEqualTo(2);
        Message wakee = waking.message(PerfettoFields.EVENT_SCHED_WAKING);
        assertThat(wakee.number(PerfettoFields.WAKING_PID)).isEqualTo(3);
        assertThat(wakee.text(PerfettoFields.WAKING_COMM)).isEqualTo("hog-1");
        assertThat(wakee.number(PerfettoFields.WAKING_TARGET_CPU)).isEqualTo(1);
        Message preempted = events.get(3).message(PerfettoFields.EVENT_SCHED_SWITCH);
        assertThat(preempted.number(PerfettoFields.SWITCH_PREV_STATE)).isEqualTo(0x100);
        assertThat(preempted.text(PerfettoFields.SWITCH_NEXT_COMM)).isEqualTo("hog-1");
        Message asleep = events.get(4).message(PerfettoFields.EVENT_SCHED_SWITCH);
        assertThat(asleep.number(PerfettoFields.SWITCH_PREV_STATE)).isEqualTo(1);
        assertThat(asleep.number(PerfettoFields.SWITCH_NEXT_PID)).isZero();
    }

    @Test
    void shouldSayWhichKernelItIsSoThatStatesAreReadRight() throws IOException {
        List<Message> packets = record(1 << 20, sink -> {});
        Message system =
                with(packets, PerfettoFields.PACKET_SYSTEM_INFO)
                        .getFirst()
                        .message(PerfettoFields.PACKET_SYSTEM_INFO);
        Message utsname = system.message(PerfettoFields.SYSTEM_UTSNAME);
        assertThat(utsname.text(PerfettoFields.UTSNAME_RELEASE)).isEqualTo("7.3.4");
        assertThat(system.number(PerfettoFields.SYSTEM_NUM_CPUS)).isEqualTo(2);
    }

    @Test
    void shouldDrawGpusAndGuestModeAndTheGuestAsAMachineOfItsOwn() throws IOException {
        List<Message> packets =
                record(
                        1 << 20,
                        sink -> {
                            sink.accept(TraceKind.GPU_STOP, 500, 0, -1, 0, 0, 0);
                            sink.accept(TraceKind.GPU_RUN, 1_000, 0, -1, 1, 0, 0);
                            sink.accept(TraceKind.GPU_STOP, 2_000, 0, -1, 1, 0, 0);
                            sink.accept(TraceKind.VCPU, 2_000, 0, 0, 0, 1, 0);
                            sink.accept(TraceKind.SWITCH, 2_500, 1, 0, 0, -1, 0);
                            sink.accept(TraceKind.VCPU, 3_000, 0, 0, 0, 0, 1);
                        });
        List<String> tracks =
                with(packets, PerfettoFields.PACKET_TRACK_DESCRIPTOR).stream()
                        .map(packet -> packet.message(PerfettoFields.PACKET_TRACK_DESCRIPTOR))
                        .filter(track -> track.has(PerfettoFields.TRACK_NAME))
                        .map(track -> track.text(PerfettoFields.TRACK_NAME))
                        .toList();
        assertThat(tracks).containsExactly("GPU 0 T4", "vCPU hog-0");
        assertThat(with(packets, PerfettoFields.PACKET_TRACK_EVENT)).hasSize(4);
        Message guestBundle = with(packets, PerfettoFields.PACKET_FTRACE_EVENTS).getFirst();
        assertThat(guestBundle.number(PerfettoFields.PACKET_MACHINE_ID)).isEqualTo(1);
    }

    @Test
    void shouldRecordOnlyTheTimeAskedFor() throws IOException {
        Path file = folder.resolve("spool");
        List<String> seen = new ArrayList<>();
        EventSpool spool = new EventSpool(file, 100, 200, 1 << 20);
        spool.accept(TraceKind.TICK, 99, 0, 0, 0, 0, 0);
        spool.accept(TraceKind.TICK, 100, 0, 3, 1_000_000, Long.MIN_VALUE, -1);
        spool.accept(TraceKind.BOOST, 199, 2, -1, -1, Long.MAX_VALUE, 1);
        spool.accept(TraceKind.TICK, 200, 0, 0, 0, 0, 0);
        spool.close();
        spool.replay((kind, timeNs, kernel, cpu, task, a, b) ->
                seen.add(
                        kind + " " + timeNs + " " + kernel + " " + cpu + " " + task + " " + a + " "
                                + b));
        assertThat(seen)
                .containsExactly(
                        "TICK 100 0 3 1000000 " + Long.MIN_VALUE + " -1",
                        "BOOST 199 2 -1 -1 " + Long.MAX_VALUE + " 1");
    }

    @Test
    void shouldStopAtItsSizeAndSaySo() throws IOException {
        List<Notice> notices = new ArrayList<>();
        record(
                4_000,
                sink -> {
                    for (int i = 0; i < 1_000; i++) {
                        sink.accept(
                                TraceKind.SWITCH, 1_000L * i, 0, 0, i % 2, (i + 1) % 2, RUNNABLE);
                    }
                },
                notices);
        assertThat(Files.size(folder.resolve(TraceRecording.FILE_NAME))).isLessThan(6_000);
        assertThat(notices)
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.code()).isEqualTo("trace-truncated");
                    assertThat(notice.count()).isBetween(800L, 999L);
                    assertThat(notice.first()).startsWith("from ");
                });
    }

    @Test
    void shouldLeaveNoSpoolBehind() throws IOException {
        record(1 << 20, sink -> {});
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve(TraceRecording.FILE_NAME));
        }
    }

    /** What a host does. */
    private interface Life {
        void on(TraceSink sink);
    }

    private List<Message> record(long maxBytes, Life life) throws IOException {
        return record(maxBytes, life, new ArrayList<>());
    }

    private List<Message> record(long maxBytes, Life life, List<Notice> notices)
            throws IOException {
        try (TraceRecording recording =
                new TraceRecording(folder, List.of(host()), 0, Long.MAX_VALUE, maxBytes)) {
            assertThat(recording.traces().sink(7)).isNull();
            TraceSink sink = recording.traces().sink(0);
            assertThat(sink).isNotNull();
            life.on(sink);
            notices.addAll(recording.finish(List.of(report())));
        }
        byte[] bytes = Files.readAllBytes(folder.resolve(TraceRecording.FILE_NAME));
        return new Message(bytes).messages(PerfettoFields.TRACE_PACKET);
    }

    private static List<Message> with(List<Message> packets, int field) {
        return packets.stream().filter(packet -> packet.has(field)).toList();
    }

    private static HostSpec host() {
        KernelSpec guest =
                KernelSpec.of(CpuTopology.flat(1), CostProfile.NONE, SchedulerSpec.NONE, List.of());
        KernelSpec kernel =
                new KernelSpec(
                        CpuTopology.flat(2),
                        KernelOptions.DEFAULTS,
                        CostProfile.NONE,
                        SchedulerSpec.NONE,
                        List.of(),
                        List.of(GpuSpec.of("T4", 1, 0)),
                        List.of(),
                        List.of());
        return new HostSpec(
                "h",
                0,
                "g",
                1,
                1_000_000,
                kernel,
                List.of(new GuestSpec("vm", guest, SchedParams.NORMAL, List.of(), "/", 0, 0, 0)),
                List.of(),
                List.of(),
                List.of());
    }

    private static HostReport report() {
        return new HostReport(
                "h",
                0,
                "g",
                1_000_000,
                1,
                1,
                List.of(kernel("h", "hog-0", "hog-1"), kernel("h/vm", "inner-0")),
                List.of(),
                List.of());
    }

    private static KernelReport kernel(String name, String... tasks) {
        List<TaskReport> reports = new ArrayList<>();
        for (String task : tasks) {
            reports.add(new TaskReport(task, "g", "/", 0, 0, 0, 0, 0, 0, 0, 0));
        }
        return new KernelReport(
                name,
                "eevdf",
                List.of(),
                reports,
                new long[2],
                new long[2],
                new long[2],
                new long[0],
                List.of(),
                0);
    }

    /** A protobuf message without its schema. */
    private record Message(byte[] bytes) {
        List<Message> messages(int field) throws IOException {
            List<Message> found = new ArrayList<>();
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                boolean wanted =
                        WireFormat.getTagFieldNumber(tag) == field
                                && WireFormat.getTagWireType(tag)
                                        == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                if (wanted) {
                    found.add(new Message(in.readByteArray()));
                } else {
                    in.skipField(tag);
                }
            }
            return found;
        }

        Message message(int field) {
            return all(field).getFirst();
        }

        String text(int field) {
            return new String(message(field).bytes, StandardCharsets.UTF_8);
        }

        boolean has(int field) {
            return !all(field).isEmpty();
        }

        private List<Message> all(int field) {
            try {
                return messages(field);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        long number(int field) {
            try {
                CodedInputStream in = CodedInputStream.newInstance(bytes);
                for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                    if (WireFormat.getTagFieldNumber(tag) == field) {
                        return in.readInt64();
                    }
                    in.skipField(tag);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            throw new AssertionError("no field " + field);
        }
    }
}
