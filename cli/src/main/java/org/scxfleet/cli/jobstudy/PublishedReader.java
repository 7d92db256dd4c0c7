package org.scxfleet.cli.jobstudy;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;

/** Reads the tables of published figures that come with the traces. */
final class PublishedReader {
    private static final List<String> POLLUX = List.of("policy", "load", "workload", "avg_jct_s");
    private static final List<String> SHOCKWAVE =
            List.of("run_set", "policy", "kind", "makespan_s", "avg_jct_s");

    /** The set of runs whose settings the study has, and their kind. */
    private static final String RUN_SET = "tacc_32gpus";

    private static final String SIMULATED = "simulation";

    private PublishedReader() {}

    static List<Published> readPollux(InputStream in, String file) throws IOException {
        List<Published> figures = new ArrayList<>();
        CsvTable.read(
                in,
                file,
                POLLUX,
                row ->
                        figures.add(
                                new Published(
                                        row.name("load"),
                                        row.name("workload"),
                                        row.name("policy"),
                                        StudyFigure.MEAN_COMPLETION,
                                        positive(row, "avg_jct_s"))));
        return figures;
    }

    static List<Published> readShockwave(InputStream in, String file) throws IOException {
        List<Published> figures = new ArrayList<>();
        CsvTable.read(
                in,
                file,
                SHOCKWAVE,
                row -> {
                    if (row.text("run_set").equals(RUN_SET) && row.text("kind").equals(SIMULATED)) {
                        String policy = row.name("policy");
                        figures.add(
                                new Published(
                                        "",
                                        "",
                                        policy,
                                        StudyFigure.MAKESPAN,
                                        positive(row, "makespan_s")));
                        figures.add(
                                new Published(
                                        "",
                                        "",
                                        policy,
                                        StudyFigure.MEAN_COMPLETION,
                                        positive(row, "avg_jct_s")));
                    }
                });
        return figures;
    }

    private static double positive(CsvRow row, String column) {
        double value = row.number(column);
        if (value <= 0) {
            throw row.wrong(column, "is " + value, "give seconds above 0");
        }
        return value;
    }
}
