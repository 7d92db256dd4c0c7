package org.scxfleet.cluster.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.PriorityQueue;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.engine.SeededRandom;

/**
 * Runs jobs of known duration; the policy decides whenever a job arrives, ends, fails or has used
 * up its place in a queue.
 *
 * <p>A job keeps its GPUs until it ends, fails or is preempted (by {@link
 * EventPolicy#LEAST_ATTAINED} only). A preempted one has saved its work, a failed one goes back to
 * its last checkpoint; both pay for the restart. At one instant jobs end first, then failures,
 * moves between queues and arrivals follow, each in the order of the trace, and then the policy
 * decides once. The cost of an event grows with the number of different requests that wait, not
 * with the number of jobs or nodes.
 */
public final class EventSimulation {
    private static final int LEVELS = 2;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final EventSettings settings;
    private final List<TimedJob> asked;
    private final NodeSlots slots;
    private final List<SimulatedJob> jobs = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final WaitingJobs waiting;
    private final NavigableSet<SimulatedJob> preemptible;
    private final long[] startNs;
    private final long[] restartNs;
    private final long[] untilFailureNs;
    private final int[] level;
    private final int[] generation;
    private final SeededRandom[] failureDraws;
    private final GpuTime busy = new GpuTime();
    private final Successors successors;
    private long nowNs;
    private long decisions;

    /** In their order at one instant. */
    private enum Kind {
        END,
        FAILURE,
        NEXT_QUEUE,
        ARRIVAL
    }

    /**
     * @param generation of the job's run; events of an earlier run are void
     */
    private record Event(long timeNs, Kind kind, int job, int generation)
            implements Comparable<Event> {
        private static final Comparator<Event> ORDER =
                Comparator.comparingLong(Event::timeNs)
                        .thenComparing(Event::kind)
                        .thenComparingInt(Event::job)
                        .thenComparingInt(Event::generation);

        @Override
        public int compareTo(Event other) {
            return ORDER.compare(this, other);
        }
    }

    private EventSimulation(EventSettings settings, List<SlotNode> nodes, List<TimedJob> asked) {
        this.settings = settings;
        this.asked = asked;
        slots = new NodeSlots(nodes);
        int count = asked.size();
        startNs = new long[count];
        restartNs = new long[count];
        untilFailureNs = new long[count];
        level = new int[count];
        generation = new int[count];
        failureDraws = new SeededRandom[count];
        Comparator<SimulatedJob> byLevel = Comparator.comparingInt(job -> level[job.index()]);
        Comparator<SimulatedJob> order = byLevel.thenComparing(settings.policy().order());
        waiting = new WaitingJobs(order);
        preemptible = new TreeSet<>(order);
        for (int i = 0; i < count; i++) {
            TimedJob job = asked.get(i);
            jobs.add(new SimulatedJob(i, job.spec(), new TimedWork(job.runNs())));
            failureDraws[i] = new SeededRandom(SeedTree.derive(settings.seed(), job.spec().name()));
            drawFailure(i);
            if (job.after().isEmpty()) {
                events.add(new Event(job.spec().arrivalNs(), Kind.ARRIVAL, i, 0));
            }
        }
        successors = new Successors(asked);
    }

    /** Runs until nothing is left to happen. */
    public static SimulationOutcome run(
            EventSettings settings, List<SlotNode> nodes, List<TimedJob> jobs) {
        return new EventSimulation(settings, List.copyOf(nodes), List.copyOf(jobs)).run();
    }

    private SimulationOutcome run() {
        dropVoid();
        while (!events.isEmpty()) {
            long timeNs = events.element().timeNs();
            busy.add(slots.usedTotal(), timeNs - nowNs);
            nowNs = timeNs;
            while (!events.isEmpty() && events.element().timeNs() == nowNs) {
                happen(events.remove());
                dropVoid();
            }
            decisions++;
            decide();
            dropVoid();
        }
        return new SimulationOutcome(jobs, nowNs, decisions, busy);
    }

    /** Events of runs that are over do not count as moments of the run. */
    private void dropVoid() {
        while (!events.isEmpty()
                && events.element().generation() != generation[events.element().job()]) {
            events.remove();
        }
    }

    private void happen(Event event) {
        SimulatedJob job = jobs.get(event.job());
        switch (event.kind()) {
            case END -> end(job);
            case FAILURE -> fail(job);
            case NEXT_QUEUE -> nextQueue(job);
            case ARRIVAL -> arrive(job);
        }
    }

    private void arrive(SimulatedJob job) {
        TimedJob wanted = asked.get(job.index());
        if (slots.canEverHold(wanted.spec().gpus(), wanted.models())) {
            job.arrive();
            waiting.add(job, wanted, level[job.index()]);
        } else {
            job.reject(
                    "it asks for "
                            + wanted.spec().gpus()
                            + (wanted.models().isEmpty()
                                    ? ""
                                    : " of model " + String.join(" or ", wanted.models()))
                            + ", more than the cluster has");
            rejectThoseAfter(job);
        }
    }

    private void rejectThoseAfter(SimulatedJob job) {
        for (int after : successors.of(job.spec().name())) {
            if (jobs.get(after).phase() != JobPhase.REJECTED) {
                jobs.get(after)
                        .reject("job " + job.spec().name() + ", which it comes after, is rejected");
                rejectThoseAfter(jobs.get(after));
            }
        }
    }

    private void end(SimulatedJob job) {
        leave(job, Long.MAX_VALUE);
        ended(job, asked.get(job.index()).fails() ? JobPhase.FAILED : JobPhase.FINISHED);
    }

