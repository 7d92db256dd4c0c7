package org.scxfleet.share.queue;

import org.scxfleet.share.ShareNode;

/**
 * One queue as written.
 *
 * @param name without {@code /}
 * @param parent number of the queue that it is part of; queue 0 is the root, its own parent
 * @param weight against the siblings, 1 to {@link ShareNode#WEIGHT_MAX}
 * @param guarantee what it can have back from others whenever it asks for it; what is not given
 *     follows from the weight
 * @param limit most that it may hold
 * @param borrowLimit most that it may hold above its guarantee; policy quota only
 * @param lendLimit most of its guarantee that others may hold; policy quota only
 */
public record QueueNode(
        String name,
        int parent,
        int weight,
        PartialVector guarantee,
        PartialVector limit,
        PartialVector borrowLimit,
        PartialVector lendLimit) {
    public QueueNode {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("a queue needs a name without '/': '" + name + "'");
        }
        if (weight < 1 || weight > ShareNode.WEIGHT_MAX) {
            throw new IllegalArgumentException(
                    "weight of queue "
                            + name
                            + " must be 1 to "
                            + ShareNode.WEIGHT_MAX
                            + ", not "
                            + weight);
        }
    }

    /** A queue with nothing but a weight. */
    public static QueueNode weighted(String name, int parent, int weight, int resources) {
        PartialVector none = PartialVector.unset(resources);
        return new QueueNode(name, parent, weight, none, none, none, none);
    }

    /** This queue with a guarantee. */
    public QueueNode withGuarantee(long... amounts) {
        return new QueueNode(
                name, parent, weight, PartialVector.of(amounts), limit, borrowLimit, lendLimit);
    }

    /** This queue with a limit. */
    public QueueNode withLimit(long... amounts) {
        return new QueueNode(
                name, parent, weight, guarantee, PartialVector.of(amounts), borrowLimit, lendLimit);
    }

    /** This queue with a limit on what it borrows. */
    public QueueNode withBorrowLimit(long... amounts) {
        return new QueueNode(
                name, parent, weight, guarantee, limit, PartialVector.of(amounts), lendLimit);
    }

    /** This queue with a limit on what it lends. */
    public QueueNode withLendLimit(long... amounts) {
        return new QueueNode(
                name, parent, weight, guarantee, limit, borrowLimit, PartialVector.of(amounts));
    }
}
