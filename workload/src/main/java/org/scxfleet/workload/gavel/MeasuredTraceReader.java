package org.scxfleet.workload.gavel;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.throughput.BatchRule;
import org.scxfleet.cluster.throughput.JobKind;
import org.scxfleet.cluster.throughput.ThroughputTable;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.NoticeLog;

/**
 * Reads traces of measured jobs: those of Gavel and of Shockwave, tab-separated without a header
 * line, and the jobs derived from the Philly trace, CSV with one.
 */
public final class MeasuredTraceReader {
    private static final List<String> GAVEL =
            List.of(
                    "job_type",
                    "needs_data_dir",
                    "total_steps",
                    "scale_factor",
                    "priority_weight",
                    "slo",
                    "arrival_s");
    private static final List<String> SHOCKWAVE =
            List.of(
                    "job_type",
                    "needs_data_dir",
                    "total_steps",
                    "scale_factor",
                    "mode",
                    "priority_weight",
                    "slo",
                    "duration_s",
                    "arrival_s");
    private static final List<String> PHILLY =
            List.of("vc", "job_type", "total_steps", "arrival_s", "gpus");
    private static final double SECONDS_MAX = 1L << 32;
    private static final double NS_PER_SECOND = 1e9;
    private static final long STEPS_MAX = 1L << 40;
    private static final int GPUS_MAX = 1 << 16;

    private final String file;
    private final ThroughputTable table;
    private final String gpuType;
    private final NoticeLog notices = new NoticeLog();
    private final List<MeasuredJob> jobs = new ArrayList<>();

    private MeasuredTraceReader(String file, ThroughputTable table, String gpuType) {
        this.file = file;
        this.table = table;
        this.gpuType = gpuType;
    }

    /**
     * A trace of Gavel.
     *
     * @param in UTF-8; not closed
     * @param file name for messages
     * @param table to look the jobs up in; one that it lacks is counted
     * @param gpuType on which they run
     * @throws BadInputException if the file has to be mended
     */
    public static MeasuredTrace readGavel(
            InputStream in, String file, ThroughputTable table, String gpuType) throws IOException {
        MeasuredTraceReader reader = new MeasuredTraceReader(file, table, gpuType);
        CsvTable.readHeaderless(in, file, '\t', GAVEL, row -> reader.add(row, false));
        return reader.trace();
    }

    /** A trace of Shockwave; otherwise as {@link #readGavel}. */
    public static MeasuredTrace readShockwave(
            InputStream in, String file, ThroughputTable table, String gpuType) throws IOException {
        MeasuredTraceReader reader = new MeasuredTraceReader(file, table, gpuType);
        CsvTable.readHeaderless(in, file, '\t', SHOCKWAVE, row -> reader.add(row, true));
        return reader.trace();
    }

    /** The jobs derived from the Philly trace; otherwise as {@link #readGavel}. */
    public static MeasuredTrace readPhilly(
            InputStream in, String file, ThroughputTable table, String gpuType) throws IOException {
        MeasuredTraceReader reader = new MeasuredTraceReader(file, table, gpuType);
        CsvTable.read(in, file, PHILLY, reader::addPhilly);
        return reader.trace();
    }

    private MeasuredTrace trace() {
        return new MeasuredTrace(jobs, notices.notices());
    }

    private void add(CsvRow row, boolean shockwave) {
        if (!row.text("needs_data_dir").equals("0")) {
            notices.add(GavelNotice.DATA_FOLDER_IGNORED, row.place().toString(), "");
        }
        if (row.text("slo").startsWith("-")) {
            signed(row, "slo");
        } else {
            notices.add(
                    GavelNotice.OBJECTIVE_IGNORED, row.place().toString(), "" + row.number("slo"));
        }
        double weight = row.number("priority_weight");
        if (weight <= 0) {
            throw row.wrong("priority_weight", "is " + weight, "give a number above 0");
        }
        jobs.add(
                new MeasuredJob(
                        "" + jobs.size(),
                        kind(row, "scale_factor"),
                        row.wholeNumber("total_steps", 1, STEPS_MAX),
                        shockwave ? rule(row) : BatchRule.STATIC,
                        weight,
                        shockwave ? duration(row) : MeasuredJob.UNKNOWN,
                        ns(row, "arrival_s")));
    }

    private void addPhilly(CsvRow row) {
        for (String column : row.columns()) {
            if (!PHILLY.contains(column) || column.equals("vc")) {
                notices.add(GavelNotice.FIELD_IGNORED, file, column);
            }
        }
        double steps = row.number("total_steps");
        if (steps < 1 || steps > STEPS_MAX) {
            throw row.wrong("total_steps", "is " + steps, "give 1 to " + STEPS_MAX);
        }
        jobs.add(
                new MeasuredJob(
                        "" + jobs.size(),
                        kind(row, "gpus"),
                        (long) steps,
                        BatchRule.STATIC,
                        1,
                        MeasuredJob.UNKNOWN,
                        ns(row, "arrival_s")));
    }

    private JobKind kind(CsvRow row, String gpusColumn) {
        int gpus = (int) row.wholeNumber(gpusColumn, 1, GPUS_MAX);
        JobKind kind;
        try {
            kind = JobKind.of(row.name("job_type"), gpus);
        } catch (IllegalArgumentException e) {
            throw row.wrong("job_type", "is \"" + row.text("job_type") + "\"", "give a model");
        }
        if (table.alone(gpuType, kind, false).orElse(0) <= 0) {
            notices.add(
                    GavelNotice.NOT_MEASURED,
                    row.place().toString(),
                    kind.type() + " on " + gpus + " " + gpuType);
        }
        return kind;
    }

    private static BatchRule rule(CsvRow row) {
        List<String> names = new ArrayList<>();
        for (BatchRule rule : BatchRule.values()) {
            if (rule.officialName().equals(row.text("mode"))) {
                return rule;
            }
            names.add(rule.officialName());
        }
        throw row.wrong(
                "mode", "is \"" + row.text("mode") + "\"", "give " + String.join(", ", names));
    }

    private static long duration(CsvRow row) {
        long ns = ns(row, "duration_s");
        if (ns == 0) {
            throw row.wrong("duration_s", "is 0", "give a number of seconds above 0");
        }
        return ns;
    }

    private static void signed(CsvRow row, String column) {
        try {
            Double.parseDouble(row.text(column));
        } catch (NumberFormatException e) {
            throw row.wrong(column, "is \"" + row.text(column) + "\"", "give a number");
        }
    }

    private static long ns(CsvRow row, String column) {
        double seconds = row.number(column);
        if (seconds > SECONDS_MAX) {
            throw row.wrong(column, "is " + seconds, "give at most " + (long) SECONDS_MAX);
        }
        return Math.round(seconds * NS_PER_SECOND);
    }
}
