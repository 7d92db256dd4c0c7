package org.scxfleet.cluster.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Jobs that wait, sorted. Jobs that ask for the same stand in one line: where its first does not
 * fit, none does, so a decision looks at one job of each line only.
 */
final class WaitingJobs {
    private final Comparator<SimulatedJob> order;
    private final Map<String, NavigableSet<SimulatedJob>> lines = new TreeMap<>();

    WaitingJobs(Comparator<SimulatedJob> order) {
        this.order = order;
    }

    void add(SimulatedJob job, TimedJob asked, int level) {
        lines.computeIfAbsent(line(asked, level), key -> new TreeSet<>(order)).add(job);
    }

    void remove(SimulatedJob job, TimedJob asked, int level) {
        NavigableSet<SimulatedJob> line = lines.get(line(asked, level));
        if (line == null || !line.remove(job)) {
            throw new IllegalStateException("job " + job.spec().name() + " does not wait");
        }
        if (line.isEmpty()) {
            lines.remove(line(asked, level));
        }
    }

    /** The first of each line, the one to serve first in front. */
    List<SimulatedJob> firsts() {
        List<SimulatedJob> firsts = new ArrayList<>();
        for (NavigableSet<SimulatedJob> line : lines.values()) {
            firsts.add(line.first());
        }
        firsts.sort(order);
        return firsts;
    }

    private static String line(TimedJob asked, int level) {
        return level + "/" + asked.spec().gpus() + "/" + String.join("|", asked.models());
    }
}
