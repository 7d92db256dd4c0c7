package org.scxfleet.cluster.queue;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.share.queue.QueuePolicy;

/**
 * How the queues of a cluster work together.
 *
 * @param policy whose turn it is
 * @param resource that policy weighted looks at
 * @param preemption who may be made to give up what it holds
 * @param backfill whether a job may start before one of its queue that has no room
 * @param starvationAfterNs a job that has waited longer goes first, and nobody overtakes it any
 *     more; {@link #NEVER} for no such bound
 * @param resumes a preempted job goes on where it was; otherwise it begins again
 */
public record QueueSettings(
        QueuePolicy policy,
        QueueResource resource,
        Preemption preemption,
        boolean backfill,
        long starvationAfterNs,
        boolean resumes) {
    /** No bound on waiting. */
    public static final long NEVER = Long.MAX_VALUE;

    /** Weighted shares of CPU, nobody preempted, backfill. */
    public static final QueueSettings DEFAULTS =
            new QueueSettings(
                    QueuePolicy.WEIGHTED, QueueResource.CPU, Preemption.OFF, true, NEVER, false);

    public QueueSettings {
        if (starvationAfterNs < 1) {
            throw new IllegalArgumentException(
                    "starvation after " + starvationAfterNs + " ns; the least is 1");
        }
    }

    /** Settings by the names that scenarios use. */
    public static QueueSettings named(
            String policy,
            String resource,
            String preemption,
            boolean backfill,
            long starvationAfterNs,
            boolean resumes) {
        return new QueueSettings(
                QueuePolicy.named(policy),
                QueueResource.named(resource),
                Preemption.named(preemption),
                backfill,
                starvationAfterNs,
                resumes);
    }

    /** Name of the policy in scenarios. */
    public String policyName() {
        return policy.label();
    }

    /** Who may be preempted. */
    public enum Preemption {
        /** Nobody. */
        OFF,
        /** Jobs of lower priority in the same queue. */
        PRIORITY,
        /** Jobs of queues that hold more than they are entitled to, for one that does not. */
        RECLAIM,
        /** Both. */
        ALL;

        /** Name in scenarios. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one with that name. */
        public static Preemption named(String label) {
            for (Preemption preemption : values()) {
                if (preemption.label().equals(label)) {
                    return preemption;
                }
            }
            throw new IllegalArgumentException(
                    "no preemption '" + label + "'; there are " + String.join(", ", labels()));
        }

        /** All names. */
        public static List<String> labels() {
            return Arrays.stream(values()).map(Preemption::label).toList();
        }

        boolean withinQueue() {
            return this == PRIORITY || this == ALL;
        }

        boolean acrossQueues() {
            return this == RECLAIM || this == ALL;
        }
    }
}
