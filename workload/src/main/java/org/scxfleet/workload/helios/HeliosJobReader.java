package org.scxfleet.workload.helios;

import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.simulation.JobSpec;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.input.UniqueNames;
import org.scxfleet.workload.tracejob.TraceJob;

/**
 * Reads the job log of a cluster ({@code cluster_log.csv}): {@code job_id, gpu_num, cpu_num,
 * submit_time, duration}, and {@code vc} where it is there. Times of day are {@code 2020-04-01
 * 00:00:00}, durations seconds. The first submission is the beginning.
 */
public final class HeliosJobReader {
    private static final List<String> COLUMNS =
            List.of("job_id", "gpu_num", "cpu_num", "submit_time", "duration");
    private static final String CLUSTER = "vc";
    private static final double SECONDS_MAX = 1L << 32;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000;

    private HeliosJobReader() {}

    /** A job with its time of day. */
    private record Timed(long second, TraceJob job) {}

    /**
     * The jobs, in the order of the log; the quality of a job is its virtual cluster.
     *
     * @param in UTF-8; not closed
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static List<TraceJob> read(InputStream in, String file, NoticeLog notices)
            throws IOException {
        List<String> used = new ArrayList<>(COLUMNS);
        used.add(CLUSTER);
        UniqueNames names = new UniqueNames();
        List<Timed> read = new ArrayList<>();
        CsvTable.read(
                in,
                file,
                COLUMNS,
                row -> {
                    row.noteUnused(used, HeliosNotice.FIELD_IGNORED, file, notices);
                    names.require(row.name("job_id"), row.place(), "job_id");
                    TraceJob job = job(row);
                    if (job.durationNs() < 1) {
                        notices.add(
                                HeliosNotice.NEVER_RAN, row.place().toString(), row.name("job_id"));
                    } else {
                        read.add(new Timed(second(row), job));
                    }
                });
        if (read.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(file), "", "has no job that ran", "add one line for each job");
        }
        long first = read.stream().mapToLong(Timed::second).min().orElse(0);
        List<TraceJob> jobs = new ArrayList<>(read.size());
        for (Timed timed : read) {
            TraceJob job = timed.job();
            jobs.add(
                    new TraceJob(
                            job.name(),
                            (timed.second() - first) * NS_PER_SECOND,
                            job.durationNs(),
                            job.asked(),
                            job.work(),
                            job.quality(),
                            List.of(),
                            0));
        }
        return jobs;
    }

    private static TraceJob job(CsvRow row) {
        int gpus = (int) row.wholeNumber("gpu_num", 0, JobSpec.GPUS_MAX);
        int cpus = (int) row.wholeNumber("cpu_num", gpus == 0 ? 1 : 0, JobSpec.GPUS_MAX);
        double seconds = row.number("duration");
        if (seconds > SECONDS_MAX) {
            throw row.wrong("duration", "is " + seconds, "give at most " + (long) SECONDS_MAX);
        }
        return new TraceJob(
                row.name("job_id"),
                0,
                Math.round(seconds * NS_PER_SECOND),
                gpus == 0
                        ? new TraceJob.Asked.Cpus(cpus, 0, false)
                        : new TraceJob.Asked.Gpus(gpus, cpus * MILLI, List.of()),
                new TraceJob.Work.Unknown(),
                row.has(CLUSTER) ? row.text(CLUSTER) : "",
                List.of(),
                0);
    }

    private static long second(CsvRow row) {
        String text = row.name("submit_time");
        try {
            return LocalDateTime.parse(text.replace(' ', 'T')).toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw row.wrong(
                    "submit_time",
                    "is \"" + text + "\"",
                    "give a time such as 2020-04-01 00:00:00");
        }
    }
}
