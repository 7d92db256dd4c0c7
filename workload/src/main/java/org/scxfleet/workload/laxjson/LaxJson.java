package org.scxfleet.workload.laxjson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.Place;

/**
 * Reads lax JSON into a tree that forgets nothing: order, duplicates and places stay.
 *
 * <p>Jackson's streaming parser does the reading; a tree of maps would lose the second {@code run}
 * of a task, which is as much an event as the first.
 */
public final class LaxJson {
    /** Largest file. */
    public static final int MAX_BYTES = 64 << 20;

    /** Deepest nesting of objects and arrays. */
    public static final int MAX_DEPTH = 64;

    /** Most digits of a number. */
    static final int MAX_NUMBER_LENGTH = 100;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .enable(JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS)
                    .enable(JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNumberLength(MAX_NUMBER_LENGTH)
                                    .build())
                    .build();

    private final String file;
    private final int[] lineStarts;
    private final MissingValues completed;

    private LaxJson(String file, String text) {
        this.file = file;
        this.lineStarts = lineStarts(text);
        this.completed = MissingValues.complete(text);
    }

    /**
     * Reads the one object of a file.
     *
     * @param in UTF-8; not closed
     * @param file its name, for messages
     */
    public static LaxObject readObject(InputStream in, String file) throws IOException {
        return new LaxJson(file, decode(in, file)).root();
    }

    private static String decode(InputStream in, String file) throws IOException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new BadInputException(
                    Place.wholeFile(file),
                    "",
                    "is larger than " + (MAX_BYTES >> 20) + " MiB",
                    "give a smaller file");
        }
        String text;
        try {
            text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new BadInputException(
                    Place.wholeFile(file), "", "is not UTF-8 text", "give a JSON text file");
        }
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            text = text.substring(1);
        }
        if (text.isBlank()) {
            throw new BadInputException(
                    Place.wholeFile(file), "", "is empty", "give a JSON object { ... }");
        }
        return text;
    }

    private LaxObject root() throws IOException {
        try (JsonParser parser = FACTORY.createParser(completed.completedText())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadInputException(
                        here(parser), "", "does not begin with an object", "begin with {");
            }
            LaxObject root = object(parser);
            if (parser.nextToken() != null) {
                throw new BadInputException(
                        here(parser),
                        "",
                        "has text after the end of its object",
                        "remove it, or a closing bracket before it");
            }
            return root;
        } catch (JsonEOFException e) {
            throw new BadInputException(
                    place(e),
                    "",
                    "ends in the middle of an object or text",
                    "close it, or fetch the whole file");
        } catch (JsonProcessingException e) {
            throw new BadInputException(
                    place(e),
                    "",
                    "is not JSON here: " + firstLine(e.getOriginalMessage()),
                    "mend the syntax (comments, trailing commas and missing values are fine)");
        }
    }

    private LaxObject object(JsonParser parser) throws IOException {
        Place place = here(parser);
        List<Member> members = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Place keyPlace = here(parser);
            String key = parser.currentName();
            parser.nextToken();
            members.add(new Member(keyPlace, key, value(parser)));
        }
        return new LaxObject(place, members);
    }

    private LaxValue.Array array(JsonParser parser) throws IOException {
        Place place = here(parser);
        List<LaxValue> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(value(parser));
        }
        return new LaxValue.Array(place, values);
    }

    private LaxValue value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(parser);
        }
        if (token == JsonToken.START_ARRAY) {
            return array(parser);
        }
        LaxValue.Kind kind =
                token.isNumeric()
                        ? LaxValue.Kind.NUMBER
                        : token.isBoolean()
                                ? LaxValue.Kind.FLAG
                                : token == JsonToken.VALUE_NULL
                                        ? LaxValue.Kind.NOTHING
                                        : LaxValue.Kind.TEXT;
        return new LaxValue.Scalar(here(parser), kind, parser.getText());
    }

    private Place here(JsonParser parser) {
        return place(parser.currentTokenLocation().getCharOffset());
    }

    private Place place(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return location == null ? Place.wholeFile(file) : place(location.getCharOffset());
    }

    private Place place(long completedOffset) {
        int offset = completed.originalOffset(completedOffset);
        int found = Arrays.binarySearch(lineStarts, offset);
        int line = found >= 0 ? found : -found - 2;
        return new Place(file, line + 1, offset - lineStarts[line] + 1);
    }

    private static int[] lineStarts(String text) {
        int[] starts = new int[(int) text.chars().filter(c -> c == '\n').count() + 1];
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                starts[line++] = i + 1;
            }
        }
        return starts;
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
