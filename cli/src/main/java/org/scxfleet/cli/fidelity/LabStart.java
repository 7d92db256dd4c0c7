package org.scxfleet.cli.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.host.CostProfile;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * The time before the window: how the tasks of a measured case come to wait for T0.
 *
 * <p>In the measurements a starter of policy FIFO 90 makes one process after the other. Each
 * starts, waits to be set up, and sleeps until T0 plus its delay, an absolute time, from which its
 * timers count too. The starter sleeps during the window and then ends the tasks, wherever it has
 * slept: if there a deadline server is at work, above it, they go on until it is done. The same is
 * done here, because it decides on which CPU each task has slept, that all of them wake by their
 * timers at the same instant, and in which order: under a scheduler with virtual times each process
 * is born with the time that those before it have reached. How long the parts take is not known,
 * nor on which CPU a task has slept; both are chance, and drawn anew for every task of every run.
 *
 * <p>The program that loaded the scheduler prints its statistics once a second all the while, and
 * other tasks run as often as measured, see {@link Surroundings}.
 *
 * @param tasks to run; those of the workload are forked in the order of {@code groups}
 * @param groups task group of each task of the workload
 */
record LabStart(List<TaskSpec> tasks, List<String> groups, long windowStartNs) {
    /** From one fork to the next. */
    static final long FORK_INTERVAL_NS = 1_000_000;

    /**
     * Most that a process does at its start, and again when it is set up. They all do alike: tasks
     * that waited for a CPU at T0 got it in the order of their births, so what set them apart was
     * less than what one birth moves virtual time.
     */
    static final long SET_UP_NS = 10_000;

    /** How long it waits in between. */
    static final long SET_UP_WAIT_NS = 300_000;

    /**
     * From the last fork to T0: everybody sleeps, averages decay, deadline servers stop. Not so
     * long that the memory statistics' workers of all CPUs are overdue at T0: in 60 measured
     * repetitions with hogs hardly one was interrupted in the first 20 ms.
     */
    static final long SETTLE_NS = 1_000_000_000;

    /** The loader's interval. */
    static final long PRINT_PERIOD_NS = 1_000_000_000L;

    /** What the loader does each time. */
    static final long PRINT_NS = 5_000;

    /** What another task does each time. */
    static final long OTHER_NS = 3_000;

    private static final double NS_PER_S = 1e9;
    private static final String OTHER = "other";
    private static final String ROOT = "/";
    private static final String LOADER = "loader";
    private static final String STARTER = "starter";
    private static final int STARTER_PRIORITY = 90;

    private static final String END_TIMER = "end";
    private static final int BOOT_CPU = 0;

    private static final String START_TIMER = "start";

    LabStart {
        tasks = List.copyOf(tasks);
        groups = List.copyOf(groups);
    }

    /**
     * @param workload tasks with their delays after T0
     * @param windowNs how long after T0 the starter wakes and ends the tasks
     * @param tickNs T0 is a multiple of it
     * @param loaded a scheduler is loaded by a program
     * @param othersPerS runs a second of other tasks, at regular times
     */
    static LabStart of(
            List<TaskSpec> workload,
            long windowNs,
            int cpuCount,
            long tickNs,
            boolean loaded,
            double othersPerS,
            SeededRandom random) {
        int count = workload.stream().mapToInt(TaskSpec::instances).sum();
        long forkingNs = (count + 1) * (CostProfile.LAB.syscallNs() + FORK_INTERVAL_NS);
        long windowStartNs = Math.ceilDiv(forkingNs + SETTLE_NS, tickNs) * tickNs;
        List<TaskSpec> tasks = new ArrayList<>();
        List<String> groups = new ArrayList<>();
        // The starter runs from the beginning, once it is switched in, and is never displaced.
        long forkNs = CostProfile.LAB.contextSwitchNs() + FORK_INTERVAL_NS;
        // Nothing displaces it: it stays where it has started. Another CPU than the one that starts
        // all is asked to by an interrupt.
        int starterCpu = random.below(cpuCount);
        forkNs += starterCpu == BOOT_CPU ? 0 : CostProfile.LAB.ipiNs();
        List<Step> steps = new ArrayList<>();
        for (TaskSpec spec : workload) {
            for (int i = 0; i < spec.instances(); i++) {
                tasks.add(
                        instance(
                                spec,
                                i,
                                forkNs,
                                windowStartNs,
                                quiet(spec, starterCpu, cpuCount),
                                random));
                groups.add(spec.group());
                steps.add(new Step.Compute(Amount.of(FORK_INTERVAL_NS)));
                steps.add(new Step.Fork(tasks.getLast().name()));
                forkNs += CostProfile.LAB.syscallNs() + FORK_INTERVAL_NS;
            }
        }
        // Born at time 0, from which its timer counts.
        Amount endNs = Amount.of(windowStartNs + windowNs);
        steps.add(new Step.Timer(END_TIMER, endNs, true, false));
        steps.add(new Step.Compute(Amount.of(FORK_INTERVAL_NS)));
        tasks.add(starter(steps, starterCpu));
        if (loaded) {
            tasks.add(loader(random.below(PRINT_PERIOD_NS)));
        }
        if (othersPerS > 0) {
            tasks.add(other(othersPerS, random));
        }
        return new LabStart(tasks, groups, windowStartNs);
    }

