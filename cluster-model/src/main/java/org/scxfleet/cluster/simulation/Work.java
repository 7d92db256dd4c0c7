package org.scxfleet.cluster.simulation;

import org.jspecify.annotations.Nullable;

/**
 * What a job has to do, and how far it is. One object for each job and run; it keeps the progress.
 */
public interface Work {
    /** The job has these GPUs from now on. */
    void placedOn(JobPlacement placement);

    /**
     * Said in every round, before it works: who else works on the same GPUs.
     *
     * @param other null if nobody does
     */
    default void sharesWith(@Nullable Work other) {}

    /**
     * Works on the GPUs of the last placement.
     *
     * @param availableNs at least 1
     * @param restartNs of this time that go into loading a checkpoint, at most availableNs
     * @return time used: all of it unless the work ended before
     */
    long advance(long availableNs, long restartNs);

    /** Whether nothing is left to do. */
    boolean done();

    /** Goes back to where the work was when the present round began. */
    void loseRound();
}
