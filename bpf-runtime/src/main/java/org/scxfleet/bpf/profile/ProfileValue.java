package org.scxfleet.bpf.profile;

import java.util.List;
import java.util.SortedMap;

/** What a variable is to hold: a number, or numbers in the shape of an array or a struct. */
public sealed interface ProfileValue {
    /** A number for a scalar. */
    record Scalar(Expression value) implements ProfileValue {}

    /** Elements of an array from the first on; those that are not listed stay as they are. */
    record Elements(List<ProfileValue> values) implements ProfileValue {
        public Elements {
            values = List.copyOf(values);
        }
    }

    /** Elements of an array, each computed from its position {@code $i}. */
    record Each(Expression count, ProfileValue value) implements ProfileValue {}

    /** Members of a struct, by name; those that are not listed stay as they are. */
    record Members(SortedMap<String, ProfileValue> values) implements ProfileValue {}

    /** Characters of a text, ended by a zero. */
    record Text(String value) implements ProfileValue {}
}
