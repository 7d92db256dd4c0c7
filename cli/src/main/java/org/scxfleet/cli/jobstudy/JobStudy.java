package org.scxfleet.cli.jobstudy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.cluster.throughput.ThroughputTable;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.workload.gavel.MeasuredTrace;
import org.scxfleet.workload.gavel.MeasuredTraceReader;
import org.scxfleet.workload.gavel.ThroughputReader;
import org.scxfleet.workload.pollux.PolluxJob;
import org.scxfleet.workload.pollux.PolluxJobReader;
import org.scxfleet.workload.pollux.PolluxJobs;
import org.scxfleet.workload.pollux.PolluxProfiles;
import org.scxfleet.workload.pollux.PolluxStudy;
import org.scxfleet.workload.shockwave.ShockwaveStudy;

/** Reads the files of a study, runs it and compares. */
public final class JobStudy {
    /** The authors of the Pollux figures accept 5 %. */
    private static final double POLLUX_TOLERANCE = 0.05;

    /** Simulation and hardware differ by that much in the Shockwave figures. */
    private static final double SHOCKWAVE_TOLERANCE = 0.10;

    private final StudyFormat format;
    private final StudyOptions options;
    private final List<Notice> notices = new ArrayList<>();

    public JobStudy(StudyFormat format, StudyOptions options) {
        this.format = format;
        this.options = options;
    }

    /**
     * Runs all of it.
     *
     * @throws InputException if a file has to be mended
     * @throws IllegalArgumentException if an option does not fit the format
     */
    public JobStudyReport run() {
        boolean rounds =
                switch (format) {
                    case POLLUX, SHOCKWAVE, GAVEL, PHILLY -> true;
                    case TIRESIAS, OPENB, SWF, GWF, BATSIM, AZURE -> false;
                };
        if (rounds && options.gpuFailureHours() > 0) {
            throw new IllegalArgumentException(
                    "--gpu-failure-hours belongs to formats whose jobs have durations, not to "
                            + format.label());
        }
        boolean measured =
                format == StudyFormat.SHOCKWAVE
                        || format == StudyFormat.GAVEL
                        || format == StudyFormat.PHILLY;
        if (options.colocated() && !measured) {
            throw new IllegalArgumentException(
                    "--colocate belongs to formats with --throughputs, not to " + format.label());
        }
        List<StudyRow> rows =
                switch (format) {
                    case POLLUX -> pollux();
                    case SHOCKWAVE -> measured(MeasuredTraceReader::readShockwave);
                    case GAVEL -> measured(MeasuredTraceReader::readGavel);
                    case PHILLY -> measured(MeasuredTraceReader::readPhilly);
                    case TIRESIAS, OPENB, SWF, GWF, BATSIM, AZURE ->
                            new TimedStudy(format, options, notices).rows();
                };
        return new JobStudyReport(
                format.label(), rows, compare(rows), options.expected() != null, notices);
    }

    private List<Comparison> compare(List<StudyRow> rows) {
        Path expected = options.expected();
        if (expected == null) {
            return List.of();
        }
        return switch (format) {
            case POLLUX ->
                    Comparison.of(
                            StudyFiles.read(expected, PublishedReader::readPollux),
                            rows,
                            POLLUX_TOLERANCE);
            case SHOCKWAVE ->
                    Comparison.of(
                            StudyFiles.read(expected, PublishedReader::readShockwave),
                            rows,
                            SHOCKWAVE_TOLERANCE);
            case GAVEL, PHILLY, TIRESIAS, OPENB, SWF, GWF, BATSIM, AZURE ->
                    throw new IllegalArgumentException(
                            "--expected: no figures were published for format " + format.label());
        };
    }

    private List<StudyRow> pollux() {
        PolluxProfiles profiles =
                StudyFiles.profiles(required(options.profiles(), "--profiles DIR"));
        PolluxJobs jobs =
                StudyFiles.read(
                        options.jobs(),
                        (in, file) -> {
                            PolluxJobs read = PolluxJobReader.read(in, file);
                            PolluxJobReader.requireProfiles(read, profiles);
                            return read;
                        });
        notices.addAll(profiles.notices());
        notices.addAll(jobs.notices());
        int nodes = or(options.nodes(), PolluxStudy.DEFAULT_NODES);
        int gpusPerNode = or(options.gpusPerNode(), PolluxStudy.DEFAULT_GPUS_PER_NODE);
        PolluxStudy study = new PolluxStudy(profiles, nodes, gpusPerNode);
        List<PolluxStudy.Policy> policies =
                PolicyChoice.of(
                        format,
                        options,
                        PolluxStudy.Policy.values(),
                        PolluxStudy.Policy::officialName);
        Set<String> loads = new LinkedHashSet<>();
        for (PolluxJob job : jobs.jobs()) {
            loads.add(job.load());
        }
        List<StudyRow> rows = new ArrayList<>();
        for (PolluxStudy.Policy policy : policies) {
            for (String load : loads) {
                for (Map.Entry<String, List<PolluxJob>> workload :
                        PolluxStudy.byWorkload(jobs.jobs(), load).entrySet()) {
                    rows.add(
                            new StudyRow(
                                    load,
                                    workload.getKey(),
                                    policy.officialName(),
                                    nodes * gpusPerNode,
                                    study.run(policy, workload.getValue())));
                }
            }
        }
        return rows;
    }

    /** Reads a trace whose jobs are in a table of throughputs. */
    private interface MeasuredReader {
        MeasuredTrace read(InputStream in, String file, ThroughputTable table, String gpuType)
                throws IOException;
    }

    private List<StudyRow> measured(MeasuredReader reader) {
        ThroughputTable table =
                StudyFiles.read(
                        required(options.throughputs(), "--throughputs FILE"),
                        ThroughputReader::read);
        if (!table.gpuTypes().contains(options.gpuType())) {
            throw new IllegalArgumentException(
                    "--gpu-type "
                            + options.gpuType()
                            + ": the table of throughputs has "
                            + String.join(", ", table.gpuTypes()));
        }
        MeasuredTrace trace =
                StudyFiles.read(
                        options.jobs(),
                        (in, file) -> reader.read(in, file, table, options.gpuType()));
        notices.addAll(trace.notices());
        int nodes = or(options.nodes(), 1);
        int gpusPerNode =
                options.nodes() == 0 && options.gpusPerNode() == 0
                        ? ShockwaveStudy.DEFAULT_GPUS
                        : or(options.gpusPerNode(), 1);
        int gpus = nodes * gpusPerNode;
        ShockwaveStudy study = new ShockwaveStudy(table, options.gpuType(), nodes, gpusPerNode);
        List<StudyRow> rows = new ArrayList<>();
        for (ShockwaveStudy.Policy policy :
                PolicyChoice.of(
                        format,
                        options,
                        ShockwaveStudy.Policy.values(),
                        ShockwaveStudy.Policy::officialName)) {
            rows.add(
                    new StudyRow(
                            "",
                            String.valueOf(options.jobs().getFileName()),
                            policy.officialName() + (options.colocated() ? "+colocation" : ""),
                            gpus,
                            study.run(policy, trace.jobs(), options.colocated())));
        }
        return rows;
    }

    private static int or(int given, int otherwise) {
        return given == 0 ? otherwise : given;
    }

    private Path required(@Nullable Path given, String option) {
        if (given == null) {
            throw new IllegalArgumentException("format " + format.label() + " needs " + option);
        }
        return given;
    }
}
