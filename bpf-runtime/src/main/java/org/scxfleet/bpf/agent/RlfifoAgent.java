package org.scxfleet.bpf.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.agent.RustlandRings.Queued;
import org.scxfleet.bpf.profile.OptionValues;
import org.scxfleet.ops.SchedulerOutput.Statistic;
import org.scxfleet.ops.UserspaceThread;
import org.scxfleet.task.SchedParams;

/**
 * The user-space half of scx_rlfifo, the least process that the kernel half of scx_rustland_core
 * can have: it hands tasks over in the order in which they were queued.
 *
 * <p>In one pass it goes on until nothing is queued, then says so and yields. A task gets an idle
 * CPU if the kernel finds one, else the first that is free, and a slice of {@link #SLICE_NS} shared
 * among those that wait. Costs are those of {@link RustlandAgent}. A task that the ring does not
 * take ends the real program; here it is counted and lost.
 */
final class RlfifoAgent implements UserspaceAgent {
    static final long SLICE_NS = 5_000_000;

    private static final String COMM = "scx_rlfifo";

    private final RustlandRings rings;
    private long handedOver;
    private long refused;
    private boolean exited;

    RlfifoAgent(ObjectView object, OptionValues options) {
        this.rings = new RustlandRings(object);
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
        return List.of(new Statistic("handed", handedOver), new Statistic("refused", refused));
    }

    /** The only thread. */
    private final class Decider implements UserspaceThread {
        private Phase phase = Phase.TAKE;
        private @Nullable Queued task;
        private long sliceNs;
        private int idleCpu;

        private enum Phase {
            TAKE,
            ASK,
            HAND,
            YIELD
        }

        @Override
        public String name() {
            return COMM;
        }

        @Override
        public SchedParams params() {
            return SchedParams.NORMAL;
        }

        @Override
        public Act next(long nowNs) {
            switch (phase) {
                case TAKE -> {
                    if (exited) {
                        return EXIT;
                    }
                    sliceNs = SLICE_NS / (rings.waiting() + 1);
                    task = rings.take();
                    phase = task == null ? Phase.YIELD : Phase.ASK;
                    return new Act.Compute(RustlandAgent.TASK_NS);
                }
                case ASK -> {
                    phase = Phase.HAND;
                    return rings.selectCpu(taken());
                }
                case HAND -> {
                    phase = Phase.TAKE;
                    int cpu = idleCpu >= 0 ? idleCpu : RustlandRings.ANY_CPU;
                    if (rings.hand(taken(), cpu, sliceNs, 0)) {
                        handedOver++;
                    } else {
                        refused++;
                    }
                    return new Act.Compute(RustlandAgent.PROGRAM_NS + RustlandAgent.TASK_NS);
                }
                case YIELD -> {
                    phase = Phase.TAKE;
                    rings.leavePending(0);
                    return YIELD;
                }
            }
            throw new IllegalStateException("no phase " + phase);
        }

        @Override
        public void returned(long result) {
            idleCpu = (int) result;
        }

        private Queued taken() {
            Queued taken = task;
            if (taken == null) {
                throw new IllegalStateException("no task was taken");
            }
            return taken;
        }
    }
}
