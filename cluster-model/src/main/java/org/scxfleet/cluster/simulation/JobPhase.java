package org.scxfleet.cluster.simulation;

/** Where a job is in its life. */
public enum JobPhase {
    /** Its arrival is still to come. */
    EXPECTED,
    WAITING,
    RUNNING,
    FINISHED,
    /** It failed more often than it may be restarted. */
    FAILED,
    /** The cluster can never hold it. */
    REJECTED
}
