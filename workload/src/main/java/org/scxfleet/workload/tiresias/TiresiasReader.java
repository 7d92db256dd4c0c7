package org.scxfleet.workload.tiresias;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.simulation.JobSpec;
import org.scxfleet.cluster.simulation.SlotNode;
import org.scxfleet.cluster.simulation.TimedJob;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.JobTrace;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.input.UniqueNames;

/** Reads jobs, clusters and GPU times. All streams are UTF-8 and stay open. */
public final class TiresiasReader {
    private static final List<String> JOB_COLUMNS =
            List.of("job_id", "num_gpu", "submit_time", "duration");
    private static final List<String> CLUSTER_COLUMNS =
            List.of("num_switch", "num_node_p_switch", "num_gpu_p_node");
    private static final List<String> NODE_COLUMNS =
            List.of(
                    "num_switch",
                    "num_node_p_switch",
                    "num_gpu_p_node",
                    "num_cpu_p_node",
                    "mem_p_node");
    private static final long CPUS_MAX = 1 << 16;
    private static final long MILLI = 1_000;
    private static final long MIB_PER_GIB = 1_024;
    private static final List<String> TIME_COLUMNS = List.of("duration");
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long SECONDS_MAX = 1L << 32;
    private static final int NODES_MAX = 1_000_000;

    private TiresiasReader() {}

    /**
     * The jobs of a trace, in seconds: {@code job_id, num_gpu, submit_time, duration}.
     *
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static JobTrace readJobs(InputStream in, String file) throws IOException {
        NoticeLog notices = new NoticeLog();
        UniqueNames names = new UniqueNames();
        List<TimedJob> jobs = new ArrayList<>();
        CsvTable.read(
                in,
                file,
                JOB_COLUMNS,
                row -> {
                    ignore(row, JOB_COLUMNS, file, notices);
                    names.require(row.name("job_id"), row.place(), "job_id");
                    jobs.add(
                            new TimedJob(
                                    new JobSpec(
                                            row.name("job_id"),
                                            row.wholeNumber("submit_time", 0, SECONDS_MAX)
                                                    * NS_PER_SECOND,
                                            (int) row.wholeNumber("num_gpu", 1, JobSpec.GPUS_MAX),
                                            1),
                                    row.wholeNumber("duration", 1, SECONDS_MAX) * NS_PER_SECOND,
                                    false,
                                    List.of()));
                });
        requireRows(jobs, file, "job");
        return new JobTrace(jobs, notices.notices());
    }

    /** The nodes of a cluster: {@code num_switch, num_node_p_switch, num_gpu_p_node}. */
    public static List<SlotNode> readCluster(InputStream in, String file) throws IOException {
        List<SlotNode> nodes = new ArrayList<>();
        CsvTable.read(
                in,
                file,
                CLUSTER_COLUMNS,
                row -> {
                    long count =
                            row.wholeNumber("num_switch", 1, NODES_MAX)
                                    * row.wholeNumber("num_node_p_switch", 1, NODES_MAX);
                    if (count > NODES_MAX) {
                        throw row.wrong(
                                "num_switch",
                                "makes " + count + " nodes",
                                "at most " + NODES_MAX + " can be");
                    }
                    nodes.addAll(
                            SlotNode.uniform(
                                    (int) count,
                                    (int)
                                            row.wholeNumber(
                                                    "num_gpu_p_node", 1, SlotNode.SLOTS_MAX)));
                });
        requireRows(nodes, file, "kind of node");
        return nodes;
    }

    /**
     * A cluster as hosts need it.
     *
     * @param nodes called {@code node-0}, {@code node-1} and so on
     * @param nodesBehindSwitch of the first line
     */
    public record Cluster(List<NodeSpec> nodes, int nodesBehindSwitch) {
        public Cluster {
            nodes = List.copyOf(nodes);
        }
    }

    /**
     * The nodes of a cluster with CPUs and memory in GB: {@code num_switch, num_node_p_switch,
     * num_gpu_p_node, num_cpu_p_node, mem_p_node}.
     *
     * @param gpuModel what the GPUs are called; the file does not say
     */
    public static Cluster readNodes(InputStream in, String file, String gpuModel)
            throws IOException {
        List<NodeSpec> nodes = new ArrayList<>();
        List<Integer> behind = new ArrayList<>();
        CsvTable.read(
                in,
                file,
                NODE_COLUMNS,
                row -> {
                    long switches = row.wholeNumber("num_switch", 1, NODES_MAX);
                    long each = row.wholeNumber("num_node_p_switch", 1, NODES_MAX);
                    if (switches * each + nodes.size() > NODES_MAX) {
                        throw row.wrong(
                                "num_switch",
                                "makes " + switches * each + " nodes",
                                "at most " + NODES_MAX + " can be");
                    }
                    behind.add((int) each);
                    int gpus = (int) row.wholeNumber("num_gpu_p_node", 1, NodeSpec.GPUS_MAX);
                    long cpus = row.wholeNumber("num_cpu_p_node", 1, CPUS_MAX);
                    long gib = row.wholeNumber("mem_p_node", 1, CPUS_MAX);
                    for (long node = 0; node < switches * each; node++) {
                        nodes.add(
                                new NodeSpec(
                                        "node-" + nodes.size(),
                                        cpus * MILLI,
                                        gib * MIB_PER_GIB,
                                        gpus,
                                        gpuModel));
                    }
                });
        requireRows(nodes, file, "kind of node");
        return new Cluster(nodes, behind.getFirst());
    }

    /** GPU times of past jobs in seconds, column {@code duration}. */
    public static List<Long> readGpuSeconds(InputStream in, String file) throws IOException {
        List<Long> seconds = new ArrayList<>();
        CsvTable.read(
                in,
                file,
                TIME_COLUMNS,
                row -> seconds.add(row.wholeNumber("duration", 0, SECONDS_MAX)));
        requireRows(seconds, file, "job");
        return seconds;
    }

    private static void ignore(CsvRow row, List<String> used, String file, NoticeLog notices) {
        row.noteUnused(used, TiresiasNotice.FIELD_IGNORED, file, notices);
    }

    private static void requireRows(List<?> rows, String file, String what) {
        if (rows.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(file),
                    "",
                    "has a header line only",
                    "add one line for each " + what);
        }
    }
}
