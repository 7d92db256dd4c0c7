package org.scxfleet.workload.synthetic;

import org.scxfleet.task.Amount;

/** Checks of parameters; the message names the parameter and what would be right. */
final class Bounds {
    /** Longest time of one step: an hour. */
    static final long MAX_NS = 3_600_000_000_000L;

    private Bounds() {}

    static void time(String parameter, long ns) {
        if (ns < 1 || ns > MAX_NS) {
            throw new IllegalArgumentException(
                    parameter + " " + ns + " is outside 1.." + MAX_NS + " ns");
        }
    }

    /** A time that may be left out. */
    static void timeOrNone(String parameter, long ns) {
        if (ns != 0) {
            time(parameter, ns);
        }
    }

    /** An amount of time whose largest value makes sense. */
    static void time(String parameter, Amount ns) {
        long largest =
                switch (ns) {
                    case Amount.Fixed fixed -> fixed.value();
                    case Amount.Uniform uniform -> uniform.max();
                    case Amount.Exponential exponential -> exponential.mean();
                };
        time(parameter, largest);
    }

    static void count(String parameter, long count, long max) {
        if (count < 1 || count > max) {
            throw new IllegalArgumentException(parameter + " " + count + " is outside 1.." + max);
        }
    }

    static void bytes(String parameter, long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(parameter + " " + bytes + " is negative");
        }
    }

    static void name(String parameter, String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(parameter + " is empty; give a name");
        }
    }
}
