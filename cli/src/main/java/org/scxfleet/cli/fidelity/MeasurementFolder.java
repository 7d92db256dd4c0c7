package org.scxfleet.cli.fidelity;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.measured.GroupKey;
import org.scxfleet.workload.measured.MeasuredCase;
import org.scxfleet.workload.measured.MeasuredCaseReader;
import org.scxfleet.workload.measured.MeasuredFigures;
import org.scxfleet.workload.measured.TaskFigures;

/** Opens the files of a folder of measurements. */
public final class MeasurementFolder {
    /** Matches every case. */
    public static final String ALL = "*";

    private static final String CASE_SUFFIX = ".json";

    private final Path folder;

    public MeasurementFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * Reads the cases whose name matches the glob, with the tables of all.
     *
     * @throws BadInputException if a file is missing or wrong, or no case matches
     */
    public Measurements read(String caseGlob) throws IOException {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + caseGlob);
        Predicate<String> asked = name -> matcher.matches(Path.of(name));
        List<MeasuredCase> cases = new ArrayList<>();
        SequencedMap<String, MeasuredCase> workloads = new TreeMap<>();
        for (Path file : caseFiles()) {
            MeasuredCase one = open(file, MeasuredCaseReader::read);
            workloads.putIfAbsent(one.workloadName(), one);
            if (asked.test(one.name())) {
                cases.add(one);
            }
        }
        Path faultFile = folder.resolve("faults.csv");
        List<MeasuredFault> faults =
                Files.exists(faultFile)
                        ? open(faultFile, (in, name) -> MeasuredFault.readAll(in, name, asked))
                        : List.of();
        Path taskFile = folder.resolve("tasks.csv");
        SequencedMap<GroupKey, List<TaskFigures>> tasks =
                Files.exists(taskFile)
                        ? open(taskFile, MeasuredFigures::readTasks)
                        : new TreeMap<>();
        if (cases.isEmpty() && faults.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(folder.toString()),
                    "",
                    "has no case that matches \"" + caseGlob + "\"",
                    "give a glob like simple-*");
        }
        return new Measurements(
                cases,
                workloads,
                open(folder.resolve("summary.csv"), MeasuredFigures::readSummary),
                open(folder.resolve("hist.csv"), MeasuredFigures::readHistograms),
                open(folder.resolve("runs.csv"), MeasuredFigures::readRuns),
                tasks,
                faults);
    }

    private List<Path> caseFiles() throws IOException {
        Path cases = folder.resolve("cases");
        if (!Files.isDirectory(cases)) {
            throw new BadInputException(
                    Place.wholeFile(folder.toString()),
                    "",
                    "has no folder cases",
                    "give a folder of measurements with cases/, summary.csv, hist.csv, runs.csv");
        }
        try (Stream<Path> files = Files.list(cases)) {
            return files.filter(file -> file.toString().endsWith(CASE_SUFFIX)).sorted().toList();
        }
    }

    /** Something that reads an open file. */
    private interface Reading<T> {
        T read(InputStream in, String file) throws IOException;
    }

    private static <T> T open(Path file, Reading<T> reading) throws IOException {
        if (!Files.isReadable(file)) {
            throw new BadInputException(
                    Place.wholeFile(file.toString()),
                    "",
                    "can not be read",
                    "fetch the whole folder");
        }
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return reading.read(in, file.toString());
        }
    }
}
