package org.scxfleet.workload.input;

import java.util.HashMap;
import java.util.Map;

/** Refuses a name that was given before. */
public final class UniqueNames {
    private final Map<String, Integer> lineOfName = new HashMap<>();

    /**
     * @param key the column or key that holds the name
     * @throws BadInputException if an earlier line has the name
     */
    public void require(String name, Place place, String key) {
        Integer earlier = lineOfName.putIfAbsent(name, place.line());
        if (earlier != null) {
            throw new BadInputException(
                    place,
                    key,
                    "is \"" + name + "\" as in line " + earlier,
                    "give every line a name of its own");
        }
    }
}