    private static TaskSpec instance(
            TaskSpec spec,
            int number,
            long forkNs,
            long windowStartNs,
            List<Integer> cpus,
            SeededRandom random) {
        int sleepsOn = cpus.get(random.below(cpus.size()));
        long sleepNs = windowStartNs + spec.delayNs() - forkNs;
        List<Step> program = new ArrayList<>();
        program.add(new Step.Compute(Amount.of(1 + random.below(SET_UP_NS))));
        program.add(new Step.Sleep(Amount.of(SET_UP_WAIT_NS)));
        program.add(new Step.SetAffinity(List.of(sleepsOn)));
        addProperties(spec, program);
        program.add(new Step.Compute(Amount.of(1 + random.below(SET_UP_NS))));
        program.add(new Step.SetAffinity(spec.cpus()));
        SortedSet<String> timers = new TreeSet<>();
        collectTimers(spec.program(), timers);
        if (timers.isEmpty()) {
            timers.add(START_TIMER);
        }
        for (String timer : timers) {
            program.add(new Step.Timer(timer, Amount.of(sleepNs), true, false));
        }
        program.addAll(spec.program());
        return new TaskSpec(
                spec.name() + "." + number,
                spec.group(),
                0,
                SchedParams.NORMAL,
                List.of(),
                ROOT,
                0,
                program);
    }

    /** Where a process may be when it goes to sleep: not where the starter runs if it can help. */
    private static List<Integer> quiet(TaskSpec spec, int starterCpu, int cpuCount) {
        List<Integer> allowed =
                spec.cpus().isEmpty() ? IntStream.range(0, cpuCount).boxed().toList() : spec.cpus();
        List<Integer> quiet = allowed.stream().filter(cpu -> cpu != starterCpu).toList();
        return quiet.isEmpty() ? allowed : quiet;
    }

    /** A process is born like any other and gets its properties afterwards. */
    private static void addProperties(TaskSpec spec, List<Step> program) {
        if (!spec.cgroup().equals(ROOT)) {
            program.add(new Step.SetCgroup(spec.cgroup()));
        }
        if (!spec.params().equals(SchedParams.NORMAL)) {
            program.add(new Step.SetScheduler(spec.params()));
        }
    }

    private static void collectTimers(List<Step> steps, SortedSet<String> timers) {
        for (Step step : steps) {
            if (step instanceof Step.Timer timer && !timer.shared()) {
                timers.add(timer.ref());
            } else if (step instanceof Step.Repeat repeat) {
                collectTimers(repeat.body(), timers);
            }
        }
    }

    private static TaskSpec loader(long startNs) {
        Step print = new Step.Compute(Amount.of(PRINT_NS));
        Step sleep = new Step.Sleep(Amount.of(PRINT_PERIOD_NS));
        return new TaskSpec(
                LOADER,
                LOADER,
                1,
                SchedParams.NORMAL,
                List.of(),
                ROOT,
                startNs,
                List.of(new Step.Repeat(Step.FOREVER, List.of(print, sleep))));
    }

    /**
     * The others as one task that runs at regular times: what woke them was the timers of a few
     * threads. At times of chance some would fall together while they wait for a CPU, and there
     * would be fewer runs than measured.
     */
    private static TaskSpec other(double perS, SeededRandom random) {
        long periodNs = Math.round(NS_PER_S / perS);
        Step work = new Step.Compute(Amount.of(OTHER_NS));
        Step sleep = new Step.Timer(OTHER, Amount.of(periodNs), false, false);
        return new TaskSpec(
                OTHER,
                OTHER,
                1,
                SchedParams.NORMAL,
                List.of(),
                ROOT,
                random.below(periodNs),
                List.of(new Step.Repeat(Step.FOREVER, List.of(work, sleep))));
    }

    private static TaskSpec starter(List<Step> steps, int cpu) {
        return new TaskSpec(
                STARTER,
                STARTER,
                1,
                SchedParams.realTime(SchedPolicy.FIFO, STARTER_PRIORITY),
                List.of(cpu),
                ROOT,
                0,
                steps);
    }
}
