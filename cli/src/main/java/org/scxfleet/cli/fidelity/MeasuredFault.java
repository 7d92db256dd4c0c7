package org.scxfleet.cli.fidelity;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.measured.SchedulerCommand;

/**
 * A line of faults.csv: what made a scheduler exit.
 *
 * @param workload name of a workload
 * @param what what was done, in words
 * @param enabledS when the scheduler was first seen enabled, in seconds since boot
 * @param actedS when the act followed; absent where the scheduler itself misbehaves
 * @param exitSeenS when the exit was first seen
 * @param reason the exit's reason, as the kernel words it
 * @param programLine the line that the scheduler's program printed at its exit
 * @param shares CPU time over the window by task group, where measured
 * @param windowS the window of the shares
 */
public record MeasuredFault(
        String name,
        SchedulerCommand scheduler,
        String workload,
        String what,
        double enabledS,
        OptionalDouble actedS,
        double exitSeenS,
        String reason,
        String programLine,
        SequencedMap<String, Double> shares,
        OptionalDouble windowS) {
    private static final List<String> COLUMNS =
            List.of(
                    "case",
                    "scheduler",
                    "workload",
                    "what",
                    "t_seen_enabled_s",
                    "t_act_s",
                    "t_seen_exit_s",
                    "exit_text",
                    "program_exit_line",
                    "shares_while_enabled");
    private static final String WINDOW = "window_s";

    /**
     * Reads the lines whose case is asked for.
     *
     * @param in the file; not closed
     * @param file its name, for messages
     */
    static List<MeasuredFault> readAll(InputStream in, String file, Predicate<String> asked)
            throws IOException {
        List<MeasuredFault> faults = new ArrayList<>();
        CsvTable.read(
                in,
                file,
                COLUMNS,
                row -> {
                    if (asked.test(row.name("case"))) {
                        faults.add(fault(row));
                    }
                });
        return faults;
    }

    private static MeasuredFault fault(CsvRow row) {
        SequencedMap<String, Double> shares = new TreeMap<>();
        OptionalDouble windowS = OptionalDouble.empty();
        String written = row.text("shares_while_enabled");
        for (String part : written.isEmpty() ? new String[0] : written.split("\\|", -1)) {
            int colon = part.indexOf(':');
            double value = colon < 1 ? Double.NaN : number(part.substring(colon + 1));
            if (!(value >= 0)) {
                throw row.wrong("shares_while_enabled", "is \"" + written + "\"", "give a:0.5|b:1");
            }
            if (part.startsWith(WINDOW)) {
                windowS = OptionalDouble.of(value);
            } else {
                shares.put(part.substring(0, colon), value);
            }
        }
        return new MeasuredFault(
                row.name("case"),
                SchedulerCommand.parse(row.name("scheduler")),
                row.name("workload"),
                row.name("what"),
                row.number("t_seen_enabled_s"),
                row.optionalNumber("t_act_s"),
                row.number("t_seen_exit_s"),
                row.name("exit_text"),
                row.text("program_exit_line"),
                shares,
                windowS);
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
