package org.scxfleet.cli.trace;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostReport.KernelReport;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.host.HostReport.TaskReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.trace.TraceSink;

/**
 * The trace of a run: a sink for each host that is recorded, and in the end one file for all.
 *
 * <p>Each host has an equal part of the size that is allowed, so where one is cut off does not
 * depend on the others, nor on the order in which they ran.
 */
public final class TraceRecording implements AutoCloseable {
    /** Name of the file in the result folder. */
    public static final String FILE_NAME = "trace.pftrace";

    private final Path folder;
    private final long fromNs;
    private final long untilNs;
    private final long maxBytesPerHost;
    private final Map<Integer, Spooled> hosts = new TreeMap<>();

    private record Spooled(HostSpec host, EventSpool spool, Path file) {}

    /**
     * @param folder where spools and the file go
     * @param hosts to be recorded
     * @param maxBytes of the file
     */
    public TraceRecording(
            Path folder, List<HostSpec> hosts, long fromNs, long untilNs, long maxBytes)
            throws IOException {
        this.folder = folder;
        this.fromNs = fromNs;
        this.untilNs = untilNs;
        maxBytesPerHost = maxBytes / Math.max(1, hosts.size());
        for (HostSpec host : hosts) {
            Path file = folder.resolve("." + host.index() + ".spool");
            EventSpool spool = new EventSpool(file, fromNs, untilNs, maxBytesPerHost);
            this.hosts.put(host.index(), new Spooled(host, spool, file));
        }
    }

    /** Where the events of the hosts go. */
    public RunTraces traces() {
        SortedMap<Integer, TraceSink> sinks = new TreeMap<>();
        hosts.forEach((number, spooled) -> sinks.put(number, spooled.spool()));
        return new RunTraces(sinks, fromNs, untilNs);
    }

    /**
     * Writes the file; nothing may be recorded any more.
     *
     * @param reports of all hosts by number
     * @return notices of what did not fit
     */
    public List<Notice> finish(List<HostReport> reports) throws IOException {
        List<Notice> notices = new ArrayList<>();
        int ordinal = 0;
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(folder.resolve(FILE_NAME)))) {
            for (Spooled spooled : hosts.values()) {
                spooled.spool().close();
                HostReport report = reports.get(spooled.host().index());
                if (ordinal + report.kernels().size() > TracedKernel.KERNELS_MAX) {
                    notices.add(
                            new Notice(
                                    "trace-kernels",
                                    spooled.host().name(),
                                    1,
                                    "",
                                    "a trace shows at most "
                                            + TracedKernel.KERNELS_MAX
                                            + " kernels; the others are left out"));
                    continue;
                }
                draw(spooled, report, ordinal, out, notices);
                ordinal += report.kernels().size();
            }
        }
        close();
        return notices;
    }

    private void draw(
            Spooled spooled,
            HostReport report,
            int firstOrdinal,
            OutputStream out,
            List<Notice> notices)
            throws IOException {
        List<TracedKernel> kernels = new ArrayList<>();
        List<PerfettoWriter> writers = new ArrayList<>();
        for (int i = 0; i < report.kernels().size(); i++) {
            KernelReport kernel = report.kernels().get(i);
            TracedKernel traced =
                    new TracedKernel(
                            firstOrdinal + i,
                            kernel.name(),
                            spec(spooled.host(), i),
                            kernel.tasks().stream().map(TaskReport::name).toList());
            PerfettoWriter writer = new PerfettoWriter(traced, out);
            writer.writeDescription();
            kernels.add(traced);
            writers.add(writer);
        }
        List<String> gpus = spooled.host().kernel().gpus().stream().map(GpuSpec::model).toList();
        HostPicture picture = new HostPicture(writers, kernels, gpus, maxBytesPerHost);
        spooled.spool().replay(picture);
        writers.forEach(PerfettoWriter::finish);
        long dropped = picture.dropped() + spooled.spool().dropped();
        if (dropped > 0) {
            long sinceNs =
                    picture.dropped() > 0
                            ? picture.firstDroppedNs()
                            : spooled.spool().firstDroppedNs();
            notices.add(
                    new Notice(
                            "trace-truncated",
                            spooled.host().name(),
                            dropped,
                            "from " + sinceNs / 1_000 + " us on",
                            "the trace is full; raise trace.max_mib, name fewer hosts, or narrow"
                                    + " it with from and until"));
        }
    }

    private static KernelSpec spec(HostSpec host, int kernel) {
        if (kernel == 0) {
            return host.kernel();
        }
        GuestSpec guest = host.guests().get(kernel - 1);
        return guest.kernel();
    }

    /** Removes the spools. */
    @Override
    public void close() throws IOException {
        for (Spooled spooled : hosts.values()) {
            spooled.spool().close();
            Files.deleteIfExists(spooled.file());
        }
    }
}
