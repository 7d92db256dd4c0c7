package org.scxfleet.coordinator.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.scxfleet.coordinator.run.RunObserver;
import org.scxfleet.coordinator.run.RunProgress;
import org.scxfleet.metrics.FleetMetric;
import org.scxfleet.metrics.MetricFamilies;

/**
 * Figures of one run. The thread of the run adds up a few numbers at the end of a window; a scrape
 * reads them. Neither waits for long: the lock is held for a sum over the nodes.
 */
final class RunMetrics implements RunObserver {
    /** Upper ends of the buckets of the wall time of a window. */
    private static final long[] WINDOW_BOUNDS_NS = {
        100_000L,
        200_000L,
        500_000L,
        1_000_000L,
        2_000_000L,
        5_000_000L,
        10_000_000L,
        20_000_000L,
        50_000_000L,
        100_000_000L,
        200_000_000L,
        500_000_000L,
        1_000_000_000L,
        5_000_000_000L,
        30_000_000_000L
    };

    private final String run;
    private final RunObserver next;
    private List<String> nodes = List.of();
    private int[] hosts = {};
    private long[] busyNs = {};
    private long[] awaitedNs = {};
    private final long[] windows = new long[WINDOW_BOUNDS_NS.length + 1];
    private long windowsNs;
    private @Nullable RunProgress progress;
    private @Nullable Phase ended;

    /** What is being done for a run. */
    enum Phase {
        LOADING,
        RUNNING,
        COLLECTING,
        DONE,
        FAILED;

        static Phase of(RunProgress.Phase phase) {
            return switch (phase) {
                case LOADING -> LOADING;
                case RUNNING -> RUNNING;
                case COLLECTING -> COLLECTING;
            };
        }
    }

    /**
     * @param next is told the same
     */
    RunMetrics(String run, RunObserver next) {
        this.run = run;
        this.next = next;
    }

    @Override
    public void progressed(RunProgress reached) {
        synchronized (this) {
            progress = reached;
        }
        next.progressed(reached);
    }

    @Override
    public void sharedOut(List<String> processes, int[] hostsOfEach) {
        synchronized (this) {
            nodes = List.copyOf(processes);
            hosts = hostsOfEach.clone();
            busyNs = new long[hosts.length];
            awaitedNs = new long[hosts.length];
        }
        next.sharedOut(processes, hostsOfEach);
    }

    @Override
    public void windowEnded(long[] answeredAfterNs) {
        take(answeredAfterNs);
        next.windowEnded(answeredAfterNs);
    }

    private synchronized void take(long[] answeredAfterNs) {
        int last = -1;
        long lastNs = 0;
        long beforeNs = 0;
        for (int node = 0; node < Math.min(answeredAfterNs.length, busyNs.length); node++) {
            long afterNs = answeredAfterNs[node];
            if (afterNs < 0) {
                continue;
            }
            busyNs[node] += afterNs;
            if (afterNs >= lastNs) {
                beforeNs = lastNs;
                lastNs = afterNs;
                last = node;
            } else {
                beforeNs = Math.max(beforeNs, afterNs);
            }
        }
        if (last >= 0) {
            awaitedNs[last] += lastNs - beforeNs;
            int bucket = Arrays.binarySearch(WINDOW_BOUNDS_NS, lastNs);
            windows[bucket < 0 ? -bucket - 1 : bucket]++;
            windowsNs += lastNs;
        }
    }

    synchronized void end(Phase how) {
        ended = how;
    }

    synchronized void describe(MetricFamilies families) {
        RunProgress reached = progress;
        Phase known = reached == null ? Phase.LOADING : Phase.of(reached.phase());
        Phase present = ended == null ? known : ended;
        for (Phase phase : Phase.values()) {
            families.add(
                    FleetMetric.RUN_PHASE,
                    phase == present ? 1 : 0,
                    run,
                    phase.name().toLowerCase(Locale.ROOT));
        }
        families.addHistogram(
                FleetMetric.RUN_WINDOW_SECONDS, WINDOW_BOUNDS_NS, windows, windowsNs, run);
        if (reached != null) {
            families.addNs(FleetMetric.RUN_SIMULATED_SECONDS, reached.simulatedNs(), run);
            families.addNs(FleetMetric.RUN_DURATION_SECONDS, reached.endNs(), run);
            families.add(FleetMetric.RUN_EVENTS, reached.events(), run);
            families.add(FleetMetric.RUN_WINDOWS, reached.windows(), run);
            families.add(FleetMetric.RUN_MESSAGES, reached.messages(), run);
        }
        for (int node = 0; node < nodes.size(); node++) {
            String name = nodes.get(node);
            families.add(FleetMetric.RUN_NODE_HOSTS, hosts[node], run, name);
            families.addNs(FleetMetric.RUN_NODE_BUSY_SECONDS, busyNs[node], run, name);
            families.addNs(FleetMetric.RUN_NODE_AWAITED_SECONDS, awaitedNs[node], run, name);
        }
    }
}
