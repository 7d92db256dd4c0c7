package org.scxfleet.cluster.simulation;

/** Work that can share its GPUs with another job. */
public interface SharingWork extends Work {
    /**
     * Its speed beside the other, as a part of that alone; 0 if the two do not fit on the same
     * GPUs.
     */
    double partBeside(Work other);
}
