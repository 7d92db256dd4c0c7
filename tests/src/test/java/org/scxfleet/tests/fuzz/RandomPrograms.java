package org.scxfleet.tests.fuzz;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

/** Draws tasks whose programs use every kind of step that their kernel offers. */
final class RandomPrograms {
    static final String CHILD = "child";
    static final List<String> CGROUPS = List.of("/", "/a", "/a/x", "/b", "/quota");
    static final String SERVICE = "service";
    static final String COLLECTIVE = "all";
    static final int COLLECTIVE_MEMBERS = 2;

    private static final int MOST_TASKS = 7;
    private static final int MOST_STEPS = 5;
    private static final long US = 1_000;

    private final SeededRandom random;
    private final int cpus;
    private final int gpus;
    private final boolean remote;

    /**
     * @param remote the kernel has an endpoint that it calls itself, and a collective
     */
    RandomPrograms(SeededRandom random, int cpus, int gpus, boolean remote) {
        this.random = random;
        this.cpus = cpus;
        this.gpus = gpus;
        this.remote = remote;
    }

    /** Hogs, which never wait; tasks of random steps; a child that is only forked. */
    List<TaskSpec> tasks() {
        List<TaskSpec> tasks = new ArrayList<>();
        tasks.add(task("hog", 1 + random.below(cpus), List.of(compute(2_000))));
        int kinds = 1 + random.below(MOST_TASKS);
        for (int i = 0; i < kinds; i++) {
            tasks.add(task("task" + i, 1 + random.below(3), body()));
        }
        if (remote) {
            tasks.add(
                    task(
                            "server",
                            1 + random.below(2),
                            List.of(
                                    new Step.Receive(SERVICE),
                                    compute(300),
                                    new Step.Reply(Amount.of(100)))));
            tasks.add(
                    task(
                            "member",
                            COLLECTIVE_MEMBERS,
                            List.of(
                                    compute(500),
                                    new Step.Collective(COLLECTIVE, Amount.of(1_000)))));
        }
        List<Step> once = List.of(compute(200), sleep(500), compute(50), new Step.Exit());
        tasks.add(new TaskSpec(CHILD, CHILD, 0, params(), affinity(), cgroup(), 0, once));
        return tasks;
    }

    private TaskSpec task(String name, int instances, List<Step> body) {
        List<Step> program = List.of(new Step.Repeat(Step.FOREVER, body));
        long delayNs = random.below(3) == 0 ? random.below(20_000) * US : 0;
        return new TaskSpec(
                name, name, instances, params(), affinity(), cgroup(), delayNs, program);
    }

    private List<Step> body() {
        List<Step> body = new ArrayList<>();
        body.add(compute(1_000));
        int count = 1 + random.below(MOST_STEPS);
        for (int i = 0; i < count; i++) {
            body.addAll(steps());
        }
        return body;
    }

    private List<Step> steps() {
        String one = Integer.toString(random.below(2));
        String condition = "c" + one;
        return switch (random.below(24)) {
            case 0, 1 -> List.of(compute(3_000));
            case 2 -> List.of(new Step.RunFor(amount(1_000)));
            case 3, 4 -> List.of(sleep(4_000));
            case 5 -> List.of(new Step.Timer("t", Amount.of(3_000 * US), coin(), false));
            case 6 -> List.of(new Step.Timer("shared", Amount.of(4_000 * US), true, true));
            case 7 -> List.of(new Step.Suspend("g" + one, one.equals("1")));
            case 8, 9 -> List.of(new Step.Resume("g" + one, one.equals("1")));
            case 10, 11, 12 -> locked();
            case 13 ->
                    List.of(
                            new Step.Lock("m" + one, one.equals("1")),
                            new Step.CondWait(condition, "m" + one),
                            new Step.Unlock("m" + one));
            case 14 ->
                    List.of(
                            coin()
                                    ? new Step.CondSignal(condition)
                                    : new Step.CondBroadcast(condition));
            case 15 -> {
                int parties = 2 + random.below(2);
                yield List.of(new Step.Barrier("b" + parties, parties));
            }
            case 16 -> List.of(new Step.SemPost("s"), new Step.Mark("t"));
            case 17 -> List.of(new Step.SemWait("s"));
            case 18 -> List.of(new Step.PipeWrite("p"), compute(50));
            case 19 -> List.of(new Step.PipeRead("p"));
            case 20 -> List.of(new Step.Yield(), compute(20));
            case 21 -> List.of(new Step.Fork(CHILD), sleep(8_000));
            case 22 -> List.of(change());
            default -> ports();
        };
    }

