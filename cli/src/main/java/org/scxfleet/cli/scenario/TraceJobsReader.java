package org.scxfleet.cli.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.jobstudy.StudyFiles;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.throughput.ThroughputTable;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.workload.azure.AzureReader;
import org.scxfleet.workload.batsim.BatsimReader;
import org.scxfleet.workload.gavel.MeasuredTrace;
import org.scxfleet.workload.gavel.MeasuredTraceJobs;
import org.scxfleet.workload.gavel.MeasuredTraceReader;
import org.scxfleet.workload.gavel.ThroughputReader;
import org.scxfleet.workload.gwf.GwfReader;
import org.scxfleet.workload.helios.HeliosJobReader;
import org.scxfleet.workload.helios.HeliosLike;
import org.scxfleet.workload.helios.HeliosReader;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.JobTrace;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.openb.OpenbNodeList;
import org.scxfleet.workload.openb.OpenbReader;
import org.scxfleet.workload.pollux.PolluxJob;
import org.scxfleet.workload.pollux.PolluxJobReader;
import org.scxfleet.workload.pollux.PolluxJobs;
import org.scxfleet.workload.pollux.PolluxProfiles;
import org.scxfleet.workload.pollux.PolluxStudy;
import org.scxfleet.workload.pollux.PolluxTraceJobs;
import org.scxfleet.workload.shockwave.ShockwaveStudy;
import org.scxfleet.workload.swf.SwfReader;
import org.scxfleet.workload.tiresias.TiresiasReader;
import org.scxfleet.workload.tracejob.TraceFormat;
import org.scxfleet.workload.tracejob.TraceJob;
import org.scxfleet.workload.tracejob.TraceNotice;

/** Reads the files of a trace whose jobs arrive, run and end: its jobs, and nodes if it has any. */
final class TraceJobsReader {
    /** What nodes of a Tiresias cluster have, which does not name it. */
    private static final String GPU_MODEL = "V100M16";

    /** Memory of the one-CPU resources of a Batsim workload, which does not give it. */
    private static final long RESOURCE_MEMORY_MIB = 4_096;

    private static final long CPU_MILLI = 1_000;

    private final InputFiles files;
    private final List<Notice> notices;
    private final NoticeLog log = new NoticeLog();
    private final long seed;
    private final long endNs;
    private int rackNodes;
    private List<NodeSpec> nodes = List.of();

    TraceJobsReader(InputFiles files, List<Notice> notices, long seed, long endNs) {
        this.files = files;
        this.notices = notices;
        this.seed = seed;
        this.endNs = endNs;
    }

    /** Nodes that come with the trace; none if the scenario's hosts are meant. */
    List<NodeSpec> nodes() {
        return nodes;
    }

    /** Nodes of one rack, 0 where the trace does not say. */
    int rackNodes() {
        return rackNodes;
    }

    /** Reads a stream under the name of its file. */
    private interface Reader<T> {
        T read(InputStream in, String file) throws IOException;
    }

    /** The jobs; problems are reported, then there are none. */
    List<TraceJob> read(Section section, TraceFormat format) {
        readNodes(section, format);
        List<TraceJob> jobs =
                switch (format) {
                    case SWF -> cpuJobs(section, SwfReader::read);
                    case GWF -> cpuJobs(section, GwfReader::read);
                    case BATSIM -> batsim(section);
                    case TIRESIAS -> TraceJob.onGpus(trace(section, TiresiasReader::readJobs));
                    case GAVEL -> measured(section, MeasuredTraceReader::readGavel);
                    case PHILLY -> measured(section, MeasuredTraceReader::readPhilly);
                    case SHOCKWAVE -> measured(section, MeasuredTraceReader::readShockwave);
                    case POLLUX -> pollux(section);
                    case AZURE -> jobs(section, (in, file) -> AzureReader.readPods(in, file, log));
                    case HELIOS -> jobs(section, (in, file) -> HeliosJobReader.read(in, file, log));
                    case HELIOS_LIKE -> heliosLike(section);
                };
        notices.addAll(log.notices());
        return jobs;
    }

    private void readNodes(Section section, TraceFormat format) {
        if (!section.has("nodes")) {
            return;
        }
        if (format == TraceFormat.TIRESIAS) {
            TiresiasReader.Cluster cluster =
                    file(
                            section,
                            "nodes",
                            (in, file) -> TiresiasReader.readNodes(in, file, GPU_MODEL));
            nodes = cluster == null ? List.of() : cluster.nodes();
            rackNodes = cluster == null ? 0 : cluster.nodesBehindSwitch();
            return;
        }
        OpenbNodeList list = file(section, "nodes", OpenbReader::readNodes);
        if (list != null) {
            notices.addAll(list.notices());
            nodes = list.nodes();
        }
    }

