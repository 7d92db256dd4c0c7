package org.scxfleet.cluster.queue;

import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.share.queue.CohortQuota;
import org.scxfleet.share.queue.PartialVector;
import org.scxfleet.share.queue.QueueAccounts;

/** Refusals of queues in words. */
final class QueueTexts {
    private QueueTexts() {}

    /** For example {@code queue vision holds 10 CPU of its limit of 10 CPU and 4 CPU are asked}. */
    static String refusal(QueueAccounts accounts, int leaf, int refuser, long[] asked) {
        PartialVector limit = accounts.tree().node(refuser).limit();
        for (QueueResource resource : QueueResource.values()) {
            int number = resource.ordinal();
            long used = accounts.used(refuser, number);
            if (asked[number] > 0
                    && limit.has(number)
                    && used + asked[number] > limit.get(number)) {
                return "queue "
                        + accounts.tree().path(refuser)
                        + " holds "
                        + resource.text(used)
                        + " of its limit of "
                        + resource.text(limit.get(number))
                        + "; "
                        + resource.text(asked[number])
                        + " more are asked for";
            }
        }
        CohortQuota cohorts = accounts.cohorts();
        for (QueueResource resource : QueueResource.values()) {
            int number = resource.ordinal();
            if (cohorts != null
                    && asked[number] > 0
                    && asked[number] > cohorts.available(leaf, number)) {
                return "queue "
                        + accounts.tree().path(leaf)
                        + " holds "
                        + resource.text(cohorts.used(leaf, number))
                        + " of a quota of "
                        + resource.text(cohorts.quota(leaf, number))
                        + " and could have "
                        + resource.text(Math.max(0, cohorts.available(leaf, number)))
                        + " more; "
                        + resource.text(asked[number])
                        + " are asked for";
            }
        }
        return "queue " + accounts.tree().path(leaf) + " may not take so much";
    }
}
