package org.scxfleet.cluster.queue;

import java.util.HashMap;
import java.util.Map;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.share.queue.QueueAccounts;

/** Why jobs still wait at the end; equal jobs wait for equal reasons, which are found once. */
final class WaitingReasons {
    private final Board board;
    private final Admission admission;
    private final Map<Want, String> known = new HashMap<>();

    private record Want(PodRequest request, int pods) {}

    WaitingReasons(Board board, Admission admission) {
        this.board = board;
        this.admission = admission;
    }

    /**
     * @param before jobs of the same queue before it
     */
    String of(QueuedJob queued, int before) {
        int pods = queued.podsNeeded();
        long[] amounts = QueueResource.times(queued.podAmounts, pods);
        int refuser = board.accounts.refusedBy(queued.leaf, amounts);
        String reason =
                refuser == QueueAccounts.NOBODY
                        ? known.computeIfAbsent(
                                new Want(queued.job.request(), pods), _ -> admission.why(queued))
                        : QueueTexts.refusal(board.accounts, queued.leaf, refuser, amounts);
        return before == 0 ? reason : reason + "; " + before + " before it in its queue";
    }
}
