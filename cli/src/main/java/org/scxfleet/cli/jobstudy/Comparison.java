package org.scxfleet.cli.jobstudy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A computed figure beside the published one.
 *
 * @param workloads over which both are means
 * @param toleranceRatio by which they may differ, of the published one
 */
public record Comparison(
        String load,
        String policy,
        StudyFigure figure,
        int workloads,
        double published,
        double computed,
        double toleranceRatio) {
    boolean agrees() {
        return Math.abs(computed - published) <= toleranceRatio * published;
    }

    /** Relative difference, in percent. */
    double differencePct() {
        return 100 * (computed - published) / published;
    }

    private record Pair(Published published, StudyRow computed) {
        String key() {
            return computed.load() + "\n" + computed.policy() + "\n" + published.figure();
        }
    }

    /** Means over the workloads that were both published and computed. */
    static List<Comparison> of(List<Published> published, List<StudyRow> rows, double tolerance) {
        Map<String, List<Pair>> groups = new LinkedHashMap<>();
        for (StudyRow row : rows) {
            for (Published figure : published) {
                if (figure.isOf(row)) {
                    Pair pair = new Pair(figure, row);
                    groups.computeIfAbsent(pair.key(), key -> new ArrayList<>()).add(pair);
                }
            }
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (List<Pair> group : groups.values()) {
            comparisons.add(mean(group, tolerance));
        }
        return comparisons;
    }

    private static Comparison mean(List<Pair> group, double tolerance) {
        double publishedSum = 0;
        double computedSum = 0;
        for (Pair pair : group) {
            publishedSum += pair.published().value();
            computedSum += pair.published().figure().of(pair.computed().outcome());
        }
        Published first = group.getFirst().published();
        return new Comparison(
                first.load(),
                first.policy(),
                first.figure(),
                group.size(),
                publishedSum / group.size(),
                computedSum / group.size(),
                tolerance);
    }
}
