package org.scxfleet.cluster.queue;

/** What became of a job by the end of a run. Every job is in exactly one state. */
public enum JobState {
    /** All its pods have ended. */
    FINISHED("finished"),
    /** Some of its pods run or have run. */
    RUNNING("running"),
    /** None of its pods runs. */
    WAITING("waiting"),
    /** It could never start. */
    REJECTED("rejected");

    private final String label;

    JobState(String label) {
        this.label = label;
    }

    /** Name in results. */
    public String label() {
        return label;
    }
}
