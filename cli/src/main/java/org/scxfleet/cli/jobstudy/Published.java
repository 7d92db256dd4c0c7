package org.scxfleet.cli.jobstudy;

/**
 * A published figure.
 *
 * @param load empty where there is none
 * @param workload empty for the mean over all workloads of the load
 */
record Published(String load, String workload, String policy, StudyFigure figure, double value) {
    /** Whether the row has the computed figure that belongs to this one. */
    boolean isOf(StudyRow row) {
        return load.equals(row.load())
                && policy.equals(row.policy())
                && (workload.isEmpty() || workload.equals(row.workload()));
    }
}
