package org.scxfleet.cluster.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.share.queue.QueueAccounts;
import org.scxfleet.share.queue.QueueOrder;
import org.scxfleet.share.queue.QueueTree;

/**
 * The queues of a cluster from the first arrival to the end of a run, in virtual time.
 *
 * <p><b>What.</b> At every instant at which pods end or jobs arrive, ends first, the queues take
 * turns until none of them has a job that can start: from the root down to the queue whose turn it
 * is by the policy, there to the first job in line (priority, arrival, written order) that may take
 * so much and finds room. A job that finds none does not stop those behind it, if backfill is on.
 *
 * <p><b>Gangs.</b> Pods that have to start together do, or none does. Further pods of the job take
 * their turn one by one.
 *
 * <p><b>Starvation.</b> A job that has waited longer than the bound goes before all turns. If it
 * lacks room, nobody else starts until enough has ended, as long as anything is going to end; if a
 * queue's limit is in the way, nobody else of that queue does. So every job that fits starts after
 * a bounded time, if jobs end.
 *
 * <p><b>Time.</b> What the queues decide reaches a host after the control latency, and so does the
 * end of a pod the queues. A job takes as long as it says, however busy its hosts are, unless
 * {@link #lookClosely} finds its pods slower.
 *
 * <p><b>Cost.</b> Of an arrival, the way down the tree and the best node for one request; of an
 * end, the same for the first jobs of every queue. What found no room is not tried again before
 * something became free.
 */
public final class QueueRun {
    /** Jobs of one queue that are looked at behind one that has to wait. */
    public static final int BACKFILL_MAX = 64;

    /** Jobs that have waited too long which are looked at in one round. */
    static final int STARVING_MAX = 8;

    private static final long NEVER_STUCK = -1;

    private final List<Job> jobs;
    private final ClusterQueues queues;
    private final QueueSettings settings;
    private final Board board;
    private final QueueOrder order;
    private final Admission admission;
    private final Explainer explainer;
    private final Intake intake;
    private final List<QueuedJob> accepted = new ArrayList<>();
    private final boolean[] blocked;
    private final boolean[] held;
    private final long[] stuckAt;
    private final String[] rejections;
    private final int[] leaves;
    private Watch watch = _ -> {};

    /** Is shown the state after every round, for tests. */
    @FunctionalInterface
    interface Watch {
        void round(Board board);
    }

    /**
     * @param jobs in written order
     * @param cluster empty at first
     * @param placement on that cluster
     * @param explainer of the jobs that somebody asked about
     */
    public QueueRun(
            List<Job> jobs,
            ClusterQueues queues,
            QueueSettings settings,
            ClusterState cluster,
            Placement placement,
            Explainer explainer,
            long controlLatencyNs,
            long endNs) {
        this.jobs = List.copyOf(jobs);
        this.queues = queues;
        this.settings = settings;
        this.explainer = explainer;
        QueueTree tree = queues.tree();
        QueueAccounts accounts = new QueueAccounts(tree, settings.policy().lendsQuota());
        board = new Board(accounts, cluster, settings.resumes(), controlLatencyNs, endNs);
        order = settings.policy().over(accounts, settings.resource().ordinal());
        admission = new Admission(board, placement, settings, explainer, differentRequests(jobs));
        intake = new Intake(cluster, accounts, endNs);
        blocked = new boolean[tree.size()];
        held = new boolean[tree.size()];
        stuckAt = new long[tree.size()];
        rejections = new String[jobs.size()];
        leaves = new int[jobs.size()];
        Arrays.fill(rejections, "");
        Arrays.fill(stuckAt, NEVER_STUCK);
    }

    private static int differentRequests(List<Job> jobs) {
        return (int) jobs.stream().map(Job::request).distinct().count();
    }

    void watch(Watch newWatch) {
        watch = newWatch;
    }

    /** Looks closely at times; to be called before the run. */
    public void lookClosely(WindowRules rules, PaceMeter meter) {
        board.windows = new Windows(rules, meter, board.endNs);
    }

    /** Runs to the end; once. */
    public QueueOutcome run() {
        acceptJobs();
        Arrivals arrivals = new Arrivals(accepted);
        while (true) {
            long nextNs = arrivals.nextNs();
            RunningPod ending = board.ends.peek();
            nextNs = ending == null ? nextNs : Math.min(nextNs, ending.freedNs());
            nextNs = Math.min(nextNs, board.windows.nextNs());
            if (nextNs >= board.endNs) {
                break;
            }
            board.nowNs = nextNs;
            endPods(arrivals);
            for (QueuedJob queued : arrivals.until(nextNs)) {
                board.arrive(queued);
                stuckAt[queued.leaf] = NEVER_STUCK;
            }
            while (takeTurns()) {
                // somebody was preempted and waits again, and others may find room
            }
            board.windows.pass(board, accepted);
            watch.round(board);
        }
        return close();
    }

    private void acceptJobs() {
        Map<PodRequest, Integer> requests = new HashMap<>();
        for (int number = 0; number < jobs.size(); number++) {
            leaves[number] = queues.leaf(jobs.get(number).queue());
            rejections[number] = intake.refusal(jobs.get(number), leaves[number]);
        }
        JobOrder.reject(jobs, rejections);
        for (int number = 0; number < jobs.size(); number++) {
            Job job = jobs.get(number);
            if (rejections[number].isEmpty()) {
                accepted.add(
                        new QueuedJob(
                                number,
                                job,
                                leaves[number],
                                requests.computeIfAbsent(job.request(), _ -> requests.size())));
            } else {
                explainer.note(
                        job.name(), job.submitNs(), "rejected", rejections[number], "", null);
            }
        }
    }

