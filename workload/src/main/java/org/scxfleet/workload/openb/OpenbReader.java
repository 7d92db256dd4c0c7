package org.scxfleet.workload.openb;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.scxfleet.cluster.job.Pod;
import org.scxfleet.cluster.placement.study.StudyMetric;
import org.scxfleet.cluster.placement.study.StudyRow;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;

/**
 * Reads the CSV files of the trace.
 *
 * <p>Names are unique within a file, quantities are whole and not negative, and a file has at least
 * one row. Columns that have no influence are counted in the notices. All streams are UTF-8 and
 * stay open.
 */
public final class OpenbReader {
    private static final List<String> NODE_COLUMNS =
            List.of("sn", "cpu_milli", "memory_mib", "gpu", "model");
    private static final List<String> POD_COLUMNS =
            List.of("name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli");
    private static final List<String> EXPECTED_COLUMNS =
            List.of("workload", "policy", "metric", "arrived_pct", "n_seeds", "mean", "stdev");

    /** Columns of a pod list that not every published list has. */
    private static final String MODELS = "gpu_spec";

    private static final String QUALITY = "qos";
    private static final String MODEL_SEPARATOR = "\\|";

    private final String file;
    private final Set<String> usedColumns;
    private final Map<String, Integer> lineOfName = new HashMap<>();
    private final NoticeLog notices = new NoticeLog();
    private int rows;

    private OpenbReader(String file, List<String> usedColumns) {
        this.file = file;
        this.usedColumns = new TreeSet<>(usedColumns);
    }

    /**
     * The nodes of a list with the columns {@code sn, cpu_milli, memory_mib, gpu, model}.
     *
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static OpenbNodeList readNodes(InputStream in, String file) throws IOException {
        OpenbReader reader = new OpenbReader(file, NODE_COLUMNS);
        List<NodeSpec> nodes = new ArrayList<>();
        CsvTable.read(in, file, NODE_COLUMNS, row -> nodes.add(reader.node(row)));
        reader.requireRows("one line for each node");
        return new OpenbNodeList(nodes, reader.notices.notices());
    }

    /**
     * The pods of a list with the columns {@code name, cpu_milli, memory_mib, num_gpu, gpu_milli}
     * and, where it has them, {@code gpu_spec} (models joined by {@code |}) and {@code qos}.
     *
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static OpenbPodList readPods(InputStream in, String file) throws IOException {
        OpenbReader reader = new OpenbReader(file, POD_COLUMNS);
        reader.usedColumns.add(MODELS);
        reader.usedColumns.add(QUALITY);
        List<OpenbPod> pods = new ArrayList<>();
        CsvTable.read(in, file, POD_COLUMNS, row -> pods.add(reader.pod(row)));
        reader.requireRows("one line for each pod");
        return new OpenbPodList(pods, reader.notices.notices());
    }

    /**
     * The published figures of the placement study, {@code expected/summary.csv}.
     *
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static List<StudyRow> readExpected(InputStream in, String file) throws IOException {
        OpenbReader reader = new OpenbReader(file, EXPECTED_COLUMNS);
        List<StudyRow> expected = new ArrayList<>();
        CsvTable.read(in, file, EXPECTED_COLUMNS, row -> expected.add(reader.expected(row)));
        reader.requireRows("one line for each figure");
        return expected;
    }

    private NodeSpec node(CsvRow row) {
        countRow(row);
        String name = uniqueName(row, "sn");
        int gpus = (int) row.wholeNumber("gpu", 0, NodeSpec.GPUS_MAX);
        String model = row.text("model");
        if (model.isEmpty() != (gpus == 0)) {
            throw row.wrong(
                    "model",
                    "is \"" + model + "\" for " + gpus + " GPUs",
                    "name a model exactly where there are GPUs");
        }
        long cpuMilli = row.wholeNumber("cpu_milli", 1, NodeSpec.AMOUNT_MAX);
        long memoryMib = row.wholeNumber("memory_mib", 1, NodeSpec.AMOUNT_MAX);
        return new NodeSpec(name, cpuMilli, memoryMib, gpus, model);
    }

    private OpenbPod pod(CsvRow row) {
        countRow(row);
        String name = uniqueName(row, "name");
        int gpus = (int) row.wholeNumber("num_gpu", 0, NodeSpec.GPUS_MAX);
        PodRequest request =
                new PodRequest(
                        row.wholeNumber("cpu_milli", 0, NodeSpec.AMOUNT_MAX),
                        row.wholeNumber("memory_mib", 0, NodeSpec.AMOUNT_MAX),
                        gpus,
                        gpuMilli(row, gpus),
                        models(row, gpus));
        return new OpenbPod(new Pod(name, request), row.has(QUALITY) ? row.text(QUALITY) : "");
    }

    private int gpuMilli(CsvRow row, int gpus) {
        long written = row.wholeNumber("gpu_milli", 0, Integer.MAX_VALUE);
        if ((gpus == 0) != (written == 0)) {
            throw row.wrong(
                    "gpu_milli",
                    "is " + written + " for " + gpus + " GPUs",
                    "give 1 to 1000 of each GPU, and 0 exactly where there is none");
        }
        if (gpus > 1 && written < PodRequest.GPU_MILLI_WHOLE) {
            throw row.wrong(
                    "gpu_milli",
                    "is " + written + " for " + gpus + " GPUs",
                    "only one GPU can be shared: give 1000 for more than one");
        }
        if (written > PodRequest.GPU_MILLI_WHOLE) {
            notices.add(OpenbNotice.GPU_PART_CAPPED, row.place().toString(), "" + written);
        }
        return (int) Math.min(written, PodRequest.GPU_MILLI_WHOLE);
    }

    private List<String> models(CsvRow row, int gpus) {
        String text = row.has(MODELS) ? row.text(MODELS) : "";
        if (text.isEmpty()) {
            return List.of();
        }
        if (gpus == 0) {
            notices.add(OpenbNotice.MODEL_WITHOUT_GPU, row.place().toString(), text);
            return List.of();
        }
        List<String> models = List.of(text.split(MODEL_SEPARATOR, -1));
        if (models.contains("")) {
            throw row.wrong(MODELS, "is \"" + text + "\"", "join names of models by |");
        }
        return models;
    }

    private StudyRow expected(CsvRow row) {
        countRow(row);
        StudyMetric metric;
        try {
            metric = StudyMetric.named(row.text("metric"));
        } catch (IllegalArgumentException e) {
            throw row.wrong(
                    "metric",
                    "is \"" + row.text("metric") + "\"",
                    "give alloc_pct, frag_pct_of_total_gpu or frag_pct_of_idle_gpu");
        }
        return new StudyRow(
                row.name("workload"),
                row.name("policy"),
                metric,
                (int) row.wholeNumber("arrived_pct", 0, Integer.MAX_VALUE),
                row.number("mean"),
                row.number("stdev"),
                (int) row.wholeNumber("n_seeds", 1, Integer.MAX_VALUE));
    }

    private String uniqueName(CsvRow row, String column) {
        String name = row.name(column);
        Integer earlier = lineOfName.putIfAbsent(name, row.place().line());
        if (earlier != null) {
            throw row.wrong(
                    column,
                    "is \"" + name + "\" as in line " + earlier,
                    "give every line a name of its own");
        }
        return name;
    }

    private void countRow(CsvRow row) {
        rows++;
        row.noteUnused(usedColumns, OpenbNotice.FIELD_IGNORED, file, notices);
    }

    private void requireRows(String remedy) {
        if (rows == 0) {
            throw new BadInputException(
                    Place.wholeFile(file), "", "has a header line only", "add " + remedy);
        }
    }
}
