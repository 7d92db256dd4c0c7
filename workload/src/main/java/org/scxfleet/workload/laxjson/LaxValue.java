package org.scxfleet.workload.laxjson;

import java.util.List;
import org.scxfleet.workload.input.Place;

/** A value with the place where it begins. */
public sealed interface LaxValue permits LaxValue.Scalar, LaxValue.Array, LaxObject {
    Place place();

    /** What the value is, for messages. */
    String describe();

    /** Kinds of values without parts. */
    enum Kind {
        TEXT,
        NUMBER,
        FLAG,
        /** null, or left out. */
        NOTHING
    }

    /**
     * A value without parts.
     *
     * @param text as written; unescaped if it is a text
     */
    record Scalar(Place place, Kind kind, String text) implements LaxValue {
        @Override
        public String describe() {
            return switch (kind) {
                case TEXT -> "the text \"" + text + "\"";
                case NUMBER, FLAG -> text;
                case NOTHING -> "left out";
            };
        }
    }

    /** A list of values. */
    record Array(Place place, List<LaxValue> values) implements LaxValue {
        public Array {
            values = List.copyOf(values);
        }

        @Override
        public String describe() {
            return "an array";
        }
    }
}
