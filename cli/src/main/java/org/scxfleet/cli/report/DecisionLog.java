package org.scxfleet.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.cluster.placement.external.LoggedDecision;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.NodeSpec;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;

/** {@code decisions.csv}: what an external placement policy decided, one line for each pod. */
public final class DecisionLog {
    static final String FILE = "decisions.csv";

    private static final String EXTERNAL = "external";
    private static final String FALLBACK = "fallback";
    private static final String[] COLUMNS = {
        "cpu_milli",
        "memory_mib",
        "gpus",
        "gpu_milli",
        "gpu_models",
        "node",
        "devices",
        "decided_by",
        "reason"
    };

    private DecisionLog() {}

    static void write(Path folder, List<LoggedDecision> decisions) throws IOException {
        try (ResultTables.Table table = new ResultTables.Table(folder.resolve(FILE), COLUMNS)) {
            for (LoggedDecision decision : decisions) {
                PodRequest request = decision.request();
                table.row(
                        request.cpuMilli(),
                        request.memoryMib(),
                        request.gpuCount(),
                        request.gpuMilli(),
                        String.join(" ", request.gpuModels()),
                        decision.node(),
                        deviceNumbers(decision.devices()),
                        decision.fallback() ? FALLBACK : EXTERNAL,
                        decision.reason());
            }
        }
    }

    private static String deviceNumbers(long devices) {
        List<String> numbers = new ArrayList<>();
        for (long rest = devices; rest != 0; rest &= rest - 1) {
            numbers.add(String.valueOf(Long.numberOfTrailingZeros(rest)));
        }
        return String.join(" ", numbers);
    }

    /**
     * The decisions in a file.
     *
     * @throws InputException if it cannot be read, or is no log of decisions
     */
    public static List<LoggedDecision> read(Path file) {
        List<LoggedDecision> decisions = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            CsvTable.read(
                    in, file.toString(), List.of(COLUMNS), row -> decisions.add(decision(row)));
        } catch (BadInputException e) {
            throw new InputException("--replay-decisions", String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new InputException(
                    "--replay-decisions", file + " cannot be read: " + e.getMessage());
        }
        return decisions;
    }

    private static LoggedDecision decision(CsvRow row) {
        String by = row.text("decided_by");
        if (!by.equals(EXTERNAL) && !by.equals(FALLBACK)) {
            throw row.wrong("decided_by", "is '" + by + "'", "give external or fallback");
        }
        try {
            String models = row.text("gpu_models");
            PodRequest request =
                    new PodRequest(
                            row.wholeNumber("cpu_milli", 0, NodeSpec.AMOUNT_MAX),
                            row.wholeNumber("memory_mib", 0, NodeSpec.AMOUNT_MAX),
                            (int) row.wholeNumber("gpus", 0, NodeSpec.GPUS_MAX),
                            (int) row.wholeNumber("gpu_milli", 0, PodRequest.GPU_MILLI_WHOLE),
                            models.isEmpty() ? List.of() : List.of(models.split(" ")));
            return new LoggedDecision(
                    request,
                    (int) row.wholeNumber("node", LoggedDecision.NOWHERE, ClusterState.NODES_MAX),
                    devices(row),
                    by.equals(FALLBACK),
                    row.text("reason"));
        } catch (IllegalArgumentException e) {
            throw row.wrong(
                    "", "is no decision: " + e.getMessage(), "take a log as it was written");
        }
    }

    private static long devices(CsvRow row) {
        long devices = 0;
        for (String number : row.text("devices").split(" ")) {
            if (!number.isEmpty()) {
                if (!number.matches("[0-9]{1,2}") || Integer.parseInt(number) >= 64) {
                    throw row.wrong("devices", "names '" + number + "'", "give numbers 0 to 63");
                }
                devices |= 1L << Integer.parseInt(number);
            }
        }
        return devices;
    }
}
