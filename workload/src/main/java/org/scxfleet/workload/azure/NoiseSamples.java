package org.scxfleet.workload.azure;

import java.util.List;
import org.scxfleet.host.HostReport.Notice;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.Place;

/**
 * How one benchmark differs from machine to machine of one kind.
 *
 * @param sorted one result for each machine, ascending, at least one
 * @param notices what was ignored
 */
@SuppressWarnings("ArrayRecordComponent")
public record NoiseSamples(double[] sorted, List<Notice> notices) {
    private static final int PPM = 1_000_000;

    public NoiseSamples {
        notices = List.copyOf(notices);
        if (sorted.length == 0) {
            throw new BadInputException(
                    Place.wholeFile("the table of results"),
                    "value",
                    "has no result",
                    "add one line for each machine");
        }
    }

    /** The result that this part of all machines does not exceed, 0 to 1. */
    public double quantile(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("quantile " + part);
        }
        int rank = (int) Math.ceil(part * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }

    /** The result of a machine relative to the median, in parts per million. */
    public long relativeToMedianPpm(int machine) {
        return Math.round(sorted[machine] / quantile(0.5) * PPM);
    }
}
