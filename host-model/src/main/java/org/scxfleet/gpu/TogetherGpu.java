package org.scxfleet.gpu;

import org.scxfleet.engine.EventQueue;

/**
 * A device whose contexts execute at the same time (multi-process service).
 *
 * <p><b>What.</b> Every context with kernels that may start executes one of them at a time, on a
 * part of the processors. A context gets what its kernels can use, at most its cap. If all together
 * want more processors, or more memory bandwidth, than the device has, all become slower alike; and
 * each loses by the cache that the others use, as sensitive as it is. There is no switch, and
 * nobody waits for a turn.
 *
 * <p>Speed of context i: {@code min(1, cap_i / c_i) / max(1, sum c, sum m) x (1 - l_i x sum of the
 * other c)}, where c is what it gets of the processors and m what it uses of the bandwidth.
 *
 * <p><b>Cost.</b> O(contexts) for each start and end of a context's work.
 *
 * <p><b>Leaves out.</b> How blocks of kernels of different contexts come to lie on processors.
 */
final class TogetherGpu extends Gpu {
    private int executing;

    TogetherGpu(
            GpuSpec spec,
            int number,
            EventQueue queue,
            int owner,
            GpuListener listener,
            HostLinks links) {
        super(spec, number, queue, owner, listener, links);
    }

    @Override
    boolean isIdle() {
        return executing == 0;
    }

    @Override
    void pass(long nowNs, long elapsedNs) {
        if (executing == 0) {
            tally.addIdle(elapsedNs, round.withWork() == 0);
            return;
        }
        tally.busyNs += elapsedNs;
        for (int i = 0; i < round.count(); i++) {
            GpuContext context = round.at(i);
            if (context.executing) {
                tally.kernels += context.pass(elapsedNs);
                round.executed(context, nowNs);
            }
        }
    }

    @Override
    void changePhase(long nowNs) {
        for (int i = 0; i < round.count(); i++) {
            GpuContext context = round.at(i);
            boolean may = context.hasKernels() && context.readyNs <= nowNs;
            if (may != context.executing) {
                set(context, may);
            }
        }
        share();
    }

    @Override
    void newSlice(GpuContext context, long nowNs) {
        // Nobody takes turns.
    }

    @Override
    void leave(GpuContext context) {
        if (context.executing) {
            set(context, false);
        }
    }

    private void set(GpuContext context, boolean executes) {
        context.executing = executes;
        executing += executes ? 1 : -1;
        listener.contextRuns(number(), context.number, context.task, executes);
    }

    /** Gives every executing context its speed. */
    private void share() {
        long processors = 0;
        long bandwidth = 0;
        for (int i = 0; i < round.count(); i++) {
            GpuContext context = round.at(i);
            if (context.executing) {
                processors += gets(context);
                bandwidth += context.profile.bandwidthPercent() * (long) GpuSharing.WHOLE;
            }
        }
        for (int i = 0; i < round.count(); i++) {
            GpuContext context = round.at(i);
            if (context.executing) {
                context.pace.setRate(rate(context, processors, bandwidth));
            }
        }
    }

    /** Processors that the context would use, percent of the chip times 1024. */
    private static long gets(GpuContext context) {
        GpuProfile profile = context.profile;
        return Math.min(profile.threadsPercent(), profile.computePercent())
                * (long) GpuSharing.WHOLE;
    }

    private long rate(GpuContext context, long processors, long bandwidth) {
        GpuProfile profile = context.profile;
        GpuSharing sharing = spec().sharing();
        long rate = pagedRate(Pace.FULL);
        if (profile.threadsPercent() < profile.computePercent()) {
            rate = rate * profile.threadsPercent() / profile.computePercent();
        }
        long haveProcessors = 100L * sharing.computePer1024();
        long haveBandwidth = 100L * sharing.bandwidthPer1024();
        long scarce = rate;
        if (processors > haveProcessors) {
            scarce = rate * haveProcessors / processors;
        }
        if (bandwidth > haveBandwidth) {
            scarce = Math.min(scarce, rate * haveBandwidth / bandwidth);
        }
        long others = (processors - gets(context)) * 100 / haveProcessors;
        long lost = Math.min(10_000, profile.sensitivityPercent() * others);
        return scarce * (10_000 - lost) / 10_000;
    }

    @Override
    long nextChangeNs(long nowNs) {
        long nextNs = NEVER;
        for (int i = 0; i < round.count(); i++) {
            GpuContext context = round.at(i);
            if (context.executing) {
                nextNs = Math.min(nextNs, Pace.after(nowNs, context.untilChangeNs()));
            } else if (context.hasKernels()) {
                nextNs = Math.min(nextNs, context.readyNs);
            }
        }
        return nextNs;
    }
}
