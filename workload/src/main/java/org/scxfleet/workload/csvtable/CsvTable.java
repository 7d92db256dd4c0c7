package org.scxfleet.workload.csvtable;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
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

/**
 * Reads a table row by row; a missing column, a short row and a wrong number are the user's error.
 */
public final class CsvTable {
    private static final CsvMapper MAPPER =
            CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).build();

    private CsvTable() {}

    /**
     * Hands every row to the consumer, in order.
     *
     * @param in UTF-8; not closed
     * @param file its name, for messages
     * @param columns that the header must have, in any order, among others
     */
    public static void read(
            InputStream in, String file, List<String> columns, Consumer<CsvRow> consumer)
            throws IOException {
        read(in, file, ',', columns, consumer);
    }

    /** As above, with another separator between two fields. */
    public static void read(
            InputStream in,
            String file,
            char separator,
            List<String> columns,
            Consumer<CsvRow> consumer)
            throws IOException {
        InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
        int line = 0;
        try (MappingIterator<String[]> rows =
                MAPPER.readerFor(String[].class)
                        .with(CsvSchema.emptySchema().withColumnSeparator(separator))
                        .without(JsonParser.Feature.AUTO_CLOSE_SOURCE)
                        .readValues(text)) {
            if (!rows.hasNextValue()) {
                throw new BadInputException(Place.wholeFile(file), "", "is empty", header(columns));
            }
            line++;
            Map<String, Integer> index = index(rows.nextValue(), file, columns);
            while (rows.hasNextValue()) {
                line++;
                consumer.accept(row(rows.nextValue(), index, Place.wholeLine(file, line)));
            }
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    Place.wholeLine(file, line + 1), "", "is not a CSV line", "mend its quotes");
        } catch (CharacterCodingException e) {
            throw new BadInputException(
                    Place.wholeFile(file), "", "is not UTF-8 text", header(columns));
        }
    }

    /**
     * Hands every row of a table without a header line to the consumer, in order.
     *
     * @param in UTF-8; not closed
     * @param file its name, for messages
     * @param separator between two fields; there are no quotes
     * @param columns names for the fields of each row, all of them
     */
    public static void readHeaderless(
            InputStream in,
            String file,
            char separator,
            List<String> columns,
            Consumer<CsvRow> consumer)
            throws IOException {
        InputStreamReader text = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
        Map<String, Integer> index = new LinkedHashMap<>();
        for (String column : columns) {
            index.put(column, index.size());
        }
        int line = 0;
        try (MappingIterator<String[]> rows =
                MAPPER.readerFor(String[].class)
                        .with(
                                CsvSchema.emptySchema()
                                        .withColumnSeparator(separator)
                                        .withoutQuoteChar())
                        .without(JsonParser.Feature.AUTO_CLOSE_SOURCE)
                        .readValues(text)) {
            while (rows.hasNextValue()) {
                line++;
                Place place = Place.wholeLine(file, line);
                String[] values = rows.nextValue();
                consumer.accept(CsvRow.ofLine(place, index, columns, values));
            }
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    Place.wholeLine(file, line + 1), "", "is no line of fields", "mend it");
        } catch (CharacterCodingException e) {
            throw new BadInputException(
                    Place.wholeFile(file),
                    "",
                    "is not UTF-8 text",
                    "give lines with the fields " + String.join(", ", columns));
        }
        if (line == 0) {
            throw new BadInputException(
                    Place.wholeFile(file),
                    "",
                    "is empty",
                    "give lines with the fields " + String.join(", ", columns));
        }
    }

    private static Map<String, Integer> index(String[] header, String file, List<String> columns) {
        Map<String, Integer> index = new LinkedHashMap<>();
        for (int i = 0; i < header.length; i++) {
            if (index.putIfAbsent(header[i].strip(), i) != null) {
                throw new BadInputException(
                        Place.wholeLine(file, 1),
                        header[i].strip(),
                        "stands twice in the header line",
                        "give every column a name of its own");
            }
        }
        for (String column : columns) {
            if (!index.containsKey(column)) {
                throw new BadInputException(
                        Place.wholeLine(file, 1),
                        column,
                        "is missing from the header line",
                        header(columns));
            }
        }
        return index;
    }

    private static CsvRow row(String[] values, Map<String, Integer> index, Place place) {
        if (values.length != index.size()) {
            throw new BadInputException(
                    place,
                    "",
                    "has " + values.length + " fields",
                    "give " + index.size() + " as in the header line, or fetch the whole file");
        }
        return new CsvRow(place, index, values);
    }

    private static String header(List<String> columns) {
        return "begin with a header line that has the columns " + String.join(",", columns);
    }
}
