package org.scxfleet.tests.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.scxfleet.host.TimedAction;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/**
 * The programs that the kernel's self-tests run while their scheduler is attached, and the daemons
 * of the machine on which they run. What the tests count in loops is here the time that such loops
 * take.
 */
public final class SelfTestWorkloads {
    public static final SchedParams EXT = new SchedParams(SchedPolicy.EXT, 0, 0, 0, 0, 0);

    private static final long US = 1_000L;
    private static final long MS = SelfTestHost.MS;
    private static final long SECOND = SelfTestHost.SECOND;

    /** One pass of the counting loops of the tests, in the model's time. */
    private static final long LOOP_PASSES_PER_US = 1_000;

    private SelfTestWorkloads() {}

    // Parts.

    static TaskSpec task(
            String name, int instances, List<Integer> cpus, long startNs, Step... program) {
        return new TaskSpec(
                name, name, instances, SchedParams.NORMAL, cpus, "/", startNs, List.of(program));
    }

    static Step compute(long ns) {
        return new Step.Compute(Amount.of(ns));
    }

    static Step sleep(long ns) {
        return new Step.Sleep(Amount.of(ns));
    }

    static Step forever(Step... body) {
        return new Step.Repeat(Step.FOREVER, List.of(body));
    }

    static Step times(int count, Step... body) {
        return new Step.Repeat(count, List.of(body));
    }

    /** A counting loop of that many passes. */
    private static Step spin(long passes) {
        return compute(passes * US / LOOP_PASSES_PER_US);
    }

    // The machine.

    /**
     * Ordinary activity: a few daemons that sleep most of the time, one pinned to each of the first
     * two CPUs, and a shell that now and then starts a short process.
     *
     * @param below the first so many CPUs are theirs, 0 for all
     */
    public static List<TaskSpec> daemons(int cpus, int below) {
        List<TaskSpec> daemons = new ArrayList<>();
        List<Integer> theirs = IntStream.range(0, below).boxed().toList();
        daemons.add(
                task(
                        "journald",
                        1,
                        theirs,
                        0,
                        forever(
                                new Step.Compute(new Amount.Uniform(20 * US, 200 * US)),
                                new Step.Sleep(new Amount.Exponential(4 * MS)))));
        daemons.add(
                task(
                        "dbus",
                        2,
                        theirs,
                        0,
                        forever(
                                new Step.Compute(new Amount.Uniform(5 * US, 50 * US)),
                                new Step.Sleep(new Amount.Exponential(7 * MS)))));
        for (int cpu = 0; cpu < Math.min(2, cpus); cpu++) {
            daemons.add(
                    task(
                            "watcher" + cpu,
                            1,
                            List.of(cpu),
                            0,
                            forever(compute(30 * US), sleep(11 * MS + cpu * MS))));
        }
        daemons.add(
                task(
                        "shell",
                        1,
                        theirs,
                        0,
                        forever(compute(50 * US), new Step.Fork("command"), sleep(23 * MS))));
        daemons.add(task("command", 0, theirs, 0, compute(300 * US), sleep(MS), compute(MS)));
        return daemons;
    }

    // Programs of the tests.

    /** Children of select_cpu_*. */
    public static final int CHILDREN = 1_028;

    /** A parent that forks {@link #CHILDREN} children, each of which sleeps a second and exits. */
    public static List<TaskSpec> sleepingChildren(long startNs) {
        Step fork = times(CHILDREN, compute(50 * US), new Step.Fork("child"));
        return List.of(
                task("parent", 1, List.of(), startNs, fork),
                task("child", 0, List.of(), 0, compute(20 * US), sleep(SECOND)));
    }

    /** Workers of dequeue. */
    public static final int DEQUEUE_WORKERS = 8;

    /** For how long their affinity is changed. */
    public static final long HAMMER_NS = 500 * MS;

    private static final int HAMMERED_CPUS = 4;
    private static final long HAMMER_STEP_NS = 50 * US;

