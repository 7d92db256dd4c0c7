package org.scxfleet.share.queue;

import java.util.Arrays;
import org.scxfleet.share.ProportionalSplit;
import org.scxfleet.share.ResourceVector;

/**
 * What every queue deserves by Volcano's proportion plugin.
 *
 * <p>Everybody starts with nothing. In each round what remains is divided by weight among the
 * queues that are not done; what a queue then has is capped by its capability and its request, and
 * raised to its guarantee. A queue is done when its request is met or it got no more. Rounds go on
 * until nothing remains or nothing changes. Amounts are whole; what is left over after the last
 * round because it is smaller than the number of queues stays unassigned.
 */
public final class DeservedShares {
    /** Rounds after which the rest stays; each round but the last satisfies a queue. */
    private static final int ROUNDS_MAX = 1_000;

    private DeservedShares() {}

    /**
     * @param capabilities most that each queue may have
     * @param guarantees least that each deserves
     */
    public static ResourceVector[] divide(
            ResourceVector total,
            int[] weights,
            ResourceVector[] requests,
            ResourceVector[] capabilities,
            ResourceVector[] guarantees) {
        int resources = total.size();
        long[][] deserved = new long[weights.length][resources];
        boolean[] done = new boolean[weights.length];
        long[] remaining = new long[resources];
        Arrays.setAll(remaining, total::get);
        for (int round = 0; round < ROUNDS_MAX; round++) {
            int[] open = new int[weights.length];
            Arrays.setAll(open, i -> done[i] ? 0 : weights[i]);
            if (Arrays.stream(open).allMatch(weight -> weight == 0)) {
                break;
            }
            long[][] parts = new long[resources][];
            for (int resource = 0; resource < resources; resource++) {
                parts[resource] = ProportionalSplit.split(Math.max(0, remaining[resource]), open);
            }
            boolean changed = false;
            for (int i = 0; i < weights.length; i++) {
                if (!done[i]) {
                    long[] before = deserved[i].clone();
                    raise(deserved[i], i, parts, requests[i], capabilities[i], guarantees[i]);
                    boolean grew = !Arrays.equals(before, deserved[i]);
                    for (int resource = 0; resource < resources; resource++) {
                        remaining[resource] -= deserved[i][resource] - before[resource];
                    }
                    changed |= grew;
                    done[i] = !grew || requests[i].fitsInto(ResourceVector.of(deserved[i]));
                }
            }
            if (!changed) {
                break;
            }
        }
        return Arrays.stream(deserved).map(ResourceVector::of).toArray(ResourceVector[]::new);
    }

    private static void raise(
            long[] deserved,
            int queue,
            long[][] parts,
            ResourceVector request,
            ResourceVector capability,
            ResourceVector guarantee) {
        for (int resource = 0; resource < deserved.length; resource++) {
            long raised = deserved[resource] + parts[resource][queue];
            raised = Math.min(raised, capability.get(resource));
            raised = Math.min(raised, request.get(resource));
            deserved[resource] =
                    Math.max(deserved[resource], Math.max(raised, guarantee.get(resource)));
        }
    }
}
