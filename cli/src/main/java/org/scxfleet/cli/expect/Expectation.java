package org.scxfleet.cli.expect;

/**
 * A figure that must lie between two bounds, both included.
 *
 * @param where file and line
 * @param hostGroup group of hosts, empty for all
 * @param guest guest of those hosts, empty for the hosts themselves and all guests
 * @param taskGroup task group, empty for all
 * @param min least value, negative infinity for none
 * @param max largest value, infinity for none
 */
public record Expectation(
        String where,
        String hostGroup,
        String guest,
        String taskGroup,
        Metric metric,
        double min,
        double max) {
    public Expectation {
        if (!(min <= max)) {
            throw new IllegalArgumentException(
                    metric.key() + ": no value is between " + min + " and " + max);
        }
    }

    public boolean holds(double value) {
        return value >= min && value <= max;
    }

    /** {@code p99_wake_us of web/ctl at most 500}. */
    public String text() {
        StringBuilder text = new StringBuilder(metric.key());
        String scope = scope();
        text.append(scope.isEmpty() ? "" : " of " + scope);
        if (min == max) {
            return text.append(" exactly ").append(plain(min)).toString();
        }
        if (min != Double.NEGATIVE_INFINITY) {
            text.append(" at least ").append(plain(min));
        }
        if (max != Double.POSITIVE_INFINITY) {
            text.append(min == Double.NEGATIVE_INFINITY ? "" : " and")
                    .append(" at most ")
                    .append(plain(max));
        }
        return text.toString();
    }

    private String scope() {
        String host = guest.isEmpty() ? hostGroup : hostGroup + "/" + guest;
        return taskGroup.isEmpty() ? host : host + (host.isEmpty() ? "" : "/") + taskGroup;
    }

    /** A figure without a needless fraction. */
    public static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
