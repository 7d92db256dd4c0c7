package org.scxfleet.workload.laxjson;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Writes {@code null} where a member has no value, so that a JSON parser accepts it.
 *
 * <p>rt-app's {@code workgen} lets a key stand alone ({@code "suspend",}) or end at its colon. No
 * JSON library reads the first form. This pass follows keys, colons and commas, skips strings and
 * comments, and leaves everything else to the parser, errors included. It remembers where it
 * inserted text, so that the parser's positions can be led back to the user's file.
 */
final class MissingValues {
    private static final String KEY_ALONE = ":null";
    private static final String VALUE_MISSING = "null";

    /** What the innermost object or array expects next. */
    private enum Expected {
        KEY,
        COLON,
        VALUE,
        COMMA
    }

    private final String text;
    private final StringBuilder out;
    private final BitSet objects = new BitSet();
    private int depth;
    private Expected expected = Expected.VALUE;
    private int position;
    private int[] insertedAt = new int[16];
    private int[] insertedLength = new int[16];
    private int insertions;

    private MissingValues(String text) {
        this.text = text;
        this.out = new StringBuilder(text.length() + 64);
    }

    static MissingValues complete(String text) {
        MissingValues completed = new MissingValues(text);
        while (completed.position < text.length()) {
            completed.advance();
        }
        return completed;
    }

    /** The text with all values present. */
    String completedText() {
        return out.toString();
    }

    /** The place in the user's text of a place in the completed text. */
    int originalOffset(long completedOffset) {
        long offset = completedOffset;
        for (int i = 0; i < insertions && insertedAt[i] < completedOffset; i++) {
            offset -= Math.min(insertedLength[i], completedOffset - insertedAt[i]);
        }
        return Math.clamp(offset, 0, text.length());
    }

    private void advance() {
        char c = text.charAt(position);
        switch (c) {
            case '"', '\'' -> {
                copyTo(endOfString(c));
                expected = expected == Expected.KEY ? Expected.COLON : Expected.COMMA;
            }
            case '#' -> copyTo(endOfLine());
            case '/' -> copyTo(endOfComment());
            case '{' -> open(true);
            case '[' -> open(false);
            case '}', ']' -> close();
            case ',' -> {
                insertWhatIsMissing();
                copyTo(position + 1);
                expected = inObject() ? Expected.KEY : Expected.VALUE;
            }
            case ':' -> {
                copyTo(position + 1);
                expected = Expected.VALUE;
            }
            default -> {
                if (!Character.isWhitespace(c) && expected == Expected.VALUE) {
                    expected = Expected.COMMA;
                }
                copyTo(position + 1);
            }
        }
    }

    private void open(boolean object) {
        depth++;
        objects.set(depth, object);
        expected = object ? Expected.KEY : Expected.VALUE;
        copyTo(position + 1);
    }

    private void close() {
        insertWhatIsMissing();
        depth = Math.max(0, depth - 1);
        expected = Expected.COMMA;
        copyTo(position + 1);
    }

    private void insertWhatIsMissing() {
        if (inObject() && expected == Expected.COLON) {
            insert(KEY_ALONE);
        } else if (inObject() && expected == Expected.VALUE) {
            insert(VALUE_MISSING);
        }
    }

    private void insert(String missing) {
        if (insertions == insertedAt.length) {
            insertedAt = Arrays.copyOf(insertedAt, insertions * 2);
            insertedLength = Arrays.copyOf(insertedLength, insertions * 2);
        }
        insertedAt[insertions] = out.length();
        insertedLength[insertions++] = missing.length();
        out.append(missing);
    }

    private boolean inObject() {
        return objects.get(depth);
    }

    private void copyTo(int end) {
        out.append(text, position, end);
        position = end;
    }

    private int endOfString(char quote) {
        int at = position + 1;
        while (at < text.length() && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, text.length());
    }

    private int endOfLine() {
        int end = text.indexOf('\n', position);
        return end < 0 ? text.length() : end + 1;
    }

    private int endOfComment() {
        if (text.startsWith("//", position)) {
            return endOfLine();
        }
        if (text.startsWith("/*", position)) {
            int end = text.indexOf("*/", position + 2);
            return end < 0 ? text.length() : end + 2;
        }
        return position + 1;
    }
}
