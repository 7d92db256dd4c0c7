package org.scxfleet.workload.csvtable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.Place;

/** Reads lines of fields between blanks; a comment takes a whole line. */
public final class FieldLines {
    private FieldLines() {}

    /**
     * Hands every line that is neither empty nor a comment to the consumer, in order.
     *
     * @param in UTF-8; not closed
     * @param file its name, for messages
     * @param comment what a comment begins with
     * @param columns names for the fields of each line, all of them
     */
    public static void read(
            InputStream in,
            String file,
            String comment,
            List<String> columns,
            Consumer<CsvRow> consumer)
            throws IOException {
        Map<String, Integer> index = new LinkedHashMap<>();
        for (String column : columns) {
            index.put(column, index.size());
        }
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        int number = 0;
        int rows = 0;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String text = line.strip();
                if (text.isEmpty() || text.startsWith(comment)) {
                    continue;
                }
                rows++;
                Place place = Place.wholeLine(file, number);
                String[] values = text.split("\\s+", -1);
                consumer.accept(CsvRow.ofLine(place, index, columns, values));
            }
        } catch (CharacterCodingException e) {
            throw new BadInputException(
                    Place.wholeLine(file, number + 1), "", "is not UTF-8 text", "mend it");
        }
        if (rows == 0) {
            throw new BadInputException(
                    Place.wholeFile(file),
                    "",
                    "has no line of fields",
                    "give lines with the fields " + String.join(", ", columns));
        }
    }
}
