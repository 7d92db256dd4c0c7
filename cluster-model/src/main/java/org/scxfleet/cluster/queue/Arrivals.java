package org.scxfleet.cluster.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * Who gets in line when: at its submission, or once the jobs before it have ended and its user has
 * thought about it, whatever is later. A job ends when its last pod does.
 */
final class Arrivals {
    private final PriorityQueue<QueuedJob> due = new PriorityQueue<>(QueuedJob.BY_ARRIVAL);
    private final Map<String, List<QueuedJob>> waitingFor = new HashMap<>();

    /**
     * @param jobs all of which can arrive at some time
     */
    Arrivals(List<QueuedJob> jobs) {
        for (QueuedJob queued : jobs) {
            if (queued.isReady()) {
                due.add(queued);
                continue;
            }
            List<String> before = queued.job.after().jobs().stream().distinct().toList();
            queued.jobsBefore = before.size();
            before.forEach(
                    name -> waitingFor.computeIfAbsent(name, _ -> new ArrayList<>()).add(queued));
        }
    }

    long nextNs() {
        QueuedJob next = due.peek();
        return next == null ? Long.MAX_VALUE : next.arrivesNs;
    }

    /** Those who arrive up to this moment, in order. */
    List<QueuedJob> until(long nowNs) {
        List<QueuedJob> arrived = new ArrayList<>();
        while (nextNs() <= nowNs) {
            arrived.add(due.remove());
        }
        return arrived;
    }

    /** A job has ended, as far as the queues know. */
    void ended(QueuedJob job, long nowNs) {
        List<QueuedJob> waiting = waitingFor.remove(job.job.name());
        if (waiting == null) {
            return;
        }
        for (QueuedJob queued : waiting) {
            if (--queued.jobsBefore == 0) {
                queued.arrivesNs =
                        Math.max(
                                queued.job.submitNs(),
                                RunningPod.later(nowNs, queued.job.after().thinkNs()));
                due.add(queued);
            }
        }
    }
}
