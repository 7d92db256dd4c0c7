package org.scxfleet.cluster.queue;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.queue.QueueOutcome.JobOutcome;
import org.scxfleet.cluster.queue.QueueOutcome.QueueFigures;
import org.scxfleet.share.queue.QueueTree;

/** Adds up what became of the jobs, by job and by queue, and checks that nothing is missing. */
final class OutcomeBuilder {
    private static final int STATES = JobState.values().length;

    private final List<Job> jobs;
    private final int[] leaves;
    private final QueueSettings settings;
    private final Board board;
    private final List<QueuedJob> accepted;
    private final String[] rejections;
    private final String[] why;
    private final QueueTree tree;
    private final long[][] byState;
    private final long[] waitedNs;
    private final long[] longestWaitNs;

    OutcomeBuilder(
            List<Job> jobs,
            int[] leaves,
            QueueSettings settings,
            Board board,
            List<QueuedJob> accepted,
            String[] rejections,
            String[] why) {
        this.jobs = jobs;
        this.leaves = leaves;
        this.settings = settings;
        this.board = board;
        this.accepted = accepted;
        this.rejections = rejections;
        this.why = why;
        tree = board.accounts.tree();
        byState = new long[tree.size()][STATES];
        waitedNs = new long[tree.size()];
        longestWaitNs = new long[tree.size()];
    }

    QueueOutcome build(List<JobExplanation> explanations) {
        List<JobOutcome> outcomes = new ArrayList<>(jobs.size());
        int next = 0;
        for (int number = 0; number < jobs.size(); number++) {
            if (rejections[number].isEmpty()) {
                outcomes.add(outcome(accepted.get(next++)));
            } else {
                outcomes.add(rejected(number));
            }
        }
        List<QueueFigures> queues = queues();
        if (queues.getFirst().allJobs() != jobs.size()) {
            throw new IllegalStateException(
                    jobs.size() + " jobs came in, " + queues.getFirst().allJobs() + " came out");
        }
        long preemptions = queues.getFirst().preemptions();
        return new QueueOutcome(
                settings, outcomes, board.podRuns, queues, preemptions, explanations);
    }

    private JobOutcome rejected(int number) {
        Job job = jobs.get(number);
        byState[leaves[number]][JobState.REJECTED.ordinal()]++;
        return new JobOutcome(
                job,
                leaves[number],
                JobState.REJECTED,
                job.submitNs(),
                -1,
                -1,
                0,
                rejections[number]);
    }

    private JobOutcome outcome(QueuedJob queued) {
        JobState state = state(queued);
        JobOutcome outcome =
                new JobOutcome(
                        queued.job,
                        queued.leaf,
                        state,
                        queued.isReady() ? queued.arrivesNs : JobOutcome.NOT_READY,
                        queued.firstStartNs,
                        queued.finishedNs,
                        queued.attempts,
                        why[queued.number]);
        byState[queued.leaf][state.ordinal()]++;
        long waited = outcome.waitedNs(board.endNs);
        waitedNs[queued.leaf] += waited;
        longestWaitNs[queued.leaf] = Math.max(longestWaitNs[queued.leaf], waited);
        return outcome;
    }

    private static JobState state(QueuedJob queued) {
        if (queued.finishedNs >= 0) {
            return JobState.FINISHED;
        }
        // Pods of it that have ended count: a job is more than its pods of now.
        boolean partly = queued.podsWaiting() < queued.job.podCount();
        return !queued.running.isEmpty() || partly ? JobState.RUNNING : JobState.WAITING;
    }

    private List<QueueFigures> queues() {
        Ledger ledger = board.ledger;
        for (int queue = tree.size() - 1; queue > 0; queue--) {
            int parent = tree.parent(queue);
            for (int state = 0; state < STATES; state++) {
                byState[parent][state] += byState[queue][state];
            }
            waitedNs[parent] += waitedNs[queue];
            longestWaitNs[parent] = Math.max(longestWaitNs[parent], longestWaitNs[queue]);
            ledger.cpuMilliUs[parent] += ledger.cpuMilliUs[queue];
            ledger.gpuMilliUs[parent] += ledger.gpuMilliUs[queue];
            ledger.lostGpuMilliUs[parent] += ledger.lostGpuMilliUs[queue];
            ledger.preemptions[parent] += ledger.preemptions[queue];
        }
        List<QueueFigures> figures = new ArrayList<>();
        for (int queue = 0; queue < tree.size(); queue++) {
            List<Long> states = new ArrayList<>();
            for (long count : byState[queue]) {
                states.add(count);
            }
            figures.add(
                    new QueueFigures(
                            tree.path(queue),
                            tree.parent(queue),
                            tree.isLeaf(queue),
                            tree.node(queue).weight(),
                            states,
                            ledger.preemptions[queue],
                            waitedNs[queue],
                            longestWaitNs[queue],
                            ledger.cpuMilliUs[queue],
                            ledger.gpuMilliUs[queue],
                            ledger.lostGpuMilliUs[queue],
                            board.accounts.entitled(queue, QueueResource.CPU.ordinal()),
                            board.accounts.entitled(queue, QueueResource.GPU.ordinal())));
        }
        return figures;
    }
}
