package org.scxfleet.coordinator.run;

import java.util.List;

/** Is told what happens in a run. Called on the thread of the run, which it must not hold up. */
@FunctionalInterface
public interface RunObserver {
    /** Looks at nothing. */
    RunObserver NONE = _ -> {};

    /** How far the run is, a few times per second at most, and once when it is done. */
    void progressed(RunProgress progress);

    /**
     * The hosts have been shared out.
     *
     * @param nodes addresses of the processes that take part
     * @param hosts of each
     */
    default void sharedOut(List<String> nodes, int[] hosts) {}

    /**
     * A window is over.
     *
     * @param answeredAfterNs wall time from the first grant to the answer of each process, -1 of
     *     those that had nothing to do; not to be kept
     */
    default void windowEnded(long[] answeredAfterNs) {}
}
