package org.scxfleet.cli.jobstudy;

/**
 * A published figure.
 *
 * @param load empty where there is none
 * @param workload empty for the mean over all workloads of the load
 */
record Published(String load, String workload, String policy, StudyFigure figure, double value) {}
