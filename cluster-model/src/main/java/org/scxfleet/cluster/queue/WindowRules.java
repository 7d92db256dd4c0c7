package org.scxfleet.cluster.queue;

import java.util.List;

/**
 * When the hosts of a long run are looked at closely.
 *
 * @param lengthNs of every window
 * @param atNs beginnings, ascending
 * @param firstGangAboveGpus a window opens when the first job starts whose pods that start together
 *     have more GPUs than this; {@link #NO_GANG} for none
 */
public record WindowRules(long lengthNs, List<Long> atNs, int firstGangAboveGpus) {
    /** No window for a gang. */
    public static final int NO_GANG = -1;

    /** No windows at all. */
    public static final WindowRules NONE = new WindowRules(1, List.of(), NO_GANG);

    public WindowRules {
        atNs = atNs.stream().sorted().distinct().toList();
        if (lengthNs < 1
                || firstGangAboveGpus < NO_GANG
                || (!atNs.isEmpty() && atNs.getFirst() < 0)) {
            throw new IllegalArgumentException(
                    "windows of "
                            + lengthNs
                            + " ns at "
                            + atNs
                            + " and for the first gang above "
                            + firstGangAboveGpus
                            + " GPUs");
        }
    }

    /** Whether there can be a window. */
    public boolean areNone() {
        return atNs.isEmpty() && firstGangAboveGpus == NO_GANG;
    }
}
