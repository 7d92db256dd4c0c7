package org.scxfleet.gpu;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;

/**
 * One GPU: which context executes, until when, and what became of every nanosecond.
 *
 * <p><b>What.</b> The device is idle, switches between two contexts, or runs one. One kernel
 * executes at a time and has the whole device, so a job that owns its GPU is the case of a single
 * context. Contexts with work share the device by time slices, round robin in the order of their
 * first launch, as the driver's runlist does with one channel group a context:
 *
 * <ul>
 *   <li>a slice starts when a context starts to run; at its end another context with work that may
 *       start takes over, and a kernel that is not complete is preempted and goes on later;
 *   <li>a context alone gets one slice after the other; who comes later waits for the end of the
 *       slice during which its work became ready;
 *   <li>nobody waits for an idle device: a context without work gives it up at once;
 *   <li>the context that ran last stays loaded, so only a change of context costs a switch, and the
 *       first context of all costs none. A switch that has begun is completed.
 * </ul>
 *
 * <p>A launch on a context without pending work may start after the start latency; one behind
 * pending work follows without a gap, because the latency hides behind the work before it.
 *
 * <p><b>How.</b> One timer a device, armed for the next instant at which something outside can
 * notice a change: the device starts or stops to execute, a switch ends, a slice ends while
 * somebody else has work, a task learns that its wait is over. Within these borders kernels are
 * retired when somebody looks, many at a time; when somebody looks changes no result.
 *
 * <p><b>Cost.</b> A launch is O(1) with one busy context, else O(contexts); no event per launch
 * while the device is busy, no allocation once the queues have grown.
 *
 * <p><b>Leaves out.</b> Concurrent kernels of one or several contexts (MPS), partitions (MIG),
 * interleave levels, copy engines, false dependencies of streams that share a hardware queue.
 */
public final class Gpu {
    private enum Phase {
        IDLE,
        SWITCHING,
        RUNNING
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final GpuSpec spec;
    private final int number;
    private final EventQueue queue;
    private final int timer;
    private final GpuListener listener;
    private final GpuTally tally = new GpuTally();
    private final ContextRound round = new ContextRound();
    private Phase phase = Phase.IDLE;

    /** The context that is loaded or being loaded. */
    private @Nullable GpuContext resident;

    private long sliceStartNs;
    private long sliceEndNs = NEVER;
    private long switchEndNs;

    /** Up to when tally and kernels have got, and how far they may get without an event. */
    private long accountedNs;

    private long phaseEndNs = NEVER;
    private int opened;
    private long usedMib;

    Gpu(GpuSpec spec, int number, EventQueue queue, int owner, GpuListener listener) {
        this.spec = spec;
        this.number = number;
        this.queue = queue;
        this.listener = listener;
        timer = queue.register(EventRank.DEVICE, owner, number);
        accountedNs = queue.nowNs();
    }

    public GpuSpec spec() {
        return spec;
    }

    public int number() {
        return number;
    }

    /** Counters up to the last {@link GpuSet#account}; a live object, to be read only. */
    public GpuTally tally() {
        return tally;
    }

    /** Memory that the open contexts claim. */
    public long usedMib() {
        return usedMib;
    }

    /** A new context, with no memory. */
    GpuContext open(int task) {
        return new GpuContext(this, task, opened++, spec.queueDepth());
    }

    void claim(GpuContext context, long memoryMib) {
        usedMib += memoryMib - context.memoryMib;
        context.memoryMib = memoryMib;
    }

    /** Queues kernels; false if the launch queue is full, and then the task waits for a place. */
    boolean launch(GpuContext context, int stream, long kernelNs, int kernels, boolean graph) {
        long nowNs = catchUp();
        boolean taken = !context.isFull();
        if (taken) {
            boolean first = context.inFlight == 0;
            context.add(stream, spec.durationNs(kernelNs), kernels, graph);
            if (first) {
                context.readyNs = nowNs + spec.startLatencyNs();
                round.hasWork(context);
            }
        } else {
            context.waitFor(GpuContext.Wait.PLACE, spec.completionNs());
        }
        settle(nowNs);
        return taken;
    }

    /** Whether nothing is in flight; if something is, the task waits for its end. */
    boolean sync(GpuContext context, boolean interrupt) {
        long nowNs = catchUp();
        boolean done = context.inFlight == 0;
        if (!done) {
            context.waitFor(GpuContext.Wait.ALL, interrupt ? spec.completionNs() : 0);
        }
        settle(nowNs);
        return done;
    }

    /** Removes the context, with all that it has in flight. */
    void close(GpuContext context) {
        long nowNs = catchUp();
        tally.droppedKernels += context.inFlight;
        if (resident == context) {
            if (phase == Phase.RUNNING) {
                stop(context);
            }
            resident = null;
        }
        round.leave(context);
        claim(context, 0);
        settle(nowNs);
    }

