package org.scxfleet.gpu;

import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;
import org.scxfleet.engine.EventRank;

/**
 * One GPU, or one MIG instance: its contexts, who waits for what, memory, and what became of every
 * nanosecond. How contexts share the processors is the matter of {@link TurnsGpu} and {@link
 * TogetherGpu}.
 *
 * <p><b>How.</b> One timer a device, armed for the next instant at which something outside can
 * notice a change: the device starts or stops to execute, a switch ends, a slice ends while
 * somebody else has work, a kernel before a copy ends, a task learns that its wait is over. Within
 * these borders kernels are retired when somebody looks, many at a time; when somebody looks
 * changes no result.
 *
 * <p><b>Memory.</b> Contexts claim memory. Where more may be claimed than there is, the share that
 * does not fit is paged in and out while kernels run, whoever's turn it is: all kernels of the
 * device take {@code 1 + factor x share} times as long. So it does not depend on time slices; the
 * factor is calibrated against published runs of two programs that thrash.
 *
 * <p><b>Parts of a chip.</b> A kernel that can use more of the chip than the device has (a MIG
 * instance) takes so much longer, by processors or by bandwidth, whichever is scarcer.
 *
 * <p><b>Cost.</b> A launch is O(1) with one busy context, else O(contexts); no event per launch
 * while the device is busy, no allocation once the queues have grown.
 */
public abstract sealed class Gpu permits TurnsGpu, TogetherGpu {
    static final long NEVER = Long.MAX_VALUE;

    private GpuSpec spec;
    private final int number;
    private final EventQueue queue;
    private final int timer;
    private final HostLinks links;
    final GpuListener listener;
    final GpuTally tally = new GpuTally();
    final ContextRound round = new ContextRound();

    /** Up to when tally and kernels have got, and how far they may get without an event. */
    long accountedNs;

    long phaseEndNs = NEVER;
    private int opened;
    private int open;
    private long usedMib;
    private long refused;

    /** Since when there is such a device; NEVER while its place of the chip is empty. */
    private long thereFromNs;

    Gpu(
            GpuSpec spec,
            int number,
            EventQueue queue,
            int owner,
            GpuListener listener,
            HostLinks links) {
        this.spec = spec;
        this.number = number;
        this.queue = queue;
        this.listener = listener;
        this.links = links;
        timer = queue.register(EventRank.DEVICE, owner, number);
        accountedNs = queue.nowNs();
        thereFromNs = spec.mig() != null && spec.mig().isAbsent() ? NEVER : accountedNs;
    }

    /** Whether the device can be used: there is such an instance now. */
    public final boolean isThere() {
        return queue.nowNs() >= thereFromNs;
    }

    /**
     * The device becomes another one, or goes, because its chip is partitioned anew.
     *
     * @param fromNs when it can be used; {@link #NEVER} for a place without an instance
     */
    final void become(GpuSpec newSpec, long fromNs) {
        if (open > 0) {
            throw new IllegalStateException("GPU " + number + " changes with open contexts");
        }
        long nowNs = catchUp();
        spec = newSpec;
        thereFromNs = fromNs;
        settle(nowNs);
    }

    public final GpuSpec spec() {
        return spec;
    }

    public final int number() {
        return number;
    }

    /** Counters up to the last {@link GpuSet#account}; a live object, to be read only. */
    public final GpuTally tally() {
        return tally;
    }

    /** Whether a context is open. */
    final boolean isOpen() {
        return open > 0;
    }

    /** Memory that the open contexts claim. */
    public final long usedMib() {
        return usedMib;
    }

    /** Contexts that were not opened because there was no memory, or no place under MPS. */
    public final long refusedContexts() {
        return refused;
    }

    /** A new context, with no memory. */
    final GpuContext open(int task) {
        open++;
        GpuContext context = new GpuContext(this, task, opened++, spec.queueDepth());
        paceOf(context);
        return context;
    }

