package org.scxfleet.cluster.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.placement.Decision;
import org.scxfleet.cluster.placement.GangPlacement;
import org.scxfleet.cluster.placement.NodeFilter;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.PlacementReport;
import org.scxfleet.cluster.placement.score.DeviceChoice;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.share.queue.QueueAccounts;

/**
 * Lets a job start if its queue may take so much and all pods that have to start together find
 * room, or if others have to make room for it.
 *
 * <p>All or nothing: pods of a gang are placed one by one, and taken away again if one finds no
 * room. What found no room is remembered until something becomes free.
 */
final class Admission {
    private final Board board;
    private final Placement placement;
    private final Reclaim reclaim;
    private final Explainer explainer;

    /** Pods that found no room together, by the number of their request. */
    private final int[] tooMany;

    private long rememberedAt;

    /** How close the pods of the latest gang are, if the policy says so. */
    private String closeness = "";

    /** What the latest attempt to place an explained job looked at. */
    private @Nullable PlacementReport latest;

    Admission(
            Board board,
            Placement placement,
            QueueSettings settings,
            Explainer explainer,
            int requests) {
        this.board = board;
        tooMany = new int[requests];
        Arrays.fill(tooMany, Integer.MAX_VALUE);
        this.placement = placement;
        this.explainer = explainer;
        reclaim = new Reclaim(board, settings.preemption(), this::place, explainer);
    }

    /** Starts the job, or as much of it as has to start together; false if it has to wait. */
    boolean admit(QueuedJob queued) {
        int pods = queued.podsNeeded();
        boolean remembered = isRemembered(queued.requestNumber, pods);
        if (remembered && !reclaim.mayHelp(queued) && !explainer.explains(queued.job.name())) {
            return false;
        }
        long[] amounts = queued.amountsNeeded();
        List<Spot> spots = null;
        latest =
                explainer.explains(queued.job.name())
                        ? placement.report(queued.job.request())
                        : null;
        if (!remembered && board.accounts.refusedBy(queued.leaf, amounts) == QueueAccounts.NOBODY) {
            spots = place(queued, pods);
            if (spots == null) {
                tooMany[queued.requestNumber] = pods;
            }
        }
        if (spots == null) {
            spots = reclaim.makeRoom(queued, pods, amounts);
        }
        if (spots == null) {
            if (latest != null) {
                explainer.note(queued.job.name(), board.nowNs, "waits", why(queued), "", latest);
            }
            return false;
        }
        board.start(queued, spots);
        explainStart(queued, spots, latest);
        return true;
    }

    private void explainStart(
            QueuedJob queued, List<Spot> spots, @Nullable PlacementReport report) {
        if (report == null) {
            return;
        }
        String winner = board.cluster.node(spots.getFirst().node()).name();
        String text =
                spots.size() == 1
                        ? "room on " + winner
                        : spots.size() + " pods together, the first on " + winner;
        text += closeness.isEmpty() ? "" : ", " + closeness;
        explainer.note(queued.job.name(), board.nowNs, "starts", text, winner, report);
    }

    private boolean isRemembered(int request, int pods) {
        if (rememberedAt != board.frees) {
            Arrays.fill(tooMany, Integer.MAX_VALUE);
            rememberedAt = board.frees;
        }
        return pods >= tooMany[request];
    }

    /** Puts so many pods of the job on nodes, or none: then null. */
    private @Nullable List<Spot> place(QueuedJob queued, int pods) {
        PodRequest request = queued.job.request();
        closeness = "";
        if (placement instanceof GangPlacement gang) {
            return placeTogether(gang, queued, pods);
        }
        List<Spot> spots = new ArrayList<>(pods);
        while (spots.size() < pods && placement.hasRoom(request)) {
            Decision decision = placement.decide(request);
            if (spots.isEmpty() && explainer.explains(queued.job.name())) {
                // Before anything changes: the scores that this decision rests on.
                latest = placement.report(request);
            }
            if (!(decision instanceof Decision.Placed placed)) {
                break;
            }
            board.cluster.place(request, placed.node(), placed.devices());
            spots.add(new Spot(placed.node(), placed.devices()));
        }
        if (spots.size() == pods) {
            return spots;
        }
        for (Spot spot : spots.reversed()) {
            board.cluster.release(request, spot.node(), spot.devices());
        }
        return null;
    }

    private @Nullable List<Spot> placeTogether(GangPlacement gang, QueuedJob queued, int pods) {
        PodRequest request = queued.job.request();
        GangPlacement.Together together = gang.decideTogether(request, pods);
        if (explainer.explains(queued.job.name())) {
            latest = placement.report(request);
        }
        if (together == null) {
            return null;
        }
        List<Spot> spots = new ArrayList<>(pods);
        for (Decision.Placed placed : together.places()) {
            board.cluster.place(request, placed.node(), placed.devices());
            spots.add(new Spot(placed.node(), placed.devices()));
        }
        closeness = together.text();
        return spots;
    }

    /** Why the job cannot start now; the policy is not asked, so that it does not notice. */
    String why(QueuedJob queued) {
        int pods = queued.podsNeeded();
        long[] amounts = QueueResource.times(queued.podAmounts, pods);
        int refuser = board.accounts.refusedBy(queued.leaf, amounts);
        if (refuser != QueueAccounts.NOBODY) {
            return QueueTexts.refusal(board.accounts, queued.leaf, refuser, amounts);
        }
        PodRequest request = queued.job.request();
        NodeFilter filter = new NodeFilter(board.cluster, request);
        List<Spot> spots = new ArrayList<>();
        for (int node = 0; node < board.cluster.nodeCount() && spots.size() < pods; node++) {
            while (spots.size() < pods && filter.reason(node) == null) {
                long devices = DeviceChoice.bestFit(board.cluster, node, filter.request());
                board.cluster.place(request, node, devices);
                spots.add(new Spot(node, devices));
            }
        }
        String none =
                spots.size() == pods
                        ? "it is not its turn"
                        : Decision.NoFit.of(board.cluster, filter).message();
        for (Spot spot : spots.reversed()) {
            board.cluster.release(request, spot.node(), spot.devices());
        }
        return spots.size() == pods || pods == 1
                ? none
                : "only "
                        + spots.size()
                        + " of "
                        + pods
                        + " pods that start together find room; the next "
                        + none;
    }
}
