package org.scxfleet.node.metrics;

import io.prometheus.client.Collector;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.scxfleet.fleet.NodeProgress;
import org.scxfleet.fleet.NodeState;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.metrics.FleetMetric;
import org.scxfleet.metrics.MetricFamilies;

/**
 * Figures of the run that this process carries at present.
 *
 * <p>A scrape shows what the hosts reported last and asks each for a new report, which it gives
 * when it next pauses. So figures are at most one scrape old, and the hosts never wait for a
 * scrape. Host actors report from many threads; each writes only its own slot.
 */
public final class NodeMetrics extends Collector {
    private final AtomicInteger scrapes = new AtomicInteger();
    private volatile Consumer<MetricFamilies> server = _ -> {};
    private volatile RunFigures present = new RunFigures("", List.of(), () -> NodeProgress.NONE);

    /** The process serves a coordinator, and this is how it is. */
    public void serve(Supplier<NodeState> state, int threads) {
        server =
                families -> {
                    NodeState now = state.get();
                    for (NodeState each : NodeState.values()) {
                        families.add(FleetMetric.NODE_STATE, each == now ? 1 : 0, each.text());
                    }
                    families.add(FleetMetric.NODE_THREADS, threads);
                };
    }

    /** A run begins; what is known of the last one is forgotten. */
    public void begin(String run, List<HostSpec> hosts, Supplier<NodeProgress> progress) {
        present = new RunFigures(run, hosts, progress);
    }

    /** Whether somebody has scraped since this host reported last. */
    public boolean wantsReport(int slot) {
        return present.reportedAt[slot] != scrapes.get();
    }

    /** What a host did up to now; called while the host pauses. */
    public void report(int slot, HostReport report) {
        RunFigures run = present;
        run.reportedAt[slot] = scrapes.get();
        run.kernels.set(slot, KernelFigures.of(report));
    }

    /**
     * A window is done.
     *
     * @param waitedNs wall time since the window before, 0 for the first
     * @param busyNs wall time that the window took
     */
    public void window(long messagesIn, long messagesOut, long waitedNs, long busyNs) {
        RunFigures run = present;
        run.windows.increment();
        run.messagesIn.add(messagesIn);
        run.messagesOut.add(messagesOut);
        run.waitingNs.add(waitedNs);
        run.busyNs.add(busyNs);
    }

    @Override
    public List<MetricFamilySamples> collect() {
        scrapes.incrementAndGet();
        RunFigures run = present;
        MetricFamilies families = new MetricFamilies();
        server.accept(families);
        if (!run.name.isEmpty()) {
            run.describe(families);
        }
        return families.list();
    }
}