    /** The timer has fired. */
    void event() {
        settle(catchUp());
    }

    /** Brings the kernels up to the present, for a reader; a report may have done so already. */
    void look() {
        advance(Math.max(accountedNs, queue.nowNs()));
    }

    private long catchUp() {
        long nowNs = queue.nowNs();
        advance(nowNs);
        changePhase(nowNs);
        return nowNs;
    }

    private void settle(long nowNs) {
        changePhase(nowNs);
        schedule(nowNs);
    }

    /** The next context whose wait is over; null when the timer is set for those to come. */
    @Nullable GpuContext takeDue() {
        GpuContext context = round.takeDue(accountedNs);
        if (context == null) {
            schedule(accountedNs);
        }
        return context;
    }

    /** Counts the context's task as a feeder of this device in the given state. */
    void count(GpuContext context, FeederState state) {
        if (context.counted == state) {
            return;
        }
        if (phase == Phase.IDLE) {
            advance(queue.nowNs());
        }
        tally.moveFeeder(context.counted, state);
        context.counted = state;
    }

    /** Brings kernels and tally up to a time that no event of the device lies before. */
    void advance(long nowNs) {
        if (nowNs < accountedNs || nowNs > phaseEndNs) {
            throw new IllegalStateException(
                    ("GPU " + number + " at " + accountedNs + " ns, next event at ")
                            + (phaseEndNs + " ns, cannot go to " + nowNs + " ns"));
        }
        long elapsedNs = nowNs - accountedNs;
        if (elapsedNs == 0) {
            return;
        }
        accountedNs = nowNs;
        switch (phase) {
            case IDLE -> tally.addIdle(elapsedNs, round.withWork() == 0);
            case SWITCHING -> tally.switchNs += elapsedNs;
            case RUNNING -> {
                GpuContext context = loaded();
                tally.busyNs += elapsedNs;
                tally.kernels += context.execute(elapsedNs);
                round.executed(context, nowNs);
            }
        }
    }

    /** Makes the changes of phase that are due at this instant. */
    private void changePhase(long nowNs) {
        if (phase == Phase.SWITCHING && nowNs == switchEndNs) {
            phase = Phase.IDLE;
            if (resident != null && resident.inFlight > 0) {
                start(resident, nowNs);
            }
        }
        if (phase == Phase.RUNNING) {
            GpuContext context = loaded();
            if (context.inFlight == 0) {
                stop(context);
            } else if (nowNs == sliceEndNs) {
                tally.preemptions++;
                stop(context);
            }
        }
        if (phase == Phase.IDLE && round.withWork() > 0) {
            load(round.nextReady(nowNs), nowNs);
        }
    }

    private void load(@Nullable GpuContext next, long nowNs) {
        if (next == null) {
            return;
        }
        boolean free = resident == null || resident == next || spec.contextSwitchNs() == 0;
        if (resident != null && resident != next) {
            tally.switches++;
        }
        resident = next;
        if (free) {
            start(next, nowNs);
        } else {
            phase = Phase.SWITCHING;
            switchEndNs = nowNs + spec.contextSwitchNs();
        }
    }

    private void start(GpuContext context, long nowNs) {
        phase = Phase.RUNNING;
        round.took(context);
        sliceStartNs = nowNs;
        sliceEndNs = NEVER;
        listener.contextRuns(number, context.number, context.task, true);
    }

    private void stop(GpuContext context) {
        phase = Phase.IDLE;
        sliceEndNs = NEVER;
        listener.contextRuns(number, context.number, context.task, false);
    }

    private void schedule(long nowNs) {
        switch (phase) {
            case IDLE -> phaseEndNs = round.firstReadyNs(null);
            case SWITCHING -> phaseEndNs = switchEndNs;
            case RUNNING -> {
                GpuContext context = loaded();
                sliceEndNs = sliceEndNs(context);
                long workNs = Math.min(context.pendingNs, context.untilPlaceNs());
                phaseEndNs = Math.min(nowNs + workNs, sliceEndNs);
            }
        }
        long atNs = Math.min(phaseEndNs, round.firstDueNs());
        if (atNs == NEVER) {
            queue.cancel(timer);
        } else {
            queue.arm(timer, atNs);
        }
    }

    /** First border between slices at which another context has work that may start. */
    private long sliceEndNs(GpuContext running) {
        long readyNs = round.withWork() > 1 ? round.firstReadyNs(running) : NEVER;
        return readyNs == NEVER ? NEVER : spec.sliceEndNs(sliceStartNs, readyNs);
    }

    private GpuContext loaded() {
        return Objects.requireNonNull(resident, "a device runs no context");
    }
}
