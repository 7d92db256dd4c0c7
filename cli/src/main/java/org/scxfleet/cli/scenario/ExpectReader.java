package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.expect.Expectation;
import org.scxfleet.cli.expect.Metric;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;

/**
 * What the scenario expects: a mapping of figures to bounds, or a list of such mappings, each with
 * {@code on}, {@code guest} and {@code tasks} to narrow it down.
 */
final class ExpectReader {
    private ExpectReader() {}

    static List<Expectation> read(Field field, Targets targets) {
        List<Expectation> expectations = new ArrayList<>();
        for (Field item : field.oneOrMore()) {
            Section section = item.section(ScenarioKeys.EXPECT);
            if (section != null) {
                readOne(section, targets, expectations);
            }
        }
        return expectations;
    }

    private static void readOne(Section section, Targets targets, List<Expectation> expectations) {
        List<GroupDraft> groups = targets.groups(section);
        String guest = section.read("guest", "", Field::text);
        String tasks = section.read("tasks", "", Field::text);
        if (!guest.isEmpty()) {
            targets.kernels(section);
        }
        List<String> groupNames =
                section.has("on") ? groups.stream().map(group -> group.name).toList() : List.of("");
        for (Metric metric : Metric.values()) {
            Field bound = section.field(metric.key());
            for (String group : bound == null ? List.<String>of() : groupNames) {
                Expectation expectation = bounded(bound, group, guest, tasks, metric);
                if (expectation != null) {
                    expectations.add(expectation);
                }
            }
        }
    }

    private static @Nullable Expectation bounded(
            @Nullable Field bound, String group, String guest, String tasks, Metric metric) {
        if (bound == null) {
            return null;
        }
        double lowest = Double.NEGATIVE_INFINITY;
        double highest = Double.POSITIVE_INFINITY;
        double min = lowest;
        double max = highest;
        if (bound.isMapping()) {
            Section section = bound.section(ScenarioKeys.BOUND);
            if (section == null || section.given().isEmpty()) {
                bound.problem("min, max or both are expected");
                return null;
            }
            min = section.read("min", lowest, field -> field.decimal(0, Double.MAX_VALUE));
            max = section.read("max", highest, field -> field.decimal(0, Double.MAX_VALUE));
        } else {
            min = bound.decimal(0, Double.MAX_VALUE);
            max = min;
        }
        double least = min;
        double most = max;
        return bound.made(() ->
                new Expectation(
                        bound.origin().toString(), group, guest, tasks, metric, least, most));
    }
}
