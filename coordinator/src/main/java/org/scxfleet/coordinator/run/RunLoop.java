package org.scxfleet.coordinator.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.scxfleet.cluster.time.WindowPlanner;
import org.scxfleet.cluster.time.WindowPolicy;
import org.scxfleet.engine.Envelope;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.FleetNode;
import org.scxfleet.fleet.NodeProgress;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.fleet.WindowGrant;
import org.scxfleet.fleet.WindowReport;
import org.scxfleet.host.HostReport;

/**
 * Carries out one run over the processes of a fleet: load, window after window, collect.
 *
 * <p>In each window every process that has something to do gets one grant, all of them work at the
 * same time, and the messages that come back are given to {@link WindowPlanner}, which says how far
 * the next window may reach. The loop is a plain blocking loop of one thread; what happens inside a
 * process is the process's business. When the planner has nothing left, one more grant takes every
 * host to the end, so that all are accounted for up to there.
 *
 * <p>The run's failures are {@link org.scxfleet.fleet.FleetException}s. The loop does not close the
 * processes: whoever opened them does, also after a failure, which is what stops them.
 */
public final class RunLoop {
    /** The coordinator itself has no events of its own during a run. */
    private static final long NO_EVENT_NS = Long.MAX_VALUE;

    private final PreparedRun plan;
    private final List<FleetNode> nodes;
    private final HostBlocks blocks;
    private final RunOptions options;
    private final WindowPlanner planner;
    private final Patience patience;
    private final long startedAtNs = System.nanoTime();
    private final long[] nextEventNs;
    private RunProgress.Phase phase = RunProgress.Phase.LOADING;
    private long runningSinceNs;
    private long sent;
    private long underWay;

    private RunLoop(
            PreparedRun plan, List<FleetNode> nodes, RunOptions options, RunControl control) {
        this.plan = plan;
        this.options = options;
        blocks = HostBlocks.of(plan.hosts(), nodes.size());
        this.nodes = nodes.subList(0, blocks.count());
        planner = new WindowPlanner(OpenChannels.of(plan.hosts()), plan.endNs(), options.policy());
        nextEventNs = new long[plan.hosts().size()];
        patience =
                new Patience(
                        control,
                        this.nodes.stream().map(FleetNode::lost).toList(),
                        () -> options.observer().progressed(progress()));
    }

