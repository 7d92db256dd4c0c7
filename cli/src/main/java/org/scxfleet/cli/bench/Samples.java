package org.scxfleet.cli.bench;

import java.util.Arrays;

/** The values of one figure over the repetitions. */
final class Samples {
    private double[] values = {};

    void add(double value) {
        values = Arrays.copyOf(values, values.length + 1);
        values[values.length - 1] = value;
        Arrays.sort(values);
    }

    double median() {
        checkNotEmpty();
        int middle = values.length / 2;
        return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    double largest() {
        checkNotEmpty();
        return values[values.length - 1];
    }

    /** Largest minus smallest, as a share of the median; 0 if all are equal. */
    double spread() {
        checkNotEmpty();
        double range = values[values.length - 1] - values[0];
        return range == 0 ? 0 : range / median();
    }

    private void checkNotEmpty() {
        if (values.length == 0) {
            throw new IllegalStateException("no repetition was measured");
        }
    }
}