    private void endPods(Arrivals arrivals) {
        for (RunningPod pod = board.ends.peek();
                pod != null && pod.freedNs() <= board.nowNs;
                pod = board.ends.peek()) {
            board.ends.remove();
            if (!pod.gone) {
                board.finish(pod);
                if (pod.queued.finishedNs >= 0) {
                    arrivals.ended(pod.queued, board.nowNs);
                }
            }
        }
    }

    /** Turns until nobody can start, or somebody was preempted: then true. */
    private boolean takeTurns() {
        Arrays.fill(held, false);
        if (settings.starvationAfterNs() != QueueSettings.NEVER && !serveStarving()) {
            return false;
        }
        QueueTree tree = queues.tree();
        for (int queue = tree.size() - 1; queue >= 0; queue--) {
            blocked[queue] = tree.isLeaf(queue) ? isStuck(queue) : areBlocked(queue);
        }
        order.refresh(blocked);
        while (!blocked[0]) {
            int queue = 0;
            while (!tree.isLeaf(queue)) {
                queue = QueueOrder.next(order, tree, queue, blocked);
            }
            long freesBefore = board.frees;
            if (!startOneOf(queue)) {
                stuckAt[queue] = board.frees;
                block(queue);
            } else if (board.lines.get(queue).isEmpty()) {
                block(queue);
            }
            order.refreshAbove(queue, blocked);
            if (board.frees != freesBefore) {
                return true;
            }
        }
        return false;
    }

    private boolean isStuck(int leaf) {
        return board.lines.get(leaf).isEmpty() || stuckAt[leaf] == board.frees || isHeld(leaf);
    }

    private boolean isHeld(int leaf) {
        for (int queue = leaf; queue != 0; queue = queues.tree().parent(queue)) {
            if (held[queue]) {
                return true;
            }
        }
        return false;
    }

    private boolean areBlocked(int queue) {
        QueueTree tree = queues.tree();
        for (int place = 0; place < tree.childCount(queue); place++) {
            if (!blocked[tree.child(queue, place)]) {
                return false;
            }
        }
        return true;
    }

    private void block(int leaf) {
        blocked[leaf] = true;
        int queue = leaf;
        while (queue != 0) {
            queue = queues.tree().parent(queue);
            if (!areBlocked(queue)) {
                return;
            }
            blocked[queue] = true;
        }
    }

    private boolean startOneOf(int leaf) {
        int looked = 0;
        for (QueuedJob queued : board.lines.get(leaf)) {
            if (admission.admit(queued)) {
                return true;
            }
            looked++;
            if (!settings.backfill() || looked == BACKFILL_MAX) {
                return false;
            }
        }
        return false;
    }

    /** Those who have waited too long go first; false if all others have to wait for one. */
    private boolean serveStarving() {
        List<QueuedJob> starving =
                board.byArrival.stream()
                        .takeWhile(queued ->
                                board.nowNs - queued.arrivesNs > settings.starvationAfterNs())
                        .filter(queued -> queued.running.isEmpty())
                        .limit(STARVING_MAX)
                        .toList();
        for (QueuedJob queued : starving) {
            if (isHeld(queued.leaf) || admission.admit(queued)) {
                continue;
            }
            int refuser = board.accounts.refusedBy(queued.leaf, queued.amountsNeeded());
            if (refuser > 0) {
                held[refuser] = true;
            } else if (board.finitePods > 0) {
                return false;
            }
        }
        return true;
    }

    private QueueOutcome close() {
        String[] why = new String[jobs.size()];
        Arrays.fill(why, "");
        WaitingReasons reasons = new WaitingReasons(board, admission);
        for (TreeSet<QueuedJob> line : board.lines) {
            int before = 0;
            for (QueuedJob queued : line) {
                why[queued.number] = reasons.of(queued, before);
                if (explainer.explains(queued.job.name())) {
                    explainer.note(
                            queued.job.name(), board.endNs, "waits", why[queued.number], "", null);
                }
                before++;
            }
        }
        JobOrder.explain(accepted, why);
        for (QueuedJob queued : accepted) {
            if (!queued.isReady()) {
                explainer.note(
                        queued.job.name(), board.endNs, "waits", why[queued.number], "", null);
            }
        }
        requireAccountsAgree();
        board.closeAll(accepted);
        board.ledger.check();
        board.podRuns.sort(
                Comparator.comparingLong(PodRun::startNs)
                        .thenComparingInt(PodRun::job)
                        .thenComparingInt(PodRun::pod)
                        .thenComparingInt(PodRun::attempt));
        return new OutcomeBuilder(jobs, leaves, settings, board, accepted, rejections, why)
                .build(explainer.explanations());
    }

    /** What the queues hold, what runs, and what the cluster has given away are the same. */
    private void requireAccountsAgree() {
        long[] running = new long[QueueResource.COUNT];
        for (QueuedJob queued : accepted) {
            for (int resource = 0; resource < running.length; resource++) {
                running[resource] += queued.podAmounts[resource] * queued.running.size();
            }
        }
        long gpuMilli = board.cluster.gpuTotalMilli() - board.cluster.gpuIdleMilli();
        for (int resource = 0; resource < running.length; resource++) {
            if (running[resource] != board.accounts.used(0, resource)) {
                throw new IllegalStateException(
                        "running pods hold "
                                + running[resource]
                                + " of resource "
                                + resource
                                + ", their queues "
                                + board.accounts.used(0, resource));
            }
        }
        if (gpuMilli != running[QueueResource.GPU.ordinal()]) {
            throw new IllegalStateException(
                    "running pods hold "
                            + running[QueueResource.GPU.ordinal()]
                            + " milli-GPU, the cluster has given away "
                            + gpuMilli);
        }
    }
}
