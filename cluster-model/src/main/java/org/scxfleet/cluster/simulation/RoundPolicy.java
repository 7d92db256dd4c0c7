package org.scxfleet.cluster.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides, at the beginning of every round, which jobs get how many GPUs. One object for each run;
 * it may keep what it learns.
 */
public interface RoundPolicy {
    /** The name in tables. */
    String officialName();

    /**
     * The jobs to run in the coming round, in the order in which GPUs are looked for.
     *
     * @param nowNs beginning of the round
     * @param active all that have arrived and not ended, in the order of the trace
     * @param gpus of the cluster; the grants must not exceed them
     */
    List<Grant> decide(long nowNs, List<SimulatedJob> active, int gpus);

    /** The job ran in the round that ends now; the time without its restart. */
    default void ran(SimulatedJob job, long usedNs) {}

    /**
     * GPUs for a job.
     *
     * @param gpus at least 1
     * @param host the job on whose GPUs it runs too, granted as many itself; null for own ones
     */
    record Grant(SimulatedJob job, int gpus, @Nullable SimulatedJob host) {
        public Grant {
            if (gpus < 1) {
                throw new IllegalArgumentException(
                        "a grant of " + gpus + " GPUs to job " + job.spec().name());
            }
        }

        /** GPUs of its own. */
        public Grant(SimulatedJob job, int gpus) {
            this(job, gpus, null);
        }
    }
}