    /** Workers that spin and sleep 1000 times each. */
    public static List<TaskSpec> dequeueWorkers(long startNs) {
        List<TaskSpec> workers = new ArrayList<>();
        for (int id = 0; id < DEQUEUE_WORKERS; id++) {
            Step work = times(1_000, spin(10_000), sleep((1_000 + id * 100L) * US));
            workers.add(task("worker" + id, 1, List.of(), startNs, work));
        }
        return workers;
    }

    /** Another thread moves the workers round the CPUs, one after the other. */
    public static List<TimedAction> affinityHammer(long startNs) {
        List<TimedAction> changes = new ArrayList<>();
        for (int i = 0; i * HAMMER_STEP_NS < HAMMER_NS; i++) {
            int cpu = i / DEQUEUE_WORKERS % HAMMERED_CPUS;
            changes.add(
                    new TimedAction(
                            startNs + i * HAMMER_STEP_NS,
                            new TimedAction.Act.SetAffinity(
                                    "worker" + i % DEQUEUE_WORKERS, List.of(cpu))));
        }
        return changes;
    }

    /** About how long the workers of dequeue_remote run. */
    public static final long REMOTE_RUN_NS = 2 * SECOND;

    private static final int REMOTE_LOOPS = 20_000;

    /** Workers of dequeue_remote: odd ones sleep between their spins, even ones yield. */
    public static List<TaskSpec> remoteWorkers(int cpus, long startNs) {
        int count = Math.clamp(2L * cpus, 4, 64);
        List<TaskSpec> workers = new ArrayList<>();
        for (int id = 0; id < count; id++) {
            Step pause = id % 2 == 1 ? sleep(100 * US) : new Step.Yield();
            Step work = times(REMOTE_LOOPS, spin(20_000 + id * 1_000L), pause);
            workers.add(task("remote" + id, 1, List.of(), startNs, work));
        }
        return workers;
    }

    /** Threads of peek_dsq. */
    public static List<TaskSpec> peekWorkers(long startNs) {
        Step work = times(2_700, sleep(MS), compute(2 * US), new Step.Yield());
        return List.of(task("peeker", 4, List.of(), startNs, work));
    }

    /** Threads of cyclic_kick_wait on each CPU of the ring. */
    public static final int RING_THREADS_PER_CPU = 4;

    private static final long RING_YIELD_NS = 20 * US;

    /** Threads pinned to the first three CPUs that yield in a loop for about that long. */
    public static List<TaskSpec> yieldingRing(long startNs, long durationNs) {
        int loops = (int) (durationNs / RING_YIELD_NS / RING_THREADS_PER_CPU);
        List<TaskSpec> threads = new ArrayList<>();
        for (int cpu = 0; cpu < 3; cpu++) {
            Step work = times(loops, compute(RING_YIELD_NS), new Step.Yield());
            threads.add(task("ring" + cpu, RING_THREADS_PER_CPU, List.of(cpu), startNs, work));
        }
        return threads;
    }

    /** Children of init_enable_count that are there before the scheduler. */
    public static final int PRE_FORKED = 1_024;

    /** Children of each kind that are forked while it is attached. */
    public static final int COUNTED_CHILDREN = 5;

    /** Children that wait on a pipe which another task closes at that time. */
    public static List<TaskSpec> childrenOnAPipe(long closeAtNs) {
        return List.of(
                task("waiting", PRE_FORKED, List.of(), 0, new Step.PipeRead("pipe")),
                task(
                        "closer",
                        1,
                        List.of(),
                        closeAtNs,
                        times(PRE_FORKED, new Step.PipeWrite("pipe"))));
    }

