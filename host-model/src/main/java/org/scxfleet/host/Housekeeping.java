package org.scxfleet.host;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * The kernel's own threads that run now and then on every machine, however little it does.
 *
 * <p><b>Which.</b> Per CPU the worker that folds its memory statistics into the global ones, each
 * {@code vm.stat_interval} of a second, on whole seconds and three ticks earlier on each further
 * CPU, for as long as they change (mm/vmstat.c vmstat_update); on the first CPU it also looks each
 * second which others need that (vmstat_shepherd). On one CPU the worker that folds the pressure
 * averages, each 2 s and a tick (kernel/sched/psi.c psi_avgs_work). Anywhere the worker that folds
 * the cgroups' memory statistics, each 2 s (mm/memcontrol.c FLUSH_TIME); per node the compaction
 * daemon, which looks around every 500 ms (mm/compaction.c HPAGE_FRAG_CHECK_INTERVAL_MSEC); and now
 * and then a grace period of RCU, whose thread starts it, looks for quiet CPUs a tick later and
 * ends it (kernel/rcu/tree.c rcu_gp_kthread). All sleep on the {@link
 * org.scxfleet.sched.TimerWheel}; the memory statistics' workers do not wake an idle CPU and leave
 * it out.
 *
 * <p><b>Why.</b> They take some microseconds a second, but each run makes a CPU choose anew: a hog
 * that had a CPU for itself is switched out and in, and under a scheduler with one queue the hog
 * whose slice has ended is back in the queue when the CPU chooses after the thread.
 *
 * <p><b>How often.</b> The periods are the kernel's defaults, but for the grace periods, whose rate
 * follows from what others do: one in two seconds is a calibration. With four busy CPUs it makes
 * the sum 8.5 runs a second; measured were 8 to 10 on a machine that has been up for a minute, and
 * 40 a second soon after its boot.
 *
 * <p><b>Left out.</b> Work that follows from what tasks do: block and network work, soft
 * interrupts, more grace periods.
 */
final class Housekeeping {
    /** Task group of these threads. */
    static final String GROUP = "kernel";

    static final long STATISTICS_PERIOD_NS = 1_000_000_000L;
    static final long FLUSH_PERIOD_NS = 2_000_000_000L;
    static final long PRESSURE_PERIOD_NS = 2_000_000_000L;
    static final long COMPACTION_PERIOD_NS = 500_000_000L;
    static final long GRACE_PERIOD_NS = 2_000_000_000L;
    static final int SKEW_TICKS = 3;

    /** What one run takes, without the switch. */
    static final long WORK_NS = 1_500;

    private static final String TIMER = "period";

    private final List<Thread> threads = new ArrayList<>();

    /**
     * A thread.
     *
     * @param deferrable its timer does not wake an idle CPU
     * @param foldsMemory it has nothing to do where the use of memory does not change
     */
    record Thread(TaskSpec spec, boolean deferrable, boolean foldsMemory) {}

    Housekeeping(CpuTopology topology, long tickNs, SeededRandom random) {
        long second = random.below(STATISTICS_PERIOD_NS);
        for (int cpu = 0; cpu < topology.cpuCount(); cpu++) {
            long startNs = second + (long) (topology.cpuCount() - cpu) * SKEW_TICKS * tickNs;
            String name = "kworker/" + cpu;
            Step sleep = new Step.Sleep(Amount.of(STATISTICS_PERIOD_NS));
            TaskSpec worker = spec(name, List.of(cpu), startNs, List.of(work(), sleep));
            threads.add(new Thread(worker, true, cpu > 0));
        }
        int pressureCpu = random.below(topology.cpuCount());
        long pressureNs = random.below(PRESSURE_PERIOD_NS);
        add("pressure", List.of(pressureCpu), PRESSURE_PERIOD_NS + tickNs, pressureNs);
        addGracePeriods(tickNs, random.below(GRACE_PERIOD_NS));
        long flushNs = random.below(FLUSH_PERIOD_NS);
        add("flush", List.of(), FLUSH_PERIOD_NS, flushNs);
        for (int node = 0; node < topology.nodeCount(); node++) {
            long startNs = random.below(COMPACTION_PERIOD_NS);
            List<Integer> cpus = list(topology.cpusOfNode(node));
            add("kcompactd" + node, cpus, COMPACTION_PERIOD_NS, startNs);
        }
    }

    private static List<Integer> list(CpuSet set) {
        List<Integer> cpus = new ArrayList<>();
        for (int cpu = set.first(); cpu >= 0; cpu = set.next(cpu + 1)) {
            cpus.add(cpu);
        }
        return cpus;
    }

    private void addGracePeriods(long tickNs, long startNs) {
        Step work = work();
        Step tick = new Step.Sleep(Amount.of(tickNs));
        Step rest = new Step.Timer(TIMER, Amount.of(GRACE_PERIOD_NS), false, false);
        List<Step> gracePeriod = List.of(work, tick, work, tick, work, rest);
        add(spec("rcu_preempt", List.of(), startNs, gracePeriod));
    }

    private void add(String name, List<Integer> cpus, long periodNs, long startNs) {
        add(periodic(name, cpus, periodNs, startNs));
    }

    private void add(TaskSpec spec) {
        threads.add(new Thread(spec, false, false));
    }

    private static TaskSpec periodic(String name, List<Integer> cpus, long periodNs, long startNs) {
        Step sleep = new Step.Timer(TIMER, Amount.of(periodNs), false, false);
        return spec(name, cpus, startNs, List.of(work(), sleep));
    }

    private static Step work() {
        return new Step.Compute(Amount.of(WORK_NS));
    }

    private static TaskSpec spec(String name, List<Integer> cpus, long startNs, List<Step> turn) {
        return new TaskSpec(
                name,
                GROUP,
                1,
                SchedParams.NORMAL,
                cpus,
                "/",
                startNs,
                List.of(new Step.Repeat(Step.FOREVER, turn)));
    }

    List<Thread> threads() {
        return threads;
    }

    /** The threads of a kernel that has them. */
    static List<Thread> threadsOf(KernelSpec spec, long seed) {
        if (!spec.options().housekeeping()) {
            return List.of();
        }
        SeededRandom random = new SeededRandom(seed);
        return new Housekeeping(spec.topology(), spec.options().tickNs(), random).threads();
    }
}