    private <T> @Nullable T file(Section section, String key, Reader<T> reader) {
        Field field = section.required(key);
        Path file = field == null ? null : files.existing(field);
        if (field == null || file == null) {
            return null;
        }
        try (InputStream in = InputFiles.open(file)) {
            return reader.read(in, file.toString());
        } catch (BadInputException e) {
            field.problem(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            field.problem(file + " cannot be read: " + e.getMessage());
        }
        return null;
    }

    private List<TraceJob> jobs(Section section, Reader<List<TraceJob>> reader) {
        List<TraceJob> read = file(section, "file", reader);
        return read == null ? List.of() : read;
    }

    private JobTrace trace(Section section, Reader<JobTrace> reader) {
        JobTrace trace = file(section, "file", reader);
        if (trace == null) {
            return new JobTrace(List.of(), List.of());
        }
        notices.addAll(trace.notices());
        return trace;
    }

    private List<TraceJob> cpuJobs(Section section, Reader<JobTrace> reader) {
        return TraceJob.onCpus(trace(section, reader));
    }

    private List<TraceJob> batsim(Section section) {
        BatsimReader.Workload workload = file(section, "file", BatsimReader::read);
        if (workload == null) {
            return List.of();
        }
        notices.addAll(workload.trace().notices());
        if (!section.has("nodes")) {
            List<NodeSpec> resources = new ArrayList<>();
            for (int i = 0; i < workload.resources(); i++) {
                resources.add(new NodeSpec("res-" + i, CPU_MILLI, RESOURCE_MEMORY_MIB, 0, ""));
            }
            nodes = resources;
        }
        return TraceJob.onCpus(workload.trace());
    }

    /** Reads a trace whose jobs are in a table of throughputs. */
    private interface MeasuredReader {
        MeasuredTrace read(InputStream in, String file, ThroughputTable table, String gpuType)
                throws IOException;
    }

    private List<TraceJob> measured(Section section, MeasuredReader reader) {
        ThroughputTable table = file(section, "throughputs", ThroughputReader::read);
        String gpuType = section.read("gpu_type", ShockwaveStudy.GPU_TYPE, Field::text);
        if (table == null) {
            return List.of();
        }
        if (!table.gpuTypes().contains(gpuType)) {
            List<String> known = List.copyOf(table.gpuTypes());
            Field field = section.field("gpu_type");
            String text =
                    "no kind of GPU '"
                            + gpuType
                            + "' in the table of throughputs"
                            + NearestName.hint(gpuType, known);
            if (field == null) {
                section.problem(text);
            } else {
                field.problem(text);
            }
            return List.of();
        }
        MeasuredTrace trace =
                file(section, "file", (in, file) -> reader.read(in, file, table, gpuType));
        if (trace == null) {
            return List.of();
        }
        notices.addAll(trace.notices());
        log.add(TraceNotice.DURATION_FIXED, "jobs", "");
        return MeasuredTraceJobs.of(trace, table, gpuType, log);
    }

    private List<TraceJob> pollux(Section section) {
        PolluxProfiles profiles = profiles(section);
        PolluxJobs jobs = file(section, "file", PolluxJobReader::read);
        if (profiles == null || jobs == null) {
            return List.of();
        }
        try {
            PolluxJobReader.requireProfiles(jobs, profiles);
        } catch (BadInputException e) {
            section.problem(String.valueOf(e.getMessage()));
            return List.of();
        }
        notices.addAll(profiles.notices());
        notices.addAll(jobs.notices());
        Set<String> loads = new LinkedHashSet<>();
        jobs.jobs().forEach(job -> loads.add(job.load()));
        String load = chosen(section, "load", List.copyOf(loads));
        if (load == null) {
            return List.of();
        }
        Map<String, List<PolluxJob>> workloads = PolluxStudy.byWorkload(jobs.jobs(), load);
        String workload = chosen(section, "workload", List.copyOf(workloads.keySet()));
        log.add(TraceNotice.DURATION_FIXED, "jobs", "");
        return workload == null
                ? List.of()
                : PolluxTraceJobs.of(workloads.getOrDefault(workload, List.of()), profiles);
    }

    private @Nullable PolluxProfiles profiles(Section section) {
        Field field = section.required("profiles");
        if (field == null) {
            return null;
        }
        try {
            return StudyFiles.profiles(files.path(field));
        } catch (InputException e) {
            field.problem(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** One of the names that a file has; the only one if the key is not given. */
    private static @Nullable String chosen(Section section, String key, List<String> known) {
        Field field = section.field(key);
        if (field == null) {
            if (known.size() == 1) {
                return known.getFirst();
            }
            section.problem("'" + key + "' is missing: give one of " + String.join(", ", known));
            return null;
        }
        if (!known.contains(field.text())) {
            field.problem(
                    "no "
                            + key
                            + " '"
                            + field.text()
                            + "'"
                            + NearestName.hint(field.text(), known)
                            + "; there are "
                            + String.join(", ", known));
            return null;
        }
        return field.text();
    }

    private List<TraceJob> heliosLike(Section section) {
        List<HeliosReader.Summary> clusters = file(section, "file", HeliosReader::readSummary);
        if (clusters == null) {
            return List.of();
        }
        List<String> names = clusters.stream().map(HeliosReader.Summary::cluster).toList();
        String name = chosen(section, "cluster", names);
        if (name == null) {
            return List.of();
        }
        HeliosReader.Summary cluster = clusters.get(names.indexOf(name));
        if (!section.has("nodes")) {
            nodes = HeliosLike.nodes(cluster);
        }
        log.add(TraceNotice.MADE_UP, "jobs", name);
        return HeliosLike.jobs(cluster, seed, endNs);
    }
}
