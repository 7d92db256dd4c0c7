package org.scxfleet.cluster.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.queue.PodRun;
import org.scxfleet.cluster.queue.QueueOutcome;
import org.scxfleet.cluster.queue.QueueOutcome.QueueFigures;
import org.scxfleet.cluster.run.QueuedWork;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.host.CgroupSpec;

/**
 * The tree of queues carried on into a host: one cgroup for every queue from the top, with the
 * queue's weight, then one for the job if it has several pods, then the pod's.
 *
 * <p>A queue's weight counts against its siblings on each host by itself, as cpu.weight does. A
 * job's cgroup weighs as much as its pods on that host together.
 */
final class QueueCgroups {
    private final QueueOutcome queues;
    private final QueuedWork work;
    private final Map<Place, Integer> podsTogether = new HashMap<>();

    /** A job on a node, each time that it was started. */
    private record Place(int job, int attempt, int node) {
        static Place of(PodRun run) {
            return new Place(run.job(), run.attempt(), run.node());
        }
    }

    QueueCgroups(QueueOutcome queues, QueuedWork work) {
        this.queues = queues;
        this.work = work;
        for (PodRun run : queues.podRuns()) {
            podsTogether.merge(Place.of(run), 1, Integer::sum);
        }
    }

    /** The cgroups of one stay, from the outermost. */
    List<CgroupSpec> of(PodRun run) {
        JobWork jobWork = work.jobs().get(run.job());
        Job job = jobWork.job();
        List<CgroupSpec> cgroups = new ArrayList<>();
        String path = addQueue(queues.jobs().get(run.job()).queue(), cgroups);
        if (job.podCount() > 1) {
            path += "/" + job.name();
            int together = podsTogether.getOrDefault(Place.of(run), 1);
            long weight = (long) together * jobWork.cgroupWeight();
            cgroups.add(CgroupSpec.weighted(path, (int) Math.min(weight, CgroupSpec.MAX_WEIGHT)));
        }
        cgroups.add(
                CgroupSpec.weighted(
                        path + "/" + QueuedPods.name(job, run), jobWork.cgroupWeight()));
        return cgroups;
    }

    private String addQueue(int queue, List<CgroupSpec> cgroups) {
        if (queue == 0) {
            return PlacementOutcome.POD_CGROUPS;
        }
        QueueFigures figures = queues.queues().get(queue);
        addQueue(figures.parent(), cgroups);
        String path = PlacementOutcome.POD_CGROUPS + "/" + figures.path();
        cgroups.add(CgroupSpec.weighted(path, figures.weight()));
        return path;
    }
}
