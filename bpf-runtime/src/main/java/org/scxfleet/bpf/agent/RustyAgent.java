package org.scxfleet.bpf.agent;

import java.util.List;
import org.scxfleet.bpf.profile.OptionValues;
import org.scxfleet.ops.SchedulerOutput.Statistic;
import org.scxfleet.ops.UserspaceThread;
import org.scxfleet.task.SchedParams;

/**
 * The tuner of scx_rusty's process: ten times a second it tells the kernel half which domains have
 * room.
 *
 * <p><b>What it does.</b> It reads how busy each CPU has been since last time. Idle CPUs of a
 * domain that was used less than a percentage take the tasks of other domains directly; those below
 * another percentage are woken to look for such tasks. While every CPU is busy all the time the
 * slice is the short one, otherwise the long one. The kernel half takes a set of values over when
 * their number changes.
 *
 * <p><b>Why.</b> Without it no domain has room for others, and the slice stays the long one however
 * many tasks wait.
 *
 * <p><b>Cost.</b> {@link #CPU_NS} for each CPU, estimated: the kernel formats a line of text for
 * it, and the process parses it.
 *
 * <p><b>Left out.</b> The balancer, which moves tasks between domains every two seconds: here tasks
 * leave their domain only as far as idle CPUs take them. Time that interrupts and a hypervisor take
 * counts as that of the task or of nobody.
 */
final class RustyAgent implements UserspaceAgent {
    static final long TUNE_PERIOD_NS = 100_000_000;
    static final long CPU_NS = 2_000;

    private static final String COMM = "scx_rusty";
    private static final String INPUT = "tune_input.";
    private static final int PERCENT = 100;
    private static final double EVERYTHING = 0.99999;
    private static final long NS_PER_US = 1_000;

    private final ObjectView object;
    private final String number;
    private final int[] domainOf;
    private final int domains;
    private final double directUnder;
    private final double kickUnder;
    private final long longSliceNs;
    private final long shortSliceNs;
    private long steps;
    private long lastReadNs;
    private long[] lastBusyNs = new long[0];
    private boolean exited;

    RustyAgent(ObjectView object, OptionValues options) {
        this.object = object;
        // The member had another name before it had to be one that is no word of Rust.
        this.number = INPUT + (object.has(INPUT + "genn") ? "genn" : "gen");
        object.value(number);
        this.domains = (int) object.value("nr_doms");
        this.domainOf = new int[(int) object.value("nr_cpu_ids")];
        for (int cpu = 0; cpu < domainOf.length; cpu++) {
            domainOf[cpu] = (int) object.value("cpu_dom_id_map[" + cpu + "]");
        }
        this.directUnder = (double) options.value("direct_greedy_under") / PERCENT;
        this.kickUnder = (double) options.value("kick_greedy_under") / PERCENT;
        this.longSliceNs = options.value("slice_us_underutil") * NS_PER_US;
        this.shortSliceNs = options.value("slice_us_overutil") * NS_PER_US;
    }

    @Override
    public List<UserspaceThread> threads() {
        return List.of(new Tuner());
    }

    @Override
    public void exited() {
        exited = true;
    }

    @Override
    public List<Statistic> statistics() {
        return List.of(new Statistic("tuned", steps));
    }

    /** Sets everything by what happened since the last step. */
    private void tune(long nowNs, long[] busyNs) {
        double[] used = new double[domains];
        int[] cpus = new int[domains];
        double usedInAll = 0;
        long elapsedNs = Math.max(1, nowNs - lastReadNs);
        for (int cpu = 0; cpu < domainOf.length; cpu++) {
            double part = Math.min(1.0, (double) (busyNs[cpu] - lastBusyNs[cpu]) / elapsedNs);
            used[domainOf[cpu]] += part;
            cpus[domainOf[cpu]]++;
            usedInAll += part;
        }
        long[] direct = new long[(domainOf.length + Long.SIZE - 1) / Long.SIZE];
        long[] kick = new long[direct.length];
        for (int cpu = 0; cpu < domainOf.length; cpu++) {
            double use = used[domainOf[cpu]] / cpus[domainOf[cpu]];
            long bit = 1L << cpu % Long.SIZE;
            direct[cpu / Long.SIZE] |= isBelow(use, directUnder) ? bit : 0;
            kick[cpu / Long.SIZE] |= isBelow(use, kickUnder) ? bit : 0;
        }
        for (int word = 0; word < direct.length; word++) {
            object.set(INPUT + "direct_greedy_cpumask[" + word + "]", direct[word]);
            object.set(INPUT + "kick_greedy_cpumask[" + word + "]", kick[word]);
        }
        boolean full = usedInAll / domainOf.length >= EVERYTHING;
        object.set(INPUT + "slice_ns", full ? shortSliceNs : longSliceNs);
        object.set(number, ++steps);
    }

    private static boolean isBelow(double use, double limit) {
        return limit > EVERYTHING || use < limit;
    }

    /** The thread that tunes. */
    private final class Tuner implements UserspaceThread {
        private Phase phase = Phase.READ;
        private long[] busyNs = lastBusyNs;

        private enum Phase {
            READ,
            TUNE,
            SLEEP
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
        public void cpuTimes(long[] times) {
            busyNs = times;
        }

        @Override
        public Act next(long nowNs) {
            if (exited) {
                return EXIT;
            }
            switch (phase) {
                case READ -> {
                    phase = Phase.TUNE;
                    return READ_CPU_TIMES;
                }
                case TUNE -> {
                    phase = Phase.SLEEP;
                    if (lastBusyNs.length > 0) {
                        tune(nowNs, busyNs);
                    }
                    lastBusyNs = busyNs;
                    lastReadNs = nowNs;
                    return new Act.Compute(CPU_NS * domainOf.length);
                }
                case SLEEP -> {
                    phase = Phase.READ;
                    return new Act.Sleep(TUNE_PERIOD_NS);
                }
            }
            throw new IllegalStateException("no phase " + phase);
        }
    }
}