    /**
     * Children that switch to SCHED_EXT, of which those with even numbers switch back, and as many
     * that stay as they are.
     */
    public static List<TaskSpec> countedChildren(long startNs) {
        List<Step> forks = new ArrayList<>();
        List<TaskSpec> tasks = new ArrayList<>();
        for (int i = 0; i < COUNTED_CHILDREN; i++) {
            List<Step> program = new ArrayList<>();
            program.add(new Step.SetScheduler(EXT));
            if (i % 2 == 0) {
                program.add(new Step.SetScheduler(SchedParams.NORMAL));
            }
            tasks.add(
                    new TaskSpec(
                            "ext" + i, "ext", 0, SchedParams.NORMAL, List.of(), "/", 0, program));
            forks.add(new Step.Fork("ext" + i));
        }
        tasks.add(task("other", 0, List.of(), 0, compute(10 * US)));
        forks.add(times(COUNTED_CHILDREN, new Step.Fork("other")));
        tasks.add(task("forker", 1, List.of(), startNs, forks.toArray(Step[]::new)));
        return tasks;
    }

    /** Children of enable_cmask. */
    public static final int MOVING_CHILDREN = 8;

    private static final long OUTSIDE_STEP_NS = 10 * US;

    /**
     * Children that pin themselves, become tasks of sched_ext, fork a grandchild that is one from
     * its birth, and move on over the CPUs.
     */
    public static List<TaskSpec> movingChildren(int cpus, long startNs) {
        List<TaskSpec> tasks = new ArrayList<>();
        for (int i = 0; i < MOVING_CHILDREN; i++) {
            List<Step> program = new ArrayList<>();
            program.add(new Step.SetAffinity(List.of(i % cpus)));
            program.add(new Step.SetScheduler(EXT));
            program.add(new Step.Fork("grandchild-" + i));
            for (int move = 1; move <= 4; move++) {
                program.add(new Step.SetAffinity(List.of((i + move) % cpus)));
                program.add(new Step.RunFor(Amount.of(5 * MS)));
            }
            tasks.add(
                    new TaskSpec(
                            "moving-" + i,
                            "moving",
                            1,
                            SchedParams.NORMAL,
                            List.of(),
                            "/",
                            startNs,
                            program));
            tasks.add(
                    new TaskSpec(
                            "grandchild-" + i,
                            "grandchild",
                            0,
                            EXT,
                            List.of(i % cpus),
                            "/",
                            0,
                            List.of(new Step.RunFor(Amount.of(20 * MS)))));
        }
        return tasks;
    }

    /** The children's parent pins them too. */
    public static List<TimedAction> movesFromOutside(int cpus, long startNs) {
        List<TimedAction> moves = new ArrayList<>();
        for (int i = 0; i < MOVING_CHILDREN; i++) {
            List<Integer> cpu = List.of((i + MOVING_CHILDREN) % cpus);
            moves.add(
                    new TimedAction(
                            startNs + i * OUTSIDE_STEP_NS,
                            new TimedAction.Act.SetAffinity("moving-" + i, cpu)));
        }
        return moves;
    }

    /** A worker of nohz_tick: becomes a task of sched_ext, goes to the CPU and stays there. */
    public static TaskSpec tickWorker(
            String name, int cpu, long startNs, long workNs, boolean blocks) {
        List<Step> program = new ArrayList<>();
        program.add(new Step.SetScheduler(EXT));
        program.add(new Step.SetAffinity(List.of(cpu)));
        program.add(compute(workNs));
        if (blocks) {
            program.add(new Step.Suspend("stopped", false));
        }
        List<Integer> elsewhere = List.of(cpu == 0 ? 1 : 0);
        return new TaskSpec(name, name, 1, SchedParams.NORMAL, elsewhere, "/", startNs, program);
    }

    /** A task that does not leave the CPU by itself, killed after that time. */
    public static TaskSpec busyFor(
            String name, SchedParams params, int cpu, long startNs, long durationNs) {
        Step work = new Step.RunFor(Amount.of(durationNs));
        return new TaskSpec(name, name, 1, params, List.of(cpu), "/", startNs, List.of(work));
    }

    /** One busy task for each CPU. */
    public static List<TaskSpec> stress(String name, int cpus, long startNs, long durationNs) {
        List<TaskSpec> tasks = new ArrayList<>();
        for (int cpu = 0; cpu < cpus; cpu++) {
            tasks.add(busyFor(name + "-" + cpu, SchedParams.NORMAL, cpu, startNs, durationNs));
        }
        return tasks;
    }
}
