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

    /** Means over the workloads that were both published and computed. */
    static List<Comparison> of(List<Published> published, List<StudyRow> rows, double tolerance) {
        Map<String, List<Published>> groups = new LinkedHashMap<>();
        for (StudyRow row : rows) {
            for (Published figure : published) {
                if (figure.load().equals(row.load())
                        && figure.policy().equals(row.policy())
                        && (figure.workload().isEmpty()
                                || figure.workload().equals(row.workload()))) {
                    groups.computeIfAbsent(
                                    row.load() + "\n" + row.policy() + "\n" + figure.figure(),
                                    key -> new ArrayList<>())
                            .add(figure);
                }
            }
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (List<Published> group : groups.values()) {
            comparisons.add(mean(group, rows, tolerance));
        }
        return comparisons;
    }

    private static Comparison mean(List<Published> group, List<StudyRow> rows, double tolerance) {
        double publishedSum = 0;
        double computedSum = 0;
        for (Published figure : group) {
            publishedSum += figure.value();
            for (StudyRow row : rows) {
                if (row.load().equals(figure.load())
                        && row.policy().equals(figure.policy())
                        && (figure.workload().isEmpty()
                                || row.workload().equals(figure.workload()))) {
                    computedSum += figure.figure().of(row.outcome());
                }
            }
        }
        Published first = group.getFirst();
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
