package org.scxfleet.workload.pollux;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.scxfleet.cluster.goodput.ApplicationProfile;
import org.scxfleet.cluster.goodput.BatchValidation;
import org.scxfleet.cluster.goodput.StepSample;
import org.scxfleet.cluster.goodput.StepTime;
import org.scxfleet.cluster.goodput.StepTimes;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;

/**
 * Reads application profiles: a folder for each application with {@code placements.csv}, {@code
 * scalability.csv} and one {@code validation-<batch size>.csv} for each measured batch size; loose,
 * or packed as {@code .tar.gz}.
 */
public final class PolluxProfileReader {
    /** Largest file that is read as a whole. */
    private static final long FILE_BYTES_MAX = 1L << 28;

    private static final Pattern PATH = Pattern.compile("(?:.*/)?([^/]+)/([^/]+)\\.csv");
    private static final Pattern VALIDATION = Pattern.compile("validation-(\\d{1,9})");
    private static final List<String> PLACEMENT_COLUMNS =
            List.of("placement", "local_bsz", "step_time", "sync_time");
    private static final List<String> SCALABILITY_COLUMNS =
            List.of("num_nodes", "num_replicas", "local_bsz", "step_time", "sync_time");
    private static final List<String> VALIDATION_COLUMNS =
            List.of("progress", "iteration", "grad_sqr", "grad_var");
    private static final int COUNT_MAX = 1 << 24;

    private final String source;
    private final NoticeLog notices = new NoticeLog();
    private final Map<String, Measurements> byApplication = new TreeMap<>();

    /** What was read of one application so far. */
    private static final class Measurements {
        final Map<String, List<StepSample>> placements = new TreeMap<>();
        final List<StepSample> scalability = new ArrayList<>();
        final List<BatchValidation> validations = new ArrayList<>();
    }

    /**
     * @param source the folder or archive, for messages
     */
    public PolluxProfileReader(String source) {
        this.source = source;
    }

    /**
     * All profiles of a packed archive.
     *
     * @param in not closed
     * @param file name for messages
     * @throws BadInputException if the archive has to be mended
     */
    public static PolluxProfiles readArchive(InputStream in, String file) throws IOException {
        PolluxProfileReader reader = new PolluxProfileReader(file);
        TarArchiveInputStream archive = new TarArchiveInputStream(new GZIPInputStream(in));
        for (TarArchiveEntry entry = archive.getNextEntry();
                entry != null;
                entry = archive.getNextEntry()) {
            if (entry.isFile()) {
                if (entry.getSize() > FILE_BYTES_MAX) {
                    throw new BadInputException(
                            Place.wholeFile(file + "!" + entry.getName()),
                            "",
                            "has " + entry.getSize() + " bytes",
                            "at most " + FILE_BYTES_MAX + " can be");
                }
                reader.add(new ByteArrayInputStream(archive.readAllBytes()), entry.getName());
            }
        }
        return reader.profiles();
    }

    /**
     * One file.
     *
     * @param in UTF-8; not closed
     * @param path its last two parts are the application and the file's name
     */
    public void add(InputStream in, String path) throws IOException {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            notices.add(PolluxNotice.FILE_IGNORED, source, path);
            return;
        }
        String application = parts.group(1);
        if (TrainedApplication.named(application) == null) {
            notices.add(PolluxNotice.APPLICATION_IGNORED, source, path);
            return;
        }
        Measurements into = byApplication.computeIfAbsent(application, key -> new Measurements());
        String file = source + "!" + path;
        Matcher validation = VALIDATION.matcher(parts.group(2));
        if (parts.group(2).equals("placements")) {
            CsvTable.read(in, file, PLACEMENT_COLUMNS, row -> addPlacement(row, into));
        } else if (parts.group(2).equals("scalability")) {
            CsvTable.read(in, file, SCALABILITY_COLUMNS, row -> into.scalability.add(sample(row)));
        } else if (validation.matches()) {
            into.validations.add(validation(in, file, Integer.parseInt(validation.group(1))));
        } else {
            notices.add(PolluxNotice.FILE_IGNORED, source, path);
        }
    }

    private static void addPlacement(CsvRow row, Measurements into) {
        String placement = row.name("placement");
        int replicas = 0;
        for (int i = 0; i < placement.length(); i++) {
            int gpus = Character.digit(placement.charAt(i), 10);
            if (gpus < 1) {
                throw row.wrong(
                        "placement",
                        "is \"" + placement + "\"",
                        "give one digit, 1 to 9, for the GPUs of each node");
            }
            replicas += gpus;
        }
        into.placements
                .computeIfAbsent(placement, key -> new ArrayList<>())
                .add(sample(row, placement.length(), replicas));
    }

    private static StepSample sample(CsvRow row) {
        int nodes = (int) row.wholeNumber("num_nodes", 1, COUNT_MAX);
        return sample(row, nodes, (int) row.wholeNumber("num_replicas", nodes, COUNT_MAX));
    }

    private static StepSample sample(CsvRow row, int nodes, int replicas) {
        double step = row.number("step_time");
        double sync = row.number("sync_time");
        if (step <= 0 || sync > step) {
            throw row.wrong(
                    "step_time",
                    "is " + step + " with a sync_time of " + sync,
                    "give seconds, more than 0 and at least the sync_time");
        }
        return new StepSample(
                nodes,
                replicas,
                (int) row.wholeNumber("local_bsz", 1, COUNT_MAX),
                new StepTime(step, sync));
    }

    private static BatchValidation validation(InputStream in, String file, int batchSize)
            throws IOException {
        List<double[]> rows = new ArrayList<>();
        CsvTable.read(
                in,
                file,
                VALIDATION_COLUMNS,
                row -> rows.add(VALIDATION_COLUMNS.stream().mapToDouble(row::number).toArray()));
        if (rows.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(file),
                    "",
                    "has a header line only",
                    "add one line for each epoch");
        }
        return new BatchValidation(
                batchSize, column(rows, 0), column(rows, 1), column(rows, 2), column(rows, 3));
    }

    private static double[] column(List<double[]> rows, int column) {
        return rows.stream().mapToDouble(row -> row[column]).toArray();
    }

    /**
     * What was added.
     *
     * @throws BadInputException if an application lacks a file
     */
    public PolluxProfiles profiles() {
        Map<String, ApplicationProfile> profiles = new TreeMap<>();
        for (Map.Entry<String, Measurements> entry : byApplication.entrySet()) {
            profiles.put(entry.getKey(), profile(entry.getKey(), entry.getValue()));
        }
        if (profiles.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(source),
                    "",
                    "has no profile",
                    "give a folder for each application with placements.csv, scalability.csv and"
                            + " validation-<batch size>.csv");
        }
        return new PolluxProfiles(profiles, notices.notices());
    }

    private ApplicationProfile profile(String name, Measurements read) {
        TrainedApplication application = TrainedApplication.named(name);
        if (application == null || read.placements.isEmpty() || read.validations.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(source),
                    name,
                    "is not complete",
                    "give its placements.csv and at least one validation-<batch size>.csv");
        }
        int[] batches =
                read.placements.values().stream()
                        .flatMap(List::stream)
                        .mapToInt(StepSample::localBatch)
                        .sorted()
                        .toArray();
        int epochs =
                Math.min(
                        application.epochs(),
                        read.validations.stream()
                                .mapToInt(run -> run.progress().length)
                                .min()
                                .orElseThrow());
        return new ApplicationProfile(
                name,
                batches[0],
                Math.min(application.localBatchMax(), batches[batches.length - 1]),
                epochs,
                new StepTimes(read.placements, read.scalability),
                read.validations);
    }
}
