package org.scxfleet.cluster.job;

import org.scxfleet.share.ShareNode;
import org.scxfleet.share.queue.PartialVector;

/**
 * One queue as written. Amounts are in the order of {@link QueueResource}.
 *
 * @param name unique among all queues, without {@code /}
 * @param parent name of the queue that it is part of, written before it; empty at the top
 * @param weight against the queues with the same parent, 1 to {@link ShareNode#WEIGHT_MAX}; also
 *     cpu.weight of its cgroup on every host
 * @param guarantee what it can have back from others whenever it asks for it
 * @param limit most that it may hold
 * @param borrowLimit most that it may hold above its guarantee; policy quota only
 * @param lendLimit most of its guarantee that others may hold; policy quota only
 */
public record QueueSpec(
        String name,
        String parent,
        int weight,
        PartialVector guarantee,
        PartialVector limit,
        PartialVector borrowLimit,
        PartialVector lendLimit) {
    /** Weight of a queue that names none. */
    public static final int DEFAULT_WEIGHT = 100;

    /** Nothing guaranteed, nothing limited. */
    public static final PartialVector UNBOUNDED = PartialVector.unset(QueueResource.COUNT);

    /** A queue with nothing but a weight. */
    public static QueueSpec weighted(String name, String parent, int weight) {
        return new QueueSpec(name, parent, weight, UNBOUNDED, UNBOUNDED, UNBOUNDED, UNBOUNDED);
    }

    /** This queue with a guarantee. */
    public QueueSpec withGuarantee(PartialVector amounts) {
        return new QueueSpec(name, parent, weight, amounts, limit, borrowLimit, lendLimit);
    }

    /** This queue with a limit. */
    public QueueSpec withLimit(PartialVector amounts) {
        return new QueueSpec(name, parent, weight, guarantee, amounts, borrowLimit, lendLimit);
    }
}
