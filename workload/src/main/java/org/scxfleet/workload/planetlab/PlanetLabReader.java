package org.scxfleet.workload.planetlab;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.UniqueNames;
import org.scxfleet.workload.utilisation.UtilisationTrace;

/**
 * Reads machines, CSV without a header line: {@code index, n_samples, samples between blanks}, each
 * a percentage of the machine's CPUs.
 */
public final class PlanetLabReader {
    private static final List<String> COLUMNS = List.of("index", "n_samples", "percent");
    private static final long INTERVAL_NS = 300_000_000_000L;
    private static final int SAMPLES_MAX = 1 << 24;

    private PlanetLabReader() {}

    /**
     * @param in UTF-8; not closed
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static List<UtilisationTrace> read(InputStream in, String file) throws IOException {
        UniqueNames names = new UniqueNames();
        List<UtilisationTrace> traces = new ArrayList<>();
        CsvTable.readHeaderless(
                in,
                file,
                ',',
                COLUMNS,
                row -> {
                    String name = "vm-" + row.wholeNumber("index", 0, Integer.MAX_VALUE);
                    names.require(name, row.place(), "index");
                    traces.add(new UtilisationTrace(name, 1, INTERVAL_NS, samples(row)));
                });
        return traces;
    }

    private static double[] samples(CsvRow row) {
        String[] texts = row.name("percent").split("\\s+", -1);
        long count = row.wholeNumber("n_samples", 1, SAMPLES_MAX);
        if (texts.length != count) {
            throw row.wrong(
                    "percent",
                    "has " + texts.length + " samples",
                    "give " + count + ", as n_samples says");
        }
        double[] samples = new double[texts.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = sample(row, texts[i]);
        }
        return samples;
    }

    private static double sample(CsvRow row, String text) {
        try {
            double sample = Double.parseDouble(text);
            if (sample >= 0 && sample <= UtilisationTrace.PERCENT_MAX) {
                return sample;
            }
        } catch (NumberFormatException e) {
            throw row.wrong("percent", "has \"" + text + "\"", "give numbers from 0 to 100");
        }
        throw row.wrong("percent", "has " + text, "give numbers from 0 to 100");
    }
}
