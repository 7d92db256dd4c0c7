package org.scxfleet.cli.bench;

/**
 * What a benchmark must reach: a limit on its ratio to the yardstick, or on its value where there
 * is none.
 *
 * @param limit what must be reached
 * @param stretch what would be excellent
 * @param atLeast larger is better
 */
public record Budget(double limit, double stretch, boolean atLeast) {
    static Budget atLeast(double limit, double stretch) {
        return new Budget(limit, stretch, true);
    }

    static Budget atMost(double limit, double stretch) {
        return new Budget(limit, stretch, false);
    }

    boolean isMetBy(double figure) {
        return atLeast ? figure >= limit : figure <= limit;
    }

    boolean isStretchMetBy(double figure) {
        return atLeast ? figure >= stretch : figure <= stretch;
    }
}
