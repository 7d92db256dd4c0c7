package org.scxfleet.cluster.placement.study;

import java.util.List;

/**
 * When a figure of the study agrees with the published one.
 *
 * <p>Means over few seeds scatter, and the published program's random generator is not ours. So a
 * mean agrees when it is within two published standard deviations, or within a fixed number of
 * points that depends on how much chance the policy lets in.
 */
public final class StudyAcceptance {
    /** Arrived loads at which allocation is compared. */
    public static final List<Integer> COMPARED_ARRIVED_PCT = List.of(80, 100, 130);

    private static final List<String> SCATTERING = List.of("Random", "GpuClustering", "GpuPacking");
    private static final double TOLERANCE_POINTS = 0.3;
    private static final double TOLERANCE_SCATTERING_POINTS = 1.0;
    private static final double DEVIATIONS = 2;

    private StudyAcceptance() {}

    /** Points by which a mean may differ from this published figure. */
    public static double tolerancePoints(StudyRow published) {
        double points =
                SCATTERING.contains(published.policy())
                        ? TOLERANCE_SCATTERING_POINTS
                        : TOLERANCE_POINTS;
        return Math.max(points, DEVIATIONS * published.stdev());
    }

    /** Whether the computed mean of the same figure agrees. */
    public static boolean agrees(StudyRow published, StudyRow computed) {
        requireSameFigure(published, computed);
        return Math.abs(published.mean() - computed.mean()) <= tolerancePoints(published);
    }

    private static void requireSameFigure(StudyRow a, StudyRow b) {
        if (!a.workload().equals(b.workload())
                || !a.policy().equals(b.policy())
                || a.metric() != b.metric()
                || a.arrivedPct() != b.arrivedPct()) {
            throw new IllegalArgumentException("different figures: " + a + " and " + b);
        }
    }
}