    /**
     * Carries a run out.
     *
     * @param nodes processes, not yet loaded; not all are used if there are fewer hosts
     * @param control stops the run early
     */
    public static RunResult run(
            PreparedRun plan,
            SchedulerObjects objects,
            List<? extends FleetNode> nodes,
            RunOptions options,
            RunControl control) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("a run needs at least one process");
        }
        RunLoop loop = new RunLoop(plan, List.copyOf(nodes), options, control);
        try {
            return loop.run(objects);
        } catch (IllegalStateException e) {
            throw Patience.defect(e);
        }
    }

    private RunResult run(SchedulerObjects objects) {
        refuseWhatDoesNotFit();
        load(objects);
        phase = RunProgress.Phase.RUNNING;
        runningSinceNs = System.nanoTime();
        while (planner.plan(nextEventNs, NO_EVENT_NS)) {
            window();
        }
        toTheEnd();
        phase = RunProgress.Phase.COLLECTING;
        List<HostReport> reports = collect();
        options.observer().progressed(progress());
        return new RunResult(
                RunDigest.of(reports, plan.coordinatorDigest()),
                reports,
                planner.windows(),
                sent,
                underWay,
                System.nanoTime() - startedAtNs);
    }

    /** Before anything is loaded: a process that runs out of memory would take the run with it. */
    private void refuseWhatDoesNotFit() {
        for (int block = 0; block < nodes.size(); block++) {
            FleetNode node = nodes.get(block);
            MemoryEstimate estimate = MemoryEstimate.of(blocks.of(block, plan.hosts()));
            if (estimate.bytes() > node.heapBytes()) {
                throw new BadRunException(
                        "the run does not fit in the fleet: "
                                + node.name()
                                + " would carry "
                                + estimate.text()
                                + ", and may use "
                                + MemoryEstimate.size(node.heapBytes())
                                + "; start more nodes, allow each more with"
                                + " SCXFLEET_JAVA_OPTS=-Xmx…, or take fewer or smaller hosts");
            }
        }
    }

    private void load(SchedulerObjects objects) {
        int[] shares = new int[nodes.size()];
        for (int block = 0; block < shares.length; block++) {
            shares[block] = blocks.first(block + 1) - blocks.first(block);
        }
        options.observer().sharedOut(nodes.stream().map(FleetNode::address).toList(), shares);
        List<CompletableFuture<long[]>> loads = new ArrayList<>();
        for (int block = 0; block < nodes.size(); block++) {
            loads.add(
                    nodes.get(block)
                            .load(
                                    plan.name(),
                                    blocks.of(block, plan.hosts()),
                                    objects,
                                    options.traces()));
        }
        List<long[]> firstEvents = patience.await(loads);
        for (int block = 0; block < nodes.size(); block++) {
            long[] first = firstEvents.get(block);
            System.arraycopy(first, 0, nextEventNs, blocks.first(block), first.length);
        }
    }

    private void window() {
        List<CompletableFuture<WindowReport>> windows = new ArrayList<>(nodes.size());
        WindowTimes times = new WindowTimes(nodes.size());
        int participant = 0;
        for (int block = 0; block < nodes.size(); block++) {
            GrantBuilder grant = new GrantBuilder(commonBoundNs());
            while (participant < planner.participantCount()
                    && isIn(block, planner.participant(participant))) {
                int host = planner.participant(participant++);
                grant.host(host, planner.grantedNs(host));
                planner.handOver(host, grant);
            }
            if (!grant.isEmpty()) {
                windows.add(times.watch(block, nodes.get(block).advance(grant.build())));
            }
        }
        List<WindowReport> reports = patience.await(windows);
        options.observer().windowEnded(times.answeredAfterNs());
        accept(reports);
    }

    /** For hosts that do not take part it must not be more than they were granted. */
    private long commonBoundNs() {
        return options.policy() == WindowPolicy.ONE_HOST ? 0 : planner.boundNs();
    }

    private boolean isIn(int block, int host) {
        return host != Envelope.COORDINATOR && host < blocks.first(block + 1);
    }

    private void accept(List<WindowReport> reports) {
        for (WindowReport report : reports) {
            for (int i = 0; i < report.hosts().length; i++) {
                nextEventNs[report.hosts()[i]] = report.nextEventNs()[i];
            }
            sent += report.messages().size() + report.localMessages();
            underWay += report.localUnderWay();
            for (Envelope message : report.messages()) {
                underWay += message.deliverAtNs() >= plan.endNs() ? 1 : 0;
                planner.accept(message);
            }
        }
    }

    private void toTheEnd() {
        List<CompletableFuture<WindowReport>> windows = new ArrayList<>(nodes.size());
        for (FleetNode node : nodes) {
            windows.add(node.advance(WindowGrant.upTo(plan.endNs(), List.of())));
        }
        for (WindowReport report : patience.await(windows)) {
            if (!report.messages().isEmpty() || report.localMessages() > 0) {
                throw new IllegalStateException(
                        "a host without an event below the end sent a message");
            }
        }
    }

    private List<HostReport> collect() {
        List<CompletableFuture<List<HostReport>>> collections = new ArrayList<>(nodes.size());
        for (FleetNode node : nodes) {
            collections.add(node.collect(options.withTasks()));
        }
        List<HostReport> reports = new ArrayList<>(plan.hosts().size());
        patience.await(collections).forEach(reports::addAll);
        for (int i = 0; i < plan.hosts().size(); i++) {
            if (i >= reports.size() || reports.get(i).index() != i) {
                throw new IllegalStateException("the report of host " + i + " is missing");
            }
        }
        return reports;
    }

    private RunProgress progress() {
        long hostNs = 0;
        long events = 0;
        for (FleetNode node : nodes) {
            NodeProgress reached = node.progress();
            hostNs += reached.hostNs();
            events += reached.events();
        }
        long nowNs = System.nanoTime();
        return new RunProgress(
                phase,
                hostNs / plan.hosts().size(),
                plan.endNs(),
                nowNs - startedAtNs,
                phase == RunProgress.Phase.LOADING ? 0 : nowNs - runningSinceNs,
                events,
                planner.windows(),
                sent);
    }
}
