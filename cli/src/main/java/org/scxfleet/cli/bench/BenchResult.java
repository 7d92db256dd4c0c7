package org.scxfleet.cli.bench;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One figure of a benchmark. Values are medians over the repetitions.
 *
 * @param name of the benchmark; a second figure of it is called name/figure
 * @param unit of value and yardstick value
 * @param yardstick what it is compared with, empty if with nothing
 * @param yardstickValue measured in the same run, or published
 * @param ratio value over yardstick value; empty without a measured yardstick
 * @param budget empty if the figure is only shown
 * @param spread largest minus smallest value of the repetitions, as a share of the median
 * @param note how it was measured where that is not obvious, or empty
 */
public record BenchResult(
        String name,
        double value,
        String unit,
        String yardstick,
        OptionalDouble yardstickValue,
        OptionalDouble ratio,
        Optional<Budget> budget,
        double spread,
        String note) {

    /** A figure beside a yardstick that was measured in the same run. */
    static BenchResult beside(
            String name,
            Samples value,
            String unit,
            String yardstick,
            Samples measured,
            Optional<Budget> budget,
            String note) {
        return new BenchResult(
                name,
                value.median(),
                unit,
                yardstick,
                OptionalDouble.of(measured.median()),
                OptionalDouble.of(value.median() / measured.median()),
                budget,
                value.spread(),
                note);
    }

    /** A figure beside a published constant; the budget limits the value itself. */
    static BenchResult besidePublished(
            String name,
            Samples value,
            String unit,
            String yardstick,
            double published,
            Budget budget,
            String note) {
        return new BenchResult(
                name,
                value.median(),
                unit,
                yardstick,
                OptionalDouble.of(published),
                OptionalDouble.empty(),
                Optional.of(budget),
                value.spread(),
                note);
    }

    /** A figure that stands alone. */
    static BenchResult alone(
            String name, Samples value, String unit, Optional<Budget> budget, String note) {
        return new BenchResult(
                name,
                value.median(),
                unit,
                "",
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                budget,
                value.spread(),
                note);
    }

    /** What the budget limits: the ratio if there is one, else the value. */
    public double judged() {
        return ratio.orElse(value);
    }

    /** True if the figure has no budget or keeps it. */
    public boolean isWithinBudget() {
        return budget.isEmpty() || budget.get().isMetBy(judged());
    }

    /** True if the figure has a budget and reaches its stretch. */
    public boolean reachesStretch() {
        return budget.isPresent() && budget.get().isStretchMetBy(judged());
    }
}
