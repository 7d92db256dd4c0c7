package org.scxfleet.bpf.agent;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.agent.RustlandRings.Queued;
import org.scxfleet.bpf.profile.OptionValues;
import org.scxfleet.ops.SchedulerOutput.Statistic;
import org.scxfleet.ops.UserspaceThread;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;

/**
 * The user-space half of scx_rustland: one thread that orders all queued tasks by deadline.
 *
 * <p><b>What it does.</b> For ever: take everything out of the ring of queued tasks; hand the task
 * with the earliest deadline to the ring of dispatched ones, with an idle CPU if the kernel finds
 * one; tell the kernel half how many are left; yield. Only one task is handed over in a pass, so
 * that one that comes meanwhile can go before the others. The kernel half keeps the thread out of
 * the way as long as there is nothing to decide and runs it once a second all the same.
 *
 * <p><b>Order.</b> A task's virtual time is brought to within one slice behind the clock, which is
 * the sum of what all tasks have used, by weight; what the task itself has used is added. Its
 * deadline is that plus its run time since it last slept, at most 100 slices of it. The deadline
 * becomes the task's virtual time for the next pass. A new task begins at the clock. Of equal
 * deadlines the one taken first goes first.
 *
 * <p><b>Slice.</b> The shortest slice, by weight.
 *
 * <p><b>Cost.</b> Every act takes what its system call takes; {@link #PASS_NS}, {@link #TASK_NS}
 * and {@link #PROGRAM_NS} come on top of it. They are estimates by comparison with {@link
 * UserlandAgent}, whose costs are calibrated: a record in shared memory costs less than a map
 * element fetched by a system call, running a program costs more. No measurement of scx_rustland is
 * known.
 *
 * <p><b>Left out.</b> The thread that serves statistics, which sleeps unless it is asked; page
 * faults, as the process locks its memory.
 */
final class RustlandAgent implements UserspaceAgent {
    static final long PASS_NS = 300;
    static final long TASK_NS = 150;
    static final long PROGRAM_NS = 400;

    private static final String COMM = "scx_rustland";
    private static final SchedParams EXT = new SchedParams(SchedPolicy.EXT, 0, 0, 0, 0, 0);
    private static final long NORMAL_WEIGHT = 100;
    private static final long NS_PER_US = 1_000;
    private static final long RUN_SLICES_MAX = 100;

    private final RustlandRings rings;
    private final long sliceNs;
    private final long shortestSliceNs;
    private final boolean stays;
    private final boolean partial;
    private final TreeSet<Waiting> waiting = new TreeSet<>(Waiting.ORDER);
    private long clock;
    private long taken;
    private long handedOver;
    private long refused;
    private boolean exited;

    private record Waiting(Queued task, long deadline, long number) {
        static final Comparator<Waiting> ORDER =
                Comparator.<Waiting>comparingLong(each -> each.deadline)
                        .thenComparingLong(each -> each.number);
    }

    RustlandAgent(ObjectView object, OptionValues options) {
        this.rings = new RustlandRings(object);
        this.sliceNs = options.value("slice_us") * NS_PER_US;
        this.shortestSliceNs = options.value("slice_us_min") * NS_PER_US;
        this.stays = options.value("percpu_local") != 0;
        this.partial = options.value("partial") != 0;
    }

    @Override
    public List<UserspaceThread> threads() {
        return List.of(new Decider());
    }

    @Override
    public void exited() {
        exited = true;
    }

    @Override
    public List<Statistic> statistics() {
        return List.of(
                new Statistic("taken", taken),
                new Statistic("handed", handedOver),
                new Statistic("refused", refused));
    }

    /** Takes over what was queued; the number of tasks. */
    private int drain() {
        int count = 0;
        for (Queued task = rings.take(); task != null; task = rings.take()) {
            waiting.add(new Waiting(task, deadline(task), taken++));
            count++;
        }
        return count;
    }

    private long deadline(Queued task) {
        long vtime = task.vtime() == 0 ? clock : Math.max(task.vtime(), clock - sliceNs);
        long used = task.usedNs() * NORMAL_WEIGHT / task.weight();
        clock += used;
        return vtime + used + Math.min(task.runNs(), sliceNs * RUN_SLICES_MAX);
    }

    private void hand(Waiting next, int idleCpu) {
        Queued task = next.task();
        int cpu = stays ? task.cpu() : idleCpu >= 0 ? idleCpu : RustlandRings.ANY_CPU;
        long slice = shortestSliceNs * task.weight() / NORMAL_WEIGHT;
        if (rings.hand(task, cpu, slice, next.deadline())) {
            handedOver++;
        } else {
            refused++;
            waiting.add(next);
        }
    }

    /** The only thread. */
    private final class Decider implements UserspaceThread {
        private Phase phase = Phase.DRAIN;
        private @Nullable Waiting next;
        private int idleCpu;

        private enum Phase {
            DRAIN,
            ASK,
            ASKED,
            HAND,
            YIELD
        }

        @Override
        public String name() {
            return COMM;
        }

        /** With all tasks switched there is no need to ask for the class. */
        @Override
        public SchedParams params() {
            return partial ? EXT : SchedParams.NORMAL;
        }

        @Override
        public Act next(long nowNs) {
            switch (phase) {
                case DRAIN -> {
                    if (exited) {
                        return EXIT;
                    }
                    int count = drain();
                    next = waiting.pollFirst();
                    phase = next == null ? Phase.YIELD : stays ? Phase.HAND : Phase.ASK;
                    return new Act.Compute(PASS_NS + count * TASK_NS);
                }
                case ASK -> {
                    phase = Phase.ASKED;
                    return rings.selectCpu(chosen().task());
                }
                case ASKED -> {
                    phase = Phase.HAND;
                    return new Act.Compute(PROGRAM_NS);
                }
                case HAND -> {
                    phase = Phase.YIELD;
                    hand(chosen(), idleCpu);
                    next = null;
                    return new Act.Compute(TASK_NS);
                }
                case YIELD -> {
                    phase = Phase.DRAIN;
                    rings.leavePending(waiting.size());
                    return YIELD;
                }
            }
            throw new IllegalStateException("no phase " + phase);
        }

        @Override
        public void returned(long result) {
            idleCpu = (int) result;
        }

        private Waiting chosen() {
            Waiting chosen = next;
            if (chosen == null) {
                throw new IllegalStateException("no task was chosen");
            }
            return chosen;
        }
    }
}
