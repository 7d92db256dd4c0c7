package org.scxfleet.workload.gavel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.scxfleet.cluster.throughput.JobKind;
import org.scxfleet.cluster.throughput.ThroughputTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.Place;

/**
 * Reads a table of throughputs, JSON: {@code {gpu type: {"('<job type>', <gpus>)": {"null":
 * steps/s, "('<other job type>', <gpus>)": [mine, its]}}}}. Of a pair only the first number counts;
 * the table has the pair once more under the other job.
 */
public final class ThroughputReader {
    private static final JsonFactory JSON =
            JsonFactory.builder().configure(StreamReadFeature.AUTO_CLOSE_SOURCE, false).build();
    private static final Pattern KEY = Pattern.compile("\\('(.+)', (\\d{1,6})\\)");
    private static final String ALONE = "null";
    private static final String SHAPE =
            "give {gpu type: {\"('job type', gpus)\": {\"null\": steps per second,"
                    + " \"('other job type', gpus)\": [mine, its]}}}";

    private final JsonParser json;
    private final String file;
    private final ThroughputTable table = new ThroughputTable();

    private ThroughputReader(JsonParser json, String file) {
        this.json = json;
        this.file = file;
    }

    /**
     * @param in UTF-8; not closed
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static ThroughputTable read(InputStream in, String file) throws IOException {
        try (JsonParser json = JSON.createParser(in)) {
            ThroughputReader reader = new ThroughputReader(json, file);
            try {
                reader.readAll();
            } catch (JsonProcessingException _) {
                throw reader.wrong("", "is no JSON here");
            }
            return reader.table;
        }
    }

    private void readAll() throws IOException {
        json.nextToken();
        expect(JsonToken.START_OBJECT, "");
        Set<String> gpus = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String gpu = json.currentName();
            requireNew(gpus, gpu);
            json.nextToken();
            expect(JsonToken.START_OBJECT, gpu);
            readGpu(gpu);
        }
        if (gpus.isEmpty()) {
            throw wrong("", "has no kind of GPU");
        }
    }

    private void readGpu(String gpu) throws IOException {
        Set<String> keys = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            requireNew(keys, key);
            JobKind kind = kind(key);
            json.nextToken();
            expect(JsonToken.START_OBJECT, key);
            readKind(gpu, kind, key);
        }
    }

    private void readKind(String gpu, JobKind kind, String where) throws IOException {
        Set<String> keys = new HashSet<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = json.currentName();
            requireNew(keys, key);
            json.nextToken();
            if (key.equals(ALONE)) {
                table.addAlone(gpu, kind, rate(key));
            } else {
                JobKind other = kind(key);
                expect(JsonToken.START_ARRAY, key);
                json.nextToken();
                table.addBeside(gpu, kind, other, rate(key));
                json.nextToken();
                rate(key);
                json.nextToken();
                expect(JsonToken.END_ARRAY, key);
            }
        }
        if (!keys.contains(ALONE)) {
            throw wrong(where, "has no \"null\", the rate alone");
        }
    }

    private double rate(String key) throws IOException {
        if (json.currentToken() == null || !json.currentToken().isNumeric()) {
            throw wrong(key, "has something that is no number");
        }
        double rate = json.getDoubleValue();
        if (!(rate >= 0) || rate == Double.POSITIVE_INFINITY) {
            throw wrong(key, "has the rate " + rate);
        }
        return rate;
    }

    private JobKind kind(String key) {
        Matcher parts = KEY.matcher(key);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) < 1) {
            throw wrong(key, "is no kind of job");
        }
        return JobKind.of(parts.group(1).strip(), Integer.parseInt(parts.group(2)));
    }

    private void requireNew(Set<String> keys, String key) {
        if (!keys.add(key)) {
            throw wrong(key, "stands twice");
        }
    }

    private void expect(JsonToken token, String key) {
        if (json.currentToken() != token) {
            throw wrong(key, "is not of the right shape");
        }
    }

    private BadInputException wrong(String key, String problem) {
        var location = json.currentTokenLocation();
        return new BadInputException(
                new Place(
                        file,
                        Math.max(0, location.getLineNr()),
                        Math.max(0, location.getColumnNr())),
                key,
                problem,
                SHAPE);
    }
}
