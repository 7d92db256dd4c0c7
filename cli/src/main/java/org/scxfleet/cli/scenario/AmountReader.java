package org.scxfleet.cli.scenario;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.task.Amount;

/**
 * A quantity that is drawn anew each time: {@code 2ms}, {@code {exponential: 2ms}} or {@code
 * {uniform: {min: 1ms, max: 3ms}}}.
 */
final class AmountReader {
    private AmountReader() {}

    static Amount time(Field field) {
        return read(field, Field::timeNs);
    }

    static Amount size(Field field) {
        return read(field, Field::sizeBytes);
    }

    private static Amount read(Field field, ToLongFunction<Field> unit) {
        if (!field.isMapping()) {
            return Amount.of(unit.applyAsLong(field));
        }
        Section section = field.section(ScenarioKeys.AMOUNT);
        if (section == null || section.given().size() != 1) {
            field.problem("one of fixed, exponential and uniform is expected");
            return Amount.of(0);
        }
        Field fixed = section.field("fixed");
        if (fixed != null) {
            return Amount.of(unit.applyAsLong(fixed));
        }
        Field exponential = section.field("exponential");
        if (exponential != null) {
            return new Amount.Exponential(unit.applyAsLong(exponential));
        }
        Amount uniform = uniform(section.field("uniform"), unit);
        return uniform == null ? Amount.of(0) : uniform;
    }

    private static @Nullable Amount uniform(@Nullable Field field, ToLongFunction<Field> unit) {
        Section section = field == null ? null : field.section(ScenarioKeys.UNIFORM);
        if (section == null) {
            return null;
        }
        Field min = section.required("min");
        Field max = section.required("max");
        if (min == null || max == null) {
            return null;
        }
        return section.made(() -> new Amount.Uniform(unit.applyAsLong(min), unit.applyAsLong(max)));
    }
}