    /** Whether a context that holds so much may hold so much; a refusal is counted. */
    final boolean admits(boolean isOpen, long heldMib, long memoryMib) {
        boolean room =
                spec.sharing().oversubscribe() || memoryMib <= spec.memoryMib() - usedMib + heldMib;
        boolean place =
                isOpen
                        || spec.sharing().mode() == GpuSharing.Mode.TIME_SLICE
                        || open < spec.sharing().maxClients();
        if (!room || !place) {
            refused++;
        }
        return room && place;
    }

    /** The context is another one from now on. */
    final void profile(GpuContext context, GpuProfile profile) {
        long nowNs = catchUp();
        usedMib += profile.memoryMib() - context.profile.memoryMib();
        boolean otherSlice = profile.timesliceNs() != context.profile.timesliceNs();
        context.profile = profile;
        if (otherSlice) {
            newSlice(context, nowNs);
        }
        round.changed(context);
        paceOf(context);
        round.pace(this);
        settle(nowNs);
    }

    /** Sets the pace of a context by its share of the chip and the memory that is missing. */
    final void paceOf(GpuContext context) {
        context.pace.setRate(ownRate(context));
    }

    /** Speed of the context when it is alone on the device, of {@link Pace#FULL}. */
    final long ownRate(GpuContext context) {
        GpuSharing sharing = spec.sharing();
        GpuProfile profile = context.profile;
        long rate = Pace.FULL;
        long wanted = profile.computePercent() * (long) GpuSharing.WHOLE;
        long had = sharing.computePer1024() * 100L;
        if (wanted > had) {
            rate = rate * had / wanted;
        }
        wanted = profile.bandwidthPercent() * (long) GpuSharing.WHOLE;
        had = sharing.bandwidthPer1024() * 100L;
        if (wanted > had) {
            rate = Math.min(rate, Pace.FULL * had / wanted);
        }
        return pagedRate(rate);
    }

    final long pagedRate(long rate) {
        long missingMib = usedMib - spec.memoryMib();
        if (missingMib <= 0 || !spec.sharing().oversubscribe()) {
            return rate;
        }
        long factor = spec.sharing().thrashFactor();
        return rate * usedMib / (usedMib + factor * missingMib);
    }

    /** Queues kernels; false if the launch queue is full, and then the task waits for a place. */
    final boolean launch(
            GpuContext context, int stream, long kernelNs, int kernels, boolean graph) {
        long nowNs = catchUp();
        boolean taken = !context.isFull();
        if (taken) {
            boolean had = context.hasKernels();
            context.add(stream, spec.durationNs(kernelNs), kernels, graph);
            if (!had && context.hasKernels()) {
                context.readyNs =
                        nowNs + (graph ? spec.graph().startLatencyNs() : spec.startLatencyNs());
                round.hasWork(context);
            }
        } else {
            context.waitFor(GpuContext.Wait.PLACE, spec.completionNs());
        }
        settle(nowNs);
        return taken;
    }

    /** Queues a copy; false if the launch queue is full, and then the task waits for a place. */
    final boolean copy(
            GpuContext context, int stream, long durationNs, byte kind, long speed, int end) {
        long nowNs = catchUp();
        boolean taken = !context.isFull();
        if (taken) {
            round.join(context);
            context.addCopy(stream, durationNs, kind, speed, end);
        } else {
            context.waitFor(GpuContext.Wait.PLACE, spec.completionNs());
        }
        settle(nowNs);
        return taken;
    }

    /** The copy at the head of the context's stream may start. */
    final void copyReady(GpuContext context, int stream, LaunchQueue queue) {
        links.submit(
                accountedNs,
                this,
                context,
                stream,
                queue.headDurationNs(),
                queue.headKind(),
                queue.headSpeed(),
                queue.headEnd());
    }

    /** A copy engine is done with the copy at the head of the stream. */
    final void copyDone(GpuContext context, int stream) {
        long nowNs = catchUp();
        boolean had = context.hasKernels();
        context.copyDone(stream);
        if (!had && context.hasKernels()) {
            context.readyNs = nowNs;
            round.hasWork(context);
        }
        round.notice(context, nowNs);
        settle(nowNs);
    }

