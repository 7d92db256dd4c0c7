package org.scxfleet.cluster.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.queue.QueueSettings.Preemption;
import org.scxfleet.share.queue.QueueAccounts;
import org.scxfleet.share.queue.QueueTree;

/**
 * Makes room for a job by taking it from others.
 *
 * <p><b>Who may.</b> A job whose queue is entitled to all that it would then hold takes back what
 * other queues hold above their entitlement: every queue from the victim's up to where the two meet
 * has to hold more than it is entitled to, before each victim. A job also takes from jobs of lower
 * priority in its own queue.
 *
 * <p><b>Whom.</b> Other queues' jobs first; then by lowest priority, latest start, last in written
 * order. One after the other gives up everything it holds until the job fits; then, from the last
 * to the first, those get back what they had whose place is still free. So nobody is preempted in
 * vain, and nobody if it does not help.
 *
 * <p><b>No circles.</b> A victim's queue was above its entitlement, so the victim cannot take the
 * room back; within a queue priorities decide.
 *
 * <p>Source: the preemption of Kueue; what its heuristics vary is left out.
 */
final class Reclaim {
    /** Jobs that are looked at to make room for one. */
    static final int VICTIMS_MAX = 1_000;

    private final Board board;
    private final Preemption preemption;
    private final Placing placing;
    private final Explainer explainer;
    private final long[] inVainAt;

    /** Puts so many pods of a job on nodes, or none: then null. */
    @FunctionalInterface
    interface Placing {
        @Nullable List<Spot> place(QueuedJob queued, int pods);
    }

    Reclaim(Board board, Preemption preemption, Placing placing, Explainer explainer) {
        this.board = board;
        this.preemption = preemption;
        this.placing = placing;
        this.explainer = explainer;
        inVainAt = new long[board.accounts.tree().size()];
        Arrays.fill(inVainAt, -1);
    }

    /** Whether it is worth asking {@link #makeRoom}. */
    boolean mayHelp(QueuedJob queued) {
        return preemption != Preemption.OFF && inVainAt[queued.leaf] != board.changes;
    }

    /**
     * Room for so many pods of the job, made by preemption; null if there is no way. One attempt in
     * vain of a queue is enough until anything changes.
     */
    @Nullable List<Spot> makeRoom(QueuedJob queued, int pods, long[] amounts) {
        if (!mayHelp(queued)) {
            return null;
        }
        List<QueuedJob> candidates = candidates(queued, amounts);
        if (candidates.isEmpty()) {
            return null;
        }
        List<QueuedJob> victims = new ArrayList<>();
        List<Spot> spots = null;
        for (QueuedJob candidate : candidates) {
            if (candidate.leaf != queued.leaf && !mayReclaim(queued, candidate.leaf, amounts)) {
                continue;
            }
            board.suspend(candidate);
            victims.add(candidate);
            if (board.accounts.refusedBy(queued.leaf, amounts) == QueueAccounts.NOBODY) {
                spots = placing.place(queued, pods);
            }
            if (spots != null) {
                break;
            }
        }
        if (spots == null) {
            victims.reversed().forEach(board::restore);
            inVainAt[queued.leaf] = board.changes;
            return null;
        }
        preempt(queued, amounts, victims);
        return spots;
    }

    private void preempt(QueuedJob queued, long[] amounts, List<QueuedJob> victims) {
        board.accounts.take(queued.leaf, amounts);
        List<QueuedJob> needed = new ArrayList<>();
        for (QueuedJob victim : victims.reversed()) {
            if (board.canRestore(victim)) {
                board.restore(victim);
            } else {
                needed.add(victim);
            }
        }
        board.accounts.giveBack(queued.leaf, amounts);
        for (QueuedJob victim : needed) {
            board.preempt(victim);
            explainer.note(
                    victim.job.name(),
                    board.nowNs,
                    "preempted",
                    "makes room for " + queued.job.name() + " of queue " + queued.job.queue(),
                    "",
                    null);
            explainer.note(
                    queued.job.name(),
                    board.nowNs,
                    "preempts",
                    victim.job.name() + " of queue " + victim.job.queue() + " makes room",
                    "",
                    null);
        }
    }

    private List<QueuedJob> candidates(QueuedJob queued, long[] amounts) {
        List<QueuedJob> candidates = new ArrayList<>();
        QueueTree tree = board.accounts.tree();
        if (preemption.acrossQueues() && board.accounts.isEntitledTo(queued.leaf, amounts)) {
            for (int leaf = 1; leaf < tree.size(); leaf++) {
                if (leaf != queued.leaf
                        && tree.isLeaf(leaf)
                        && !board.victims.get(leaf).isEmpty()
                        && mayReclaim(queued, leaf, amounts)) {
                    board.victims.get(leaf).stream().limit(VICTIMS_MAX).forEach(candidates::add);
                }
            }
            candidates.sort(QueuedJob.AS_VICTIMS);
        }
        if (preemption.withinQueue()) {
            board.victims.get(queued.leaf).stream()
                    .takeWhile(victim -> victim.job.priority() < queued.job.priority())
                    .limit(VICTIMS_MAX)
                    .forEach(candidates::add);
        }
        return candidates.size() <= VICTIMS_MAX ? candidates : candidates.subList(0, VICTIMS_MAX);
    }

    private boolean mayReclaim(QueuedJob queued, int from, long[] amounts) {
        QueueTree tree = board.accounts.tree();
        int meeting = tree.commonAncestor(queued.leaf, from);
        for (int node = from; node != meeting; node = tree.parent(node)) {
            if (!board.accounts.exceedsEntitlement(node, amounts)) {
                return false;
            }
        }
        return true;
    }
}
