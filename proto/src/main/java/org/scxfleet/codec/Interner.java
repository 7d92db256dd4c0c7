package org.scxfleet.codec;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The side of one table that writes: gives every different part a position, and encodes it once.
 *
 * <p>Parts are compared by equality, so it does not matter whether a group's hosts share one object
 * or have equal ones; the look-up by identity before it only spares the comparison of deep objects
 * that are the same. Neither map is ever iterated.
 */
final class Interner<T, M> {
    private final Function<T, M> encoder;
    private final Map<T, Integer> byIdentity = new IdentityHashMap<>();
    private final Map<T, Integer> byValue = new HashMap<>();
    private final Consumer<M> table;

    /**
     * @param encoder makes the message of a part; may intern the part's own parts
     * @param table appends to the table
     */
    Interner(Function<T, M> encoder, Consumer<M> table) {
        this.encoder = encoder;
        this.table = table;
    }

    int index(T part) {
        Integer known = byIdentity.get(part);
        if (known == null) {
            known = byValue.get(part);
            if (known == null) {
                M message = encoder.apply(part);
                known = byValue.size();
                byValue.put(part, known);
                table.accept(message);
            }
            byIdentity.put(part, known);
        }
        return known;
    }
}