    /** Whether nothing is in flight; if something is, the task waits for its end. */
    final boolean sync(GpuContext context, boolean interrupt) {
        long nowNs = catchUp();
        boolean done = context.inFlight == 0;
        if (!done) {
            context.waitFor(GpuContext.Wait.ALL, interrupt ? spec.completionNs() : 0);
        }
        settle(nowNs);
        return done;
    }

    /** Removes the context, with all that it has in flight. */
    final void close(GpuContext context) {
        long nowNs = catchUp();
        tally.droppedKernels += context.inFlight;
        links.drop(nowNs, context);
        open--;
        leave(context);
        round.leave(context);
        usedMib -= context.profile.memoryMib();
        context.profile = context.profile.withMemoryMib(0);
        round.pace(this);
        settle(nowNs);
    }

    /**
     * A fault of the context: what it has in flight is gone, and that of all others who share the
     * processors with it at the same time.
     */
    final void fault(GpuContext context) {
        long nowNs = catchUp();
        tally.faults++;
        if (spec.sharing().mode() == GpuSharing.Mode.TIME_SLICE) {
            lose(context, nowNs);
        } else {
            for (int i = 0; i < round.count(); i++) {
                lose(round.at(i), nowNs);
            }
        }
        settle(nowNs);
    }

    private void lose(GpuContext context, long nowNs) {
        if (context.inFlight == 0) {
            return;
        }
        tally.faultedContexts++;
        boolean had = context.hasKernels();
        links.drop(nowNs, context);
        tally.droppedKernels += context.dropAll();
        if (had) {
            round.workGone();
        }
        round.notice(context, nowNs);
    }

    /** The timer has fired. */
    final void event() {
        settle(catchUp());
    }

    /** Brings the kernels up to the present, for a reader; a report may have done so already. */
    final void look() {
        advance(Math.max(accountedNs, queue.nowNs()));
    }

    final long catchUp() {
        long nowNs = queue.nowNs();
        advance(nowNs);
        changePhase(nowNs);
        return nowNs;
    }

    final void settle(long nowNs) {
        changePhase(nowNs);
        schedule(nowNs);
    }

    /** The next context whose wait is over; null when the timer is set for those to come. */
    final @Nullable GpuContext takeDue() {
        GpuContext context = round.takeDue(accountedNs);
        if (context == null) {
            schedule(accountedNs);
        }
        return context;
    }

    /** Counts the context's task as a feeder of this device in the given state. */
    final void count(GpuContext context, FeederState state) {
        if (context.counted == state) {
            return;
        }
        if (isIdle()) {
            advance(queue.nowNs());
        }
        tally.moveFeeder(context.counted, state);
        context.counted = state;
    }

    /** Brings kernels and tally up to a time that no event of the device lies before. */
    final void advance(long nowNs) {
        if (nowNs < accountedNs || nowNs > phaseEndNs) {
            throw new IllegalStateException(
                    ("GPU " + number + " at " + accountedNs + " ns, next event at ")
                            + (phaseEndNs + " ns, cannot go to " + nowNs + " ns"));
        }
        long elapsedNs = nowNs - accountedNs;
        if (elapsedNs == 0) {
            return;
        }
        long absentNs = Math.max(0, Math.min(nowNs, thereFromNs) - accountedNs);
        accountedNs = nowNs;
        tally.absentNs += absentNs;
        pass(nowNs, elapsedNs - absentNs);
    }

    private void schedule(long nowNs) {
        phaseEndNs = nextChangeNs(nowNs);
        long atNs = Math.min(phaseEndNs, round.firstDueNs());
        if (atNs == NEVER) {
            queue.cancel(timer);
        } else {
            queue.arm(timer, atNs);
        }
    }

    /** Neither executes nor switches. */
    abstract boolean isIdle();

    /** The present state has lasted for so long, up to now. */
    abstract void pass(long nowNs, long elapsedNs);

    /** Makes the changes of phase that are due at this instant. */
    abstract void changePhase(long nowNs);

    /** The context has another time slice from now on; if it executes, one begins. */
    abstract void newSlice(GpuContext context, long nowNs);

    /** The context is about to be closed. */
    abstract void leave(GpuContext context);

    /** When something changes next, if nobody does anything. */
    abstract long nextChangeNs(long nowNs);
}
