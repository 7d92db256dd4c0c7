package org.scxfleet.cluster.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.queue.PodRun.End;
import org.scxfleet.cluster.resource.ClusterState;
import org.scxfleet.share.queue.QueueAccounts;
import org.scxfleet.share.queue.QueueTree;

/**
 * Who waits where, who runs where, and who holds how much, at one moment. Carries decisions out and
 * makes none.
 */
final class Board {
    final QueueAccounts accounts;
    final ClusterState cluster;
    final Ledger ledger;
    final List<PodRun> podRuns = new ArrayList<>();

    /** Jobs with pods that wait, by queue. */
    final List<TreeSet<QueuedJob>> lines = new ArrayList<>();

    /** Jobs with pods that wait, by arrival. */
    final TreeSet<QueuedJob> byArrival = new TreeSet<>(QueuedJob.BY_ARRIVAL);

    /** Jobs that can be preempted, by queue. */
    final List<TreeSet<QueuedJob>> victims = new ArrayList<>();

    final PriorityQueue<RunningPod> ends = new PriorityQueue<>(RunningPod.BY_END);
    final long controlLatencyNs;
    final long endNs;
    private final boolean resumes;

    /** Raised whenever something became free. */
    long frees;

    /** Raised whenever anything changed. */
    long changes;

    long nowNs;

    /** Close looks at the run. */
    Windows windows;

    /** Running pods that will end by themselves. */
    long finitePods;

    Board(
            QueueAccounts accounts,
            ClusterState cluster,
            boolean resumes,
            long controlLatencyNs,
            long endNs) {
        this.accounts = accounts;
        this.cluster = cluster;
        this.resumes = resumes;
        this.controlLatencyNs = controlLatencyNs;
        this.endNs = endNs;
        windows = new Windows(WindowRules.NONE, _ -> new int[0], endNs);
        QueueTree tree = accounts.tree();
        ledger = new Ledger(tree.size(), cluster.nodeCount());
        for (int queue = 0; queue < tree.size(); queue++) {
            lines.add(new TreeSet<>(QueuedJob.IN_LINE));
            victims.add(new TreeSet<>(QueuedJob.AS_VICTIMS));
        }
    }

    void arrive(QueuedJob queued) {
        lines.get(queued.leaf).add(queued);
        byArrival.add(queued);
        changes++;
    }

    /** The next pods of the job start on spots that the cluster has already given them. */
    void start(QueuedJob queued, List<Spot> spots) {
        victims.get(queued.leaf).remove(queued);
        if (queued.running.isEmpty()) {
            queued.attempts++;
        }
        long startNs = RunningPod.later(nowNs, controlLatencyNs);
        windows.starts(queued.job, spots.size(), startNs);
        for (Spot spot : spots) {
            int pod = queued.takePod();
            RunningPod running =
                    new RunningPod(
                            queued, pod, spot.node(), spot.devices(), startNs, controlLatencyNs);
            queued.running.add(running);
            finitePods += queued.isFinite() ? 1 : 0;
            if (running.freedNs() < endNs) {
                ends.add(running);
            }
        }
        accounts.take(queued.leaf, QueueResource.times(queued.podAmounts, spots.size()));
        queued.firstStartNs = queued.firstStartNs < 0 ? startNs : queued.firstStartNs;
        queued.lastStartNs = startNs;
        if (queued.job.preemptible()) {
            victims.get(queued.leaf).add(queued);
        }
        if (!queued.isWaiting()) {
            lines.get(queued.leaf).remove(queued);
            byArrival.remove(queued);
        }
        changes++;
    }

    /** A pod goes on at another pace, unless it has ended. */
    void changePace(RunningPod pod, int ppm) {
        if (pod.gone || !pod.queued.isFinite() || pod.endNs() <= nowNs) {
            return;
        }
        ends.remove(pod);
        pod.changePace(nowNs, ppm);
        if (pod.freedNs() < endNs) {
            ends.add(pod);
        }
    }

