package org.scxfleet.workload.openb;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
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

/**
 * Reads the pods of the trace as jobs in time: they arrive at {@code creation_time} and run until
 * {@code deletion_time}, from {@code scheduled_time} on where that is given. Only whole GPUs count:
 * a pod with a part of one takes all of it, a pod without is left out, both counted.
 */
public final class OpenbTimedReader {
    private static final List<String> COLUMNS =
            List.of(
                    "name",
                    "num_gpu",
                    "gpu_milli",
                    "gpu_spec",
                    "pod_phase",
                    "creation_time",
                    "deletion_time",
                    "scheduled_time");
    private static final String FAILED = "Failed";
    private static final long SECONDS_MAX = 1L << 32;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final String file;
    private final NoticeLog notices = new NoticeLog();
    private final UniqueNames names = new UniqueNames();
    private final List<TimedJob> jobs = new ArrayList<>();

    private OpenbTimedReader(String file) {
        this.file = file;
    }

    /**
     * @param in UTF-8; not closed
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static JobTrace read(InputStream in, String file) throws IOException {
        OpenbTimedReader reader = new OpenbTimedReader(file);
        CsvTable.read(in, file, COLUMNS, reader::add);
        if (reader.jobs.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(file), "", "has no pod with a GPU", "add one line for each");
        }
        return new JobTrace(reader.jobs, reader.notices.notices());
    }

    /** The GPU nodes of a list; those without GPUs are left out. */
    public static List<SlotNode> slots(List<NodeSpec> nodes) {
        return nodes.stream()
                .filter(node -> node.gpuCount() > 0)
                .map(node -> new SlotNode(node.gpuModel(), node.gpuCount()))
                .toList();
    }

    private void add(CsvRow row) {
        row.noteUnused(COLUMNS, OpenbNotice.FIELD_IGNORED, file, notices);
        String name = row.name("name");
        names.require(name, row.place(), "name");
        int gpus = (int) row.wholeNumber("num_gpu", 0, NodeSpec.GPUS_MAX);
        long created = row.wholeNumber("creation_time", 0, SECONDS_MAX);
        long deleted = row.wholeNumber("deletion_time", created, SECONDS_MAX);
        long begun = row.optionalWholeNumber("scheduled_time", 0, SECONDS_MAX).orElse(created);
        if (gpus == 0) {
            notices.add(OpenbNotice.WITHOUT_GPU, row.place().toString(), name);
            return;
        }
        if (row.wholeNumber("gpu_milli", 0, Integer.MAX_VALUE) < PodRequest.GPU_MILLI_WHOLE) {
            notices.add(OpenbNotice.PART_AS_WHOLE, row.place().toString(), name);
        }
        long seconds = deleted - Math.max(created, begun);
        if (seconds < 1) {
            notices.add(OpenbNotice.NEVER_RAN, row.place().toString(), name);
            return;
        }
        String models = row.text("gpu_spec");
        jobs.add(
                new TimedJob(
                        new JobSpec(name, created * NS_PER_SECOND, gpus, 1),
                        seconds * NS_PER_SECOND,
                        row.text("pod_phase").equals(FAILED),
                        models.isEmpty() ? List.of() : List.of(models.split("\\|", -1))));
    }
}
