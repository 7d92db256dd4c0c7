package org.scxfleet.workload.helios;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.input.UniqueNames;

/** Reads occupancy, sizes of virtual clusters, and summaries. All streams stay open. */
public final class HeliosReader {
    private static final List<String> OCCUPANCY_COLUMNS =
            List.of(
                    "time",
                    "total_job_num",
                    "running_job_num",
                    "pending_job_num",
                    "total_gpu_num",
                    "running_gpu_num",
                    "pending_gpu_num");
    private static final List<String> SUMMARY_COLUMNS =
            List.of(
                    "id",
                    "gpu_num",
                    "job_num",
                    "gpu_job_num",
                    "avg_run_time_gpu",
                    "avg_que_time_gpu",
                    "med_run_time_gpu",
                    "avg_gpu_num");
    private static final int COUNT_MAX = 1 << 28;

    private HeliosReader() {}

    /**
     * One minute of a virtual cluster.
     *
     * @param time as written
     * @param gpus that it had
     */
    public record Occupancy(
            String time,
            int runningJobs,
            int pendingJobs,
            int gpus,
            int busyGpus,
            int wantedGpus) {}

    /** All minutes, and what of the file was ignored. */
    public record OccupancySeries(List<Occupancy> minutes, List<Notice> notices) {
        public OccupancySeries {
            minutes = List.copyOf(minutes);
            notices = List.copyOf(notices);
        }
    }

    /**
     * One cluster over the whole trace, times in seconds.
     *
     * @param meanGpus of a GPU job
     */
    public record Summary(
            String cluster,
            int gpus,
            int jobs,
            int gpuJobs,
            double meanGpuRunSeconds,
            double meanGpuQueueSeconds,
            double medianGpuRunSeconds,
            double meanGpus) {}

    /**
     * A row for each minute; running and pending jobs must add up to all jobs.
     *
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static OccupancySeries readOccupancy(InputStream in, String file) throws IOException {
        NoticeLog notices = new NoticeLog();
        UniqueNames times = new UniqueNames();
        List<Occupancy> minutes = new ArrayList<>();
        CsvTable.read(
                in,
                file,
                OCCUPANCY_COLUMNS,
                row -> {
                    ignore(row, OCCUPANCY_COLUMNS, file, notices);
                    times.require(row.name("time"), row.place(), "time");
                    minutes.add(occupancy(row));
                });
        requireRows(minutes, file);
        return new OccupancySeries(minutes, notices.notices());
    }

    private static Occupancy occupancy(CsvRow row) {
        int running = count(row, "running_job_num");
        int pending = count(row, "pending_job_num");
        if (running + pending != count(row, "total_job_num")) {
            throw row.wrong(
                    "total_job_num",
                    "is not " + running + " running and " + pending + " pending jobs",
                    "give their sum");
        }
        return new Occupancy(
                row.name("time"),
                running,
                pending,
                count(row, "total_gpu_num"),
                count(row, "running_gpu_num"),
                count(row, "pending_gpu_num"));
    }

    /** GPUs of each virtual cluster by day: {@code date, <name>…, total}. */
    public static Map<String, Map<String, Integer>> readSizes(InputStream in, String file)
            throws IOException {
        Map<String, Map<String, Integer>> byDay = new LinkedHashMap<>();
        UniqueNames days = new UniqueNames();
        CsvTable.read(
                in,
                file,
                List.of("date", "total"),
                row -> {
                    days.require(row.name("date"), row.place(), "date");
                    Map<String, Integer> sizes = new LinkedHashMap<>();
                    int sum = 0;
                    for (String column : row.columns()) {
                        if (!column.equals("date") && !column.equals("total")) {
                            sizes.put(column, count(row, column));
                            sum += count(row, column);
                        }
                    }
                    if (sum != count(row, "total")) {
                        throw row.wrong(
                                "total", "is not the sum of the line, " + sum, "give the sum");
                    }
                    byDay.put(row.name("date"), sizes);
                });
        requireRows(List.copyOf(byDay.keySet()), file);
        return byDay;
    }

    /** One row for each cluster. */
    public static List<Summary> readSummary(InputStream in, String file) throws IOException {
        List<Summary> summaries = new ArrayList<>();
        UniqueNames names = new UniqueNames();
        CsvTable.read(
                in,
                file,
                SUMMARY_COLUMNS,
                row -> {
                    names.require(row.name("id"), row.place(), "id");
                    summaries.add(
                            new Summary(
                                    row.name("id"),
                                    count(row, "gpu_num"),
                                    count(row, "job_num"),
                                    count(row, "gpu_job_num"),
                                    row.number("avg_run_time_gpu"),
                                    row.number("avg_que_time_gpu"),
                                    atLeast(row, "med_run_time_gpu"),
                                    atLeast(row, "avg_gpu_num")));
                });
        requireRows(summaries, file);
        return summaries;
    }

    /** Nodes of each virtual cluster of the Philly trace: {@code vc, node num}. */
    public static Map<String, Integer> readPhillyNodes(InputStream in, String file)
            throws IOException {
        Map<String, Integer> nodes = new LinkedHashMap<>();
        UniqueNames names = new UniqueNames();
        CsvTable.read(
                in,
                file,
                List.of("vc", "node num"),
                row -> {
                    names.require(row.name("vc"), row.place(), "vc");
                    nodes.put(row.name("vc"), count(row, "node num"));
                });
        requireRows(List.copyOf(nodes.keySet()), file);
        return nodes;
    }

    private static double atLeast(CsvRow row, String column) {
        double number = row.number(column);
        if (number < 1) {
            throw row.wrong(column, "is " + number, "give at least 1");
        }
        return number;
    }

    private static int count(CsvRow row, String column) {
        return (int) row.wholeNumber(column, 0, COUNT_MAX);
    }

    private static void ignore(CsvRow row, List<String> used, String file, NoticeLog notices) {
        row.noteUnused(used, HeliosNotice.FIELD_IGNORED, file, notices);
    }

    private static void requireRows(List<?> rows, String file) {
        if (rows.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(file), "", "has a header line only", "add its rows");
        }
    }
}