    /** The job is over, and those that come after it may arrive. */
    private void ended(SimulatedJob job, JobPhase how) {
        job.end(how, nowNs);
        for (int after : successors.released(job.spec().name())) {
            TimedJob next = asked.get(after);
            if (jobs.get(after).phase() != JobPhase.REJECTED) {
                long arrivalNs = Math.max(next.spec().arrivalNs(), nowNs + next.thinkNs());
                events.add(new Event(arrivalNs, Kind.ARRIVAL, after, generation[after]));
            }
        }
    }

    private void fail(SimulatedJob job) {
        leave(job, settings.checkpointNs());
        if (job.fail() >= settings.failuresMax()) {
            ended(job, JobPhase.FAILED);
        } else {
            drawFailure(job.index());
            job.stop();
            waiting.add(job, asked.get(job.index()), level[job.index()]);
        }
    }

    private void preempt(SimulatedJob job) {
        leave(job, Long.MAX_VALUE);
        job.stop();
        waiting.add(job, asked.get(job.index()), level[job.index()]);
    }

    /**
     * The job gives its GPUs back.
     *
     * @param savedNs its work is saved in steps of so much, or completely
     */
    private void leave(SimulatedJob job, long savedNs) {
        int index = job.index();
        JobPlacement placement = job.placement();
        if (placement == null || !(job.work() instanceof TimedWork work)) {
            throw new IllegalStateException("job " + job.spec().name() + " does not run");
        }
        if (preemptible.remove(job)) {
            slots.holdsOn(placement);
        }
        slots.release(placement);
        long heldNs = nowNs - startNs[index];
        job.hold(heldNs);
        if (untilFailureNs[index] != RoundSettings.NO_FAILURES) {
            untilFailureNs[index] -= heldNs;
        }
        long workedNs = Math.max(0, heldNs - restartNs[index]);
        if (savedNs != Long.MAX_VALUE) {
            workedNs -= workedNs % savedNs;
        }
        if (workedNs > 0) {
            work.advance(workedNs, 0);
        }
        generation[index]++;
    }

    private void nextQueue(SimulatedJob job) {
        level[job.index()] = LEVELS - 1;
        JobPlacement placement = job.placement();
        if (placement != null) {
            preemptible.add(job);
            slots.yields(placement);
        }
    }

    private void decide() {
        boolean started = true;
        while (started) {
            started = false;
            for (SimulatedJob job : waiting.firsts()) {
                TimedJob wanted = asked.get(job.index());
                JobPlacement placement = slots.take(wanted.spec().gpus(), wanted.models());
                if (placement == null && level[job.index()] == 0 && !preemptible.isEmpty()) {
                    placement = makeRoom(wanted);
                }
                if (placement != null) {
                    start(job, wanted, placement);
                    started = true;
                } else if (settings.policy() == EventPolicy.FIFO) {
                    return;
                }
                if (started) {
                    break;
                }
            }
        }
    }

    /** Preempts jobs of the second queue, the last first, if that lets the job start. */
    private @Nullable JobPlacement makeRoom(TimedJob wanted) {
        BitSet nodes = slots.whereToMakeRoom(wanted.spec().gpus(), wanted.models());
        if (nodes == null) {
            return null;
        }
        for (SimulatedJob victim : List.copyOf(preemptible.descendingSet())) {
            JobPlacement given = victim.placement();
            if (given != null && touches(given, nodes)) {
                preempt(victim);
                JobPlacement placement = slots.take(wanted.spec().gpus(), wanted.models());
                if (placement != null) {
                    return placement;
                }
            }
        }
        throw new IllegalStateException("preempting made no room for job " + wanted.spec().name());
    }

    private static boolean touches(JobPlacement placement, BitSet nodes) {
        for (int node : placement.nodes()) {
            if (nodes.get(node)) {
                return true;
            }
        }
        return false;
    }

    private void start(SimulatedJob job, TimedJob wanted, JobPlacement placement) {
        int index = job.index();
        waiting.remove(job, wanted, level[index]);
        startNs[index] = nowNs;
        restartNs[index] = job.starts() == 0 ? 0 : settings.restartNs();
        job.start(placement, nowNs);
        if (!(job.work() instanceof TimedWork work)) {
            throw new IllegalStateException("job " + job.spec().name() + " has no duration");
        }
        long endNs = nowNs + restartNs[index] + work.remainingNs();
        if (untilFailureNs[index] <= endNs - nowNs) {
            events.add(
                    new Event(
                            nowNs + untilFailureNs[index], Kind.FAILURE, index, generation[index]));
        } else {
            events.add(new Event(endNs, Kind.END, index, generation[index]));
        }
        if (settings.policy() == EventPolicy.LEAST_ATTAINED) {
            if (level[index] == LEVELS - 1) {
                preemptible.add(job);
                slots.yields(placement);
            } else {
                long leftGpuSeconds = settings.thresholdGpuSeconds() - job.held().seconds();
                long leftNs = Math.max(1, leftGpuSeconds) * NS_PER_SECOND / wanted.spec().gpus();
                events.add(new Event(nowNs + leftNs, Kind.NEXT_QUEUE, index, generation[index]));
            }
        }
    }

    private void drawFailure(int index) {
        long meanNs = settings.gpuFailureMeanNs();
        untilFailureNs[index] =
                meanNs == RoundSettings.NO_FAILURES
                        ? RoundSettings.NO_FAILURES
                        : Math.max(
                                1,
                                failureDraws[index].exponential(
                                        Math.max(1, meanNs / asked.get(index).spec().gpus())));
    }
}
