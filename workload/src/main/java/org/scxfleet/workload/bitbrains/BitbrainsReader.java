package org.scxfleet.workload.bitbrains;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.utilisation.UtilisationTrace;

/**
 * Reads one machine. The column of time is called milliseconds and holds seconds; the interval of
 * the trace is that between its first two samples. A machine that was used beyond its provisioned
 * share counts as fully used.
 */
public final class BitbrainsReader {
    private static final String TIME = "Timestamp [ms]";
    private static final String CORES = "CPU cores";
    private static final String PERCENT = "CPU usage [%]";
    private static final List<String> COLUMNS = List.of(TIME, CORES, PERCENT);
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int CORES_MAX = 4_096;
    private static final long DEFAULT_INTERVAL_SECONDS = 300;

    private final NoticeLog notices = new NoticeLog();
    private final List<Double> percent = new ArrayList<>();
    private int cores;
    private long firstSeconds = -1;
    private long lastSeconds = -1;
    private long intervalSeconds;

    private BitbrainsReader() {}

    /** A machine, and what of its file was ignored. */
    public record Machine(UtilisationTrace trace, List<Notice> notices) {
        public Machine {
            notices = List.copyOf(notices);
        }
    }

    /**
     * @param in UTF-8; not closed
     * @param file name for messages, and of the machine
     * @throws BadInputException if the file has to be mended
     */
    public static Machine read(InputStream in, String file) throws IOException {
        BitbrainsReader reader = new BitbrainsReader();
        CsvTable.read(in, file, ';', COLUMNS, reader::add);
        if (reader.percent.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(file), "", "has a header line only", "add the samples");
        }
        long interval =
                reader.intervalSeconds == 0 ? DEFAULT_INTERVAL_SECONDS : reader.intervalSeconds;
        return new Machine(
                new UtilisationTrace(
                        name(file),
                        reader.cores,
                        interval * NS_PER_SECOND,
                        reader.percent.stream().mapToDouble(Double::doubleValue).toArray()),
                reader.notices.notices());
    }

    /** The file without its folder and endings. */
    private static String name(String file) {
        String base = file.substring(file.lastIndexOf('/') + 1);
        int end = base.indexOf('.');
        return end > 0 ? base.substring(0, end) : base;
    }

    private void add(CsvRow row) {
        row.noteUnused(COLUMNS, BitbrainsNotice.FIELD_IGNORED, row.place().toString(), notices);
        long seconds = row.wholeNumber(TIME, 0, Long.MAX_VALUE / NS_PER_SECOND);
        if (seconds <= lastSeconds) {
            throw row.wrong(
                    TIME,
                    "is " + seconds + " after " + lastSeconds,
                    "give samples in the order of time");
        }
        if (firstSeconds < 0) {
            firstSeconds = seconds;
        } else if (intervalSeconds == 0) {
            intervalSeconds = seconds - firstSeconds;
        }
        lastSeconds = seconds;
        cores = Math.max(cores, (int) row.wholeNumber(CORES, 1, CORES_MAX));
        percent.add(Math.min(UtilisationTrace.PERCENT_MAX, row.number(PERCENT)));
    }
}
