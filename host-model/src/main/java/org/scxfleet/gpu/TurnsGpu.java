package org.scxfleet.gpu;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.EventQueue;

/**
 * A device whose contexts take turns: which one executes, and until when.
 *
 * <p><b>What.</b> The device is idle, switches between two contexts, or runs one. One kernel
 * executes at a time and has the whole device, so a job that owns its GPU is the case of a single
 * context. Contexts with work share the device by time slices, in the order of the runlist, as the
 * driver does with one channel group a context:
 *
 * <ul>
 *   <li>contexts of level low appear once in the runlist, in the order of their first launch; those
 *       of level medium as often as there are low ones, those of level high before each entry of
 *       the others;
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
 * <p><b>Leaves out.</b> Concurrent kernels of one context, false dependencies of streams that share
 * a hardware queue, several channel groups a context.
 */
final class TurnsGpu extends Gpu {
    private enum Phase {
        IDLE,
        SWITCHING,
        RUNNING
    }

    private Phase phase = Phase.IDLE;

    /** The context that is loaded or being loaded. */
    private @Nullable GpuContext resident;

    private long sliceStartNs;
    private long sliceEndNs = NEVER;
    private long switchEndNs;

    TurnsGpu(
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
        return phase == Phase.IDLE;
    }

    @Override
    void leave(GpuContext context) {
        if (resident == context) {
            if (phase == Phase.RUNNING) {
                stop(context);
            }
            resident = null;
        }
    }

    @Override
    void newSlice(GpuContext context, long nowNs) {
        if (phase == Phase.RUNNING && resident == context) {
            sliceStartNs = nowNs;
        }
    }

    @Override
    void pass(long nowNs, long elapsedNs) {
        switch (phase) {
            case IDLE -> tally.addIdle(elapsedNs, round.withWork() == 0);
            case SWITCHING -> tally.switchNs += elapsedNs;
            case RUNNING -> {
                GpuContext context = loaded();
                tally.busyNs += elapsedNs;
                tally.kernels += context.pass(elapsedNs);
                round.executed(context, nowNs);
            }
        }
    }

    @Override
    void changePhase(long nowNs) {
        if (phase == Phase.SWITCHING && nowNs == switchEndNs) {
            phase = Phase.IDLE;
            if (resident != null && resident.hasKernels()) {
                start(resident, nowNs);
            }
        }
        if (phase == Phase.RUNNING) {
            GpuContext context = loaded();
            if (!context.hasKernels()) {
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
        boolean free = resident == null || resident == next || spec().contextSwitchNs() == 0;
        if (resident != null && resident != next) {
            tally.switches++;
        }
        resident = next;
        if (free) {
            start(next, nowNs);
        } else {
            phase = Phase.SWITCHING;
            switchEndNs = nowNs + spec().contextSwitchNs();
        }
    }

    private void start(GpuContext context, long nowNs) {
        phase = Phase.RUNNING;
        round.took(context);
        sliceStartNs = nowNs;
        sliceEndNs = NEVER;
        listener.contextRuns(number(), context.number, context.task, true);
    }

    private void stop(GpuContext context) {
        phase = Phase.IDLE;
        sliceEndNs = NEVER;
        listener.contextRuns(number(), context.number, context.task, false);
    }

    @Override
    long nextChangeNs(long nowNs) {
        return switch (phase) {
            case IDLE -> round.firstReadyNs(null);
            case SWITCHING -> switchEndNs;
            case RUNNING -> {
                GpuContext context = loaded();
                sliceEndNs = sliceEndNs(context);
                yield Math.min(Pace.after(nowNs, context.untilChangeNs()), sliceEndNs);
            }
        };
    }

    /** First border between slices at which another context has work that may start. */
    private long sliceEndNs(GpuContext running) {
        long readyNs = round.withWork() > 1 ? round.firstReadyNs(running) : NEVER;
        return readyNs == NEVER
                ? NEVER
                : spec().sliceEndNs(sliceStartNs, readyNs, running.profile.timesliceNs());
    }

    private GpuContext loaded() {
        return Objects.requireNonNull(resident, "a device runs no context");
    }
}
