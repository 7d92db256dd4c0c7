package org.scxfleet.cluster.simulation;

import java.util.Comparator;

/** Who goes first when something changes. Equal jobs go in the order of the trace. */
public enum EventPolicy {
    /** In the order of arrival; a job that does not fit holds up all behind it. */
    FIFO("fifo", Comparator.comparingLong(job -> job.spec().arrivalNs())),

    /** In the order of arrival; a job that does not fit is passed over. */
    FIRST_FIT("first_fit", Comparator.comparingLong(job -> job.spec().arrivalNs())),

    /** Least remaining time first, without preemption; a job that does not fit is passed over. */
    SHORTEST_FIRST("shortest_first", Comparator.comparingLong(EventPolicy::remainingNs)),

    /**
     * Two queues by attained GPU time, as Tiresias does at events: a job that has used its
     * threshold goes to the second, whose jobs make room for those of the first.
     */
    LEAST_ATTAINED("las", Comparator.comparingLong(job -> job.spec().arrivalNs()));

    private final String officialName;
    private final Comparator<SimulatedJob> order;

    EventPolicy(String officialName, Comparator<SimulatedJob> order) {
        this.officialName = officialName;
        this.order = order.thenComparingInt(SimulatedJob::index);
    }

    /** The name in tables. */
    public String officialName() {
        return officialName;
    }

    Comparator<SimulatedJob> order() {
        return order;
    }

    private static long remainingNs(SimulatedJob job) {
        return job.work() instanceof TimedWork work ? work.remainingNs() : 0;
    }
}
