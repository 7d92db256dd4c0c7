package org.scxfleet.cluster.queue;

import java.util.List;

/** Measures how fast pods get on that share hosts. */
@FunctionalInterface
public interface PaceMeter {
    /** Pace of a pod that could not be measured. */
    int UNMEASURED = -1;

    /**
     * Looks at the pods for one window.
     *
     * @param window what is to be looked at
     * @return for each stay its pace in parts per million, 1 to 1,000,000, or {@link #UNMEASURED}
     */
    int[] measure(OpenWindow window);

    /**
     * A window.
     *
     * @param number from 1
     * @param atNs when it opens
     * @param lengthNs how long it is
     * @param why it opens, for people
     * @param stays of the pods that run then, by job and pod; those that end sooner are among them
     */
    record OpenWindow(int number, long atNs, long lengthNs, String why, List<PodRun> stays) {
        public OpenWindow {
            stays = List.copyOf(stays);
        }
    }
}