    /** A pod has ended by itself. */
    void finish(RunningPod pod) {
        pod.requireDone();
        QueuedJob queued = pod.queued;
        queued.running.remove(pod);
        cluster.release(queued.job.request(), pod.node, pod.devices);
        accounts.giveBack(queued.leaf, queued.podAmounts);
        close(pod, pod.endNs(), End.DONE);
        settle(queued, pod.endNs());
        finitePods--;
        frees++;
        changes++;
    }

    private void settle(QueuedJob queued, long endedNs) {
        if (queued.running.isEmpty()) {
            victims.get(queued.leaf).remove(queued);
            if (!queued.isWaiting()) {
                queued.finishedNs = endedNs;
            }
        }
    }

    /** Takes what the job holds, for a trial. */
    void suspend(QueuedJob queued) {
        for (RunningPod pod : queued.running) {
            cluster.release(queued.job.request(), pod.node, pod.devices);
        }
        accounts.giveBack(
                queued.leaf, QueueResource.times(queued.podAmounts, queued.running.size()));
    }

    /** Gives a suspended job back what it held. */
    void restore(QueuedJob queued) {
        for (RunningPod pod : queued.running) {
            cluster.place(queued.job.request(), pod.node, pod.devices);
        }
        accounts.take(queued.leaf, QueueResource.times(queued.podAmounts, queued.running.size()));
    }

    /** Whether a suspended job could have back what it held. */
    boolean canRestore(QueuedJob queued) {
        List<RunningPod> back = new ArrayList<>();
        boolean fits =
                accounts.refusedBy(
                                queued.leaf,
                                QueueResource.times(queued.podAmounts, queued.running.size()))
                        == QueueAccounts.NOBODY;
        for (RunningPod pod : queued.running) {
            fits = fits && cluster.hasRoom(queued.job.request(), pod.node, pod.devices);
            if (fits) {
                cluster.place(queued.job.request(), pod.node, pod.devices);
                back.add(pod);
            }
        }
        for (RunningPod pod : back) {
            cluster.release(queued.job.request(), pod.node, pod.devices);
        }
        return fits;
    }

    /** A suspended job ends and waits again. */
    void preempt(QueuedJob queued) {
        victims.get(queued.leaf).remove(queued);
        long stoppedNs = Math.min(endNs, RunningPod.later(nowNs, controlLatencyNs));
        for (RunningPod pod : queued.running) {
            pod.gone = true;
            queued.putBack(pod.pod);
            long ranNs = Math.max(0, Math.min(stoppedNs, pod.endNs()) - pod.startNs);
            if (resumes) {
                queued.keep(pod.pod, pod.workNs(stoppedNs));
            } else {
                ledger.lose(queued, ranNs);
            }
            close(pod, stoppedNs, End.PREEMPTED);
            finitePods -= queued.isFinite() ? 1 : 0;
        }
        queued.running.clear();
        queued.preemptions++;
        ledger.preempted(queued.leaf);
        lines.get(queued.leaf).add(queued);
        byArrival.add(queued);
        frees++;
        changes++;
    }

    /** The run is over: what runs is cut off, or has ended without the queues knowing it yet. */
    void closeAll(Iterable<QueuedJob> jobs) {
        for (QueuedJob queued : jobs) {
            for (RunningPod pod : List.copyOf(queued.running)) {
                boolean done = pod.endNs() <= endNs;
                close(pod, endNs, done ? End.DONE : End.CUT);
                if (done) {
                    queued.running.remove(pod);
                    settle(queued, pod.endNs());
                }
            }
        }
    }

    private void close(RunningPod pod, long stoppedNs, End end) {
        long lastNs = Math.min(Math.min(pod.endNs(), stoppedNs), endNs);
        PodRun run =
                new PodRun(
                        pod.queued.number,
                        pod.pod,
                        pod.attempt,
                        pod.node,
                        pod.devices,
                        Math.min(pod.startNs, lastNs),
                        lastNs,
                        end);
        podRuns.add(run);
        ledger.ran(pod.queued, run);
    }
}
