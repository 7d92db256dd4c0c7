package org.scxfleet.cluster.job;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /**
     * A queue from plain numbers.
     *
     * @param amounts guarantee, limit, borrow limit, lend limit, as {@link #amounts} gives them
     */
    public static QueueSpec of(String name, String parent, int weight, List<List<Long>> amounts) {
        return new QueueSpec(
                name,
                parent,
                weight,
                vector(amounts.get(0)),
                vector(amounts.get(1)),
                vector(amounts.get(2)),
                vector(amounts.get(3)));
    }

    private static PartialVector vector(List<Long> amounts) {
        if (amounts.size() != QueueResource.COUNT) {
            throw new IllegalArgumentException(
                    amounts.size() + " amounts of a queue, not " + QueueResource.COUNT);
        }
        return PartialVector.of(amounts.stream().mapToLong(Long::longValue).toArray());
    }

    /** Guarantee, limit, borrow limit and lend limit as numbers, -1 for one that is not given. */
    public List<List<Long>> amounts() {
        return Stream.of(guarantee, limit, borrowLimit, lendLimit)
                .map(vector -> IntStream.range(0, vector.size()).mapToObj(vector::get).toList())
                .toList();
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
