package org.scxfleet.workload.pollux;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;

/**
 * Reads the table of jobs: {@code load, workload, name, submit_s, application, num_replicas,
 * batch_size}. A name is unique in its load and workload; applications are checked against the
 * profiles by {@link #requireProfiles}.
 */
public final class PolluxJobReader {
    private static final List<String> COLUMNS =
            List.of(
                    "load",
                    "workload",
                    "name",
                    "submit_s",
                    "application",
                    "num_replicas",
                    "batch_size");
    private static final long SECONDS_MAX = 1L << 32;
    private static final long NS_PER_SECOND = 1_000_000_000L;
    private static final int REPLICAS_MAX = 1 << 16;
    private static final int BATCH_MAX = 1 << 24;

    private final String file;
    private final NoticeLog notices = new NoticeLog();
    private final Map<String, Integer> lineOfName = new HashMap<>();
    private final List<PolluxJob> jobs = new ArrayList<>();
    private final List<Integer> lines = new ArrayList<>();

    private PolluxJobReader(String file) {
        this.file = file;
    }

    /**
     * @param in UTF-8; not closed
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static PolluxJobs read(InputStream in, String file) throws IOException {
        PolluxJobReader reader = new PolluxJobReader(file);
        CsvTable.read(in, file, COLUMNS, reader::add);
        if (reader.jobs.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(file),
                    "",
                    "has a header line only",
                    "add one line for each job");
        }
        return new PolluxJobs(file, reader.jobs, reader.lines, reader.notices.notices());
    }

    private void add(CsvRow row) {
        row.noteUnused(COLUMNS, PolluxNotice.FIELD_IGNORED, file, notices);
        String load = row.name("load");
        String workload = row.name("workload");
        String name = row.name("name");
        Integer earlier =
                lineOfName.putIfAbsent(load + "\n" + workload + "\n" + name, row.place().line());
        if (earlier != null) {
            throw row.wrong(
                    "name",
                    "is \"" + name + "\" as in line " + earlier,
                    "give every job of a workload a name of its own");
        }
        jobs.add(
                new PolluxJob(
                        load,
                        workload,
                        name,
                        row.wholeNumber("submit_s", 0, SECONDS_MAX) * NS_PER_SECOND,
                        row.name("application"),
                        (int) row.wholeNumber("num_replicas", 1, REPLICAS_MAX),
                        (int) row.wholeNumber("batch_size", 1, BATCH_MAX)));
        lines.add(row.place().line());
    }

    /**
     * @throws BadInputException if a job's application has no profile, or did not measure around
     *     its batch size
     */
    public static void requireProfiles(PolluxJobs jobs, PolluxProfiles profiles) {
        for (int i = 0; i < jobs.jobs().size(); i++) {
            PolluxJob job = jobs.jobs().get(i);
            Place place = Place.wholeLine(jobs.file(), jobs.lines().get(i));
            Set<String> known = new TreeSet<>(profiles.byName().keySet());
            var profile = profiles.byName().get(job.application());
            if (profile == null) {
                throw new BadInputException(
                        place,
                        "application",
                        "is \"" + job.application() + "\", which has no profile",
                        "there are " + String.join(", ", known));
            }
            if (job.batchSize() < profile.batchMin() || job.batchSize() > profile.batchMax()) {
                throw new BadInputException(
                        place,
                        "batch_size",
                        "is " + job.batchSize() + ", not between the measured ones",
                        "give " + profile.batchMin() + " to " + profile.batchMax());
            }
        }
    }
}
