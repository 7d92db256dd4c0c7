package org.scxfleet.workload.swf;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.simulation.JobSpec;
import org.scxfleet.cluster.simulation.TimedJob;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.FieldLines;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.JobTrace;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Predecessors;
import org.scxfleet.workload.input.UniqueNames;

/**
 * Reads a workload log: lines of 18 numbers, of which -1 is unknown; comments begin with {@code ;}.
 *
 * <p>A job takes the processors that it was given, or where they are unknown those that it asked
 * for. Status 0 is a job that failed at its end, 5 one that was cancelled while it ran: both count
 * as failed. A job with a preceding job arrives when that one has ended and its think time is over,
 * and not before its submission.
 */
public final class SwfReader {
    private static final List<String> COLUMNS =
            List.of(
                    "job_number",
                    "submit_time",
                    "wait_time",
                    "run_time",
                    "allocated_processors",
                    "average_cpu_time",
                    "used_memory",
                    "requested_processors",
                    "requested_time",
                    "requested_memory",
                    "status",
                    "user_id",
                    "group_id",
                    "executable",
                    "queue",
                    "partition",
                    "preceding_job",
                    "think_time");
    private static final List<String> IGNORED =
            List.of(
                    "average_cpu_time",
                    "used_memory",
                    "requested_time",
                    "requested_memory",
                    "user_id",
                    "group_id",
                    "executable",
                    "queue",
                    "partition");
    private static final String COMMENT = ";";
    private static final String UNKNOWN = "-1";
    private static final long SECONDS_MAX = 1L << 32;
    private static final double NS_PER_SECOND = 1e9;
    private static final long STATUS_MAX = 5;

    private final NoticeLog notices = new NoticeLog();
    private final UniqueNames names = new UniqueNames();
    private final List<TimedJob> jobs = new ArrayList<>();

    private SwfReader() {}

    /**
     * @param in UTF-8; not closed
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static JobTrace read(InputStream in, String file) throws IOException {
        SwfReader reader = new SwfReader();
        FieldLines.read(in, file, COMMENT, COLUMNS, reader::add);
        List<TimedJob> ordered =
                new Predecessors(file, "preceding_job", SwfNotice.PRECEDING_LEFT_OUT)
                        .checked(reader.jobs, reader.notices);
        return new JobTrace(ordered, reader.notices.notices());
    }

    private void add(CsvRow row) {
        for (String column : IGNORED) {
            if (!row.text(column).equals(UNKNOWN)) {
                notices.add(SwfNotice.FIELD_IGNORED, row.place().toString(), column);
            }
        }
        if (!row.text("wait_time").equals(UNKNOWN)) {
            notices.add(SwfNotice.WAIT_IGNORED, row.place().toString(), row.text("wait_time"));
        }
        String name = "" + row.wholeNumber("job_number", 0, Long.MAX_VALUE);
        names.require(name, row.place(), "job_number");
        long submitNs = ns(row, "submit_time");
        String allocated = row.text("allocated_processors");
        String processorsColumn =
                allocated.equals(UNKNOWN) || allocated.equals("0")
                        ? "requested_processors"
                        : "allocated_processors";
        boolean ran =
                !row.text("run_time").equals(UNKNOWN)
                        && !row.text(processorsColumn).equals(UNKNOWN)
                        && ns(row, "run_time") > 0;
        if (!ran) {
            notices.add(SwfNotice.NEVER_RAN, row.place().toString(), name);
            return;
        }
        int processors = (int) row.wholeNumber(processorsColumn, 1, JobSpec.GPUS_MAX);
        long status = row.wholeNumber("status", -1, STATUS_MAX);
        String before = row.text("preceding_job");
        boolean isFree = before.equals(UNKNOWN) || before.equals("0");
        if (!isFree) {
            row.wholeNumber("preceding_job", 1, Long.MAX_VALUE);
        }
        jobs.add(
                new TimedJob(
                                new JobSpec(name, submitNs, processors, 1),
                                ns(row, "run_time"),
                                status == 0 || status == STATUS_MAX,
                                List.of())
                        .after(isFree ? List.of() : List.of(before), isFree ? 0 : thinkNs(row)));
    }

    private static long thinkNs(CsvRow row) {
        return row.text("think_time").equals(UNKNOWN) ? 0 : ns(row, "think_time");
    }

    private static long ns(CsvRow row, String column) {
        double seconds = row.number(column);
        if (seconds > SECONDS_MAX) {
            throw row.wrong(column, "is " + seconds, "give at most " + SECONDS_MAX);
        }
        return Math.round(seconds * NS_PER_SECOND);
    }
}