    private List<Step> locked() {
        int first = random.below(3);
        Step.Lock lock = new Step.Lock("m" + first, first > 0);
        Step.Unlock unlock = new Step.Unlock("m" + first);
        if (first < 2 || coin()) {
            return List.of(lock, compute(500), coin() ? sleep(500) : compute(10), unlock);
        }
        return List.of(
                lock,
                compute(100),
                new Step.Lock("m1", true),
                compute(100),
                new Step.Unlock("m1"),
                unlock);
    }

    private Step change() {
        return switch (random.below(3)) {
            case 0 -> new Step.SetScheduler(params());
            case 1 -> new Step.SetAffinity(affinity());
            default -> new Step.SetCgroup(cgroup());
        };
    }

    private List<Step> ports() {
        if (gpus > 0 && coin()) {
            int device = random.below(gpus);
            Step.SyncMode[] modes = Step.SyncMode.values();
            Step.CopyWay[] ways = Step.CopyWay.values();
            int other = (device + 1) % gpus;
            Step.CopyWay way = ways[random.below(gpus > 1 ? ways.length : ways.length - 1)];
            return List.of(
                    context(device),
                    new Step.GpuCopy(device, random.below(2), way, amount(4_000), coin(), other),
                    new Step.GpuLaunch(
                            device, random.below(2), amount(800), 1 + random.below(4), coin()),
                    new Step.GpuSync(device, modes[random.below(modes.length)]));
        }
        return remote ? List.of(new Step.Request(SERVICE, Amount.of(200))) : List.of(compute(100));
    }

    private Step context(int device) {
        if (random.below(20) == 0) {
            return new Step.GpuFault(device);
        }
        Step.Interleave[] levels = Step.Interleave.values();
        return new Step.GpuOpen(
                device,
                random.below(2_000),
                random.below(3) * 100L * US,
                levels[random.below(levels.length)],
                1 + random.below(100),
                1 + random.below(100),
                random.below(101),
                random.below(101));
    }

    /** Any policy, with parameters that sched_setattr takes. */
    SchedParams params() {
        int nice = random.below(SchedParams.MAX_NICE - SchedParams.MIN_NICE + 1) - 20;
        return switch (random.below(12)) {
            case 0 -> SchedParams.realTime(SchedPolicy.FIFO, 1 + random.below(99));
            case 1 -> SchedParams.realTime(SchedPolicy.RR, 1 + random.below(99));
            case 2 -> {
                long periodNs = (2_000 + random.below(8_000)) * US;
                yield new SchedParams(
                        SchedPolicy.DEADLINE, 0, 0, periodNs / 5, periodNs / 2, periodNs);
            }
            case 3 -> new SchedParams(SchedPolicy.BATCH, nice, 0, 0, 0, 0);
            case 4 -> new SchedParams(SchedPolicy.IDLE, 0, 0, 0, 0, 0);
            case 5, 6 -> new SchedParams(SchedPolicy.EXT, nice, 0, 0, 0, 0);
            case 7 -> new SchedParams(SchedPolicy.NORMAL, nice, 0, 500 * US, 0, 0);
            default -> SchedParams.fair(nice);
        };
    }

    /** All CPUs (an empty list), one, or some. */
    List<Integer> affinity() {
        int kind = random.below(4);
        if (kind < 2) {
            return List.of();
        }
        List<Integer> some = new ArrayList<>();
        some.add(random.below(cpus));
        for (int cpu = 0; kind == 3 && cpu < cpus; cpu++) {
            if (coin() && !some.contains(cpu)) {
                some.add(cpu);
            }
        }
        return some;
    }

    String cgroup() {
        return CGROUPS.get(random.below(CGROUPS.size()));
    }

    private Step compute(long mostUs) {
        return new Step.Compute(amount(mostUs));
    }

    private Step sleep(long mostUs) {
        return new Step.Sleep(amount(mostUs));
    }

    private Amount amount(long mostUs) {
        long most = mostUs * US;
        return switch (random.below(3)) {
            case 0 -> Amount.of(1 + random.below(most));
            case 1 -> new Amount.Uniform(most / 10, most);
            default -> new Amount.Exponential(most / 2);
        };
    }

    private boolean coin() {
        return random.below(2) == 0;
    }
}
