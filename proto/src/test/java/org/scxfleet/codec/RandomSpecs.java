package org.scxfleet.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.scxfleet.cluster.job.Job;
import org.scxfleet.cluster.job.QueueResource;
import org.scxfleet.cluster.job.QueueSpec;
import org.scxfleet.cluster.placement.external.LoggedDecision;
import org.scxfleet.cluster.queue.QueueSettings;
import org.scxfleet.cluster.resource.PodRequest;
import org.scxfleet.cluster.run.QueuedWork;
import org.scxfleet.cluster.run.QueuedWork.Behaviour;
import org.scxfleet.cluster.run.QueuedWork.JobWork;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.gpu.GpuSharing;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.gpu.GpuWiring;
import org.scxfleet.gpu.MigPart;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CollectiveCost;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.share.queue.PartialVector;
import org.scxfleet.share.queue.QueuePolicy;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** Valid descriptions of every kind, drawn from a seed. */
final class RandomSpecs {
    private static final long LONG_NS = 1L << 50;
    private final SeededRandom random;

    RandomSpecs(long seed) {
        random = new SeededRandom(seed);
    }

    List<HostSpec> hosts() {
        long seed = random.nextLong();
        long endNs = 1 + time();
        List<KernelSpec> kernels = some(3, this::kernel);
        List<HostSpec> hosts = new ArrayList<>();
        int count = random.below(8);
        for (int i = 0; i < count; i++) {
            hosts.add(
                    new HostSpec(
                            name(),
                            i,
                            name(),
                            seed,
                            endNs,
                            kernels.isEmpty() ? kernel() : pick(kernels),
                            some(2, this::guest),
                            some(2, () -> new HostSpec.Endpoint(name(), below(9), below(70_000))),
                            some(2, () -> new HostSpec.Route(name(), below(9), links(1))),
                            some(2, this::collective)));
        }
        return hosts;
    }

    RunSpec run() {
        boolean queued = coin();
        return new RunSpec(
                name(),
                random.nextLong(),
                time(),
                some(
                        3,
                        () ->
                                new RunSpec.HostGroup(
                                        name(),
                                        atLeastOne(5, this::name),
                                        time(),
                                        kernel(),
                                        some(2, this::guest),
                                        coin(),
                                        new RunSpec.Fabric(below(9), below(9)))),
                some(3, () -> new RunSpec.GroupLink(name(), name(), link())),
                link(),
                time(),
                name(),
                queued ? List.of() : some(5, this::pod),
                queued ? queuedWork() : QueuedWork.NONE,
                some(2, this::name),
                some(3, this::decision));
    }

    private LoggedDecision decision() {
        PodRequest request =
                coin()
                        ? PodRequest.cpu(below(1_000), below(1_000))
                        : new PodRequest(below(9), 1, 1, 1 + below(1_000), List.of("a", "b"));
        return coin()
                ? new LoggedDecision(request, LoggedDecision.NOWHERE, 0, coin(), name())
                : new LoggedDecision(request, below(99), below(99), coin(), "");
    }

    private QueuedWork queuedWork() {
        return new QueuedWork(
                atLeastOne(
                        3,
                        () ->
                                new QueueSpec(
                                        name(),
                                        coin() ? "" : name(),
                                        1 + below(100),
                                        amounts(),
                                        amounts(),
                                        amounts(),
                                        amounts())),
                new QueueSettings(
                        pick(List.of(QueuePolicy.values())),
                        pick(List.of(QueueResource.values())),
                        pick(List.of(QueueSettings.Preemption.values())),
                        coin(),
                        1 + time(),
                        coin()),
                atLeastOne(4, this::job));
    }

    private PartialVector amounts() {
        return PartialVector.of(below(9) - 1, below(9) - 1, below(9) - 1);
    }

    private JobWork job() {
        int gpus = below(3);
        int pods = 1 + below(5);
        Job job =
                new Job(
                        name(),
                        name(),
                        below(9) - 4,
                        time(),
                        coin() ? Job.ENDLESS : 1 + time(),
                        pods,
                        1 + below(pods),
                        new PodRequest(below(9), below(9), gpus, gpus == 0 ? 0 : 1000, List.of()),
                        coin(),
                        new Job.After(some(2, this::name), time()));
        List<Behaviour> behaviours =
                List.of(
                        new Behaviour.Busy(1 + below(9)),
                        new Behaviour.Periodic(1 + below(9), time(), 1 + time(), time()),
                        new Behaviour.Programs(some(3, this::task)));
        return new JobWork(job, name(), 1 + below(100), pick(behaviours));
    }

    KernelSpec kernel() {
        return new KernelSpec(
                topology(),
                options(),
                costs(),
                scheduler(),
                some(3, this::cgroup),
                some(3, this::gpu),
                some(4, this::task),
                some(4, () -> new TimedAction(time(), act())));
    }

    TaskSpec task() {
        return new TaskSpec(
                name(),
                name(),
                below(100),
                params(),
                cpus(),
                "/" + name(),
                time(),
                some(6, () -> step(below(STEP_KINDS), 0)));
    }

    /** Number of step kinds that {@link #step} knows. */
    static final int STEP_KINDS = 33;

    Step step(int kind, int nesting) {
        return switch (kind) {
            case 0 -> new Step.Compute(amount());
            case 1 -> new Step.RunFor(amount());
            case 2 -> new Step.Sleep(amount());
            case 3 -> new Step.Timer(name(), amount(), coin(), coin());
            case 4 -> new Step.Suspend(name(), coin());
            case 5 -> new Step.Resume(name(), coin());
            case 6 -> new Step.Lock(name(), coin());
            case 7 -> new Step.Unlock(name());
            case 8 -> new Step.CondWait(name(), name());
            case 9 -> new Step.CondSignal(name());
            case 10 -> new Step.CondBroadcast(name());
            case 11 -> new Step.Barrier(name(), below(100));
            case 12 -> new Step.SemPost(name());
            case 13 -> new Step.SemWait(name());
            case 14 -> new Step.PipeWrite(name());
            case 15 -> new Step.PipeRead(name());
            case 16 -> new Step.Yield();
            case 17 -> new Step.Fork(name());
            case 18 -> new Step.Exit();
            case 19 -> new Step.SetScheduler(params());
            case 20 -> new Step.SetAffinity(cpus());
            case 21 -> new Step.SetCgroup("/" + name());
            case 22 -> new Step.GpuLaunch(below(8), below(8), amount(), below(1000), coin());
            case 23 -> new Step.GpuSync(below(8), pick(List.of(Step.SyncMode.values())));
            case 24 -> new Step.Request(name(), amount());
            case 25 -> new Step.Receive(name());
            case 26 -> new Step.Reply(amount());
            case 27 -> new Step.Collective(name(), amount(), exchange());
            case 28 -> new Step.Mark(name());
            case 29 ->
                    new Step.GpuOpen(
                            below(8),
                            time(),
                            time(),
                            pick(List.of(Step.Interleave.values())),
                            below(100),
                            below(100),
                            below(100),
                            below(100));
            case 30 ->
                    new Step.GpuCopy(
                            below(8),
                            below(8),
                            pick(List.of(Step.CopyWay.values())),
                            amount(),
                            coin(),
                            below(8));
            case 31 -> new Step.GpuFault(below(8));
            default -> repeat(nesting);
        };
    }

    private Step repeat(int nesting) {
        int count = below(4) - 1;
        boolean deeper = nesting + 1 < Step.MAX_NESTING;
        return new Step.Repeat(
                count, some(3, () -> step(below(deeper ? STEP_KINDS : 29), nesting + 1)));
    }

    /** Number of acts that {@link #act(int)} knows. */
    static final int ACT_KINDS = 14;

    private Act act() {
        return act(below(ACT_KINDS));
    }

    Act act(int kind) {
        return switch (kind) {
            case 0 -> new Act.LoadScheduler(scheduler());
            case 1 -> new Act.UnloadScheduler();
            case 2 -> new Act.SysrqS();
            case 3 -> new Act.CpuOffline(below(64));
            case 4 -> new Act.CpuOnline(below(64));
            case 5 -> new Act.SetScheduler(name(), params());
            case 6 -> new Act.SetAffinity(name(), cpus());
            case 7 -> new Act.SetCgroup(name(), "/" + name());
            case 8 -> new Act.SetCgroupWeight("/" + name(), below(100));
            case 9 -> new Act.AttachScheduler(name(), scheduler());
            case 10 -> new Act.DetachScheduler(name());
            case 11 -> new Act.RunProgram(name(), some(3, random::nextLong));
            case 12 -> new Act.PartitionGpu(below(8), some(3, this::name), time());
            default -> new Act.SetDeadlineServer(coin(), time(), time());
        };
    }

    private CpuTopology topology() {
        return coin()
                ? CpuTopology.flat(1 + below(16))
                : CpuTopology.regular(
                        name(), 1 + below(2), 1 + below(2), 1 + below(3), 1 + below(3), 2, coin());
    }

    private KernelOptions options() {
        int hz = KernelOptions.MIN_HZ + below(977);
        KernelOptions.Preemption preemption = pick(List.of(KernelOptions.Preemption.values()));
        return new KernelOptions(
                hz,
                random.below(1_000_000_000L / hz),
                preemption,
                coin(),
                coin(),
                coin(),
                cpus(),
                coin(),
                coin() && preemption != KernelOptions.Preemption.RT);
    }

    private CostProfile costs() {
        return coin()
                ? CostProfile.LAB
                : new CostProfile(
                        name(),
                        cost(),
                        cost(),
                        cost(),
                        cost(),
                        cost(),
                        cost(),
                        cost(),
                        cost(),
                        cost(),
                        1 + below(1024),
                        cost(),
                        cost());
    }

    private SchedulerSpec scheduler() {
        SortedMap<String, String> options = new TreeMap<>();
        for (int i = below(3); i > 0; i--) {
            options.put(name(), name());
        }
        return new SchedulerSpec(name(), options, coin() ? "" : "00ff" + name());
    }

    private CgroupSpec cgroup() {
        return new CgroupSpec(
                "/" + name(),
                1 + below(10_000),
                coin() ? CgroupSpec.UNLIMITED : 1_000 + below(1_000_000),
                1_000 + below(900_000));
    }

    private GpuSpec gpu() {
        GpuSpec plain = plainGpu();
        return coin() ? plain : plain.as(new MigPart(plainGpu(), name(), below(8)));
    }

    private GpuSpec plainGpu() {
        return new GpuSpec(
                name(),
                time(),
                below(4),
                1 + cost(),
                cost(),
                cost(),
                cost(),
                cost(),
                1 + below(2_000),
                1 + below(2_048),
                new GpuSharing(
                        pick(List.of(GpuSharing.Mode.values())),
                        1 + below(99),
                        coin(),
                        below(999),
                        1 + below(1_024),
                        1 + below(1_024)),
                new GpuWiring(
                        below(9) - 1,
                        below(9) - 1,
                        below(9),
                        below(9),
                        below(9),
                        1 + time(),
                        1 + time(),
                        1 + below(7),
                        cost()),
                new GpuSpec.GraphCost(cost(), cost()));
    }

    private GuestSpec guest() {
        KernelSpec kernel = kernel();
        List<List<Integer>> pins = new ArrayList<>();
        if (coin()) {
            for (int i = 0; i < kernel.topology().cpuCount(); i++) {
                pins.add(cpus());
            }
        }
        return new GuestSpec(name(), kernel, params(), pins, "/" + name(), time(), cost(), cost());
    }

    private RunSpec.PodWork pod() {
        return new RunSpec.PodWork(
                name(),
                time(),
                time(),
                below(9),
                below(1_001),
                some(2, this::name),
                name(),
                1 + below(10_000),
                some(3, this::task));
    }

    private HostSpec.Collective collective() {
        CollectiveCost cost =
                new CollectiveCost(
                        pick(List.of(Step.Algorithm.values())),
                        1 + below(9),
                        1 + below(9),
                        below(101),
                        1 + time(),
                        time(),
                        1 + time(),
                        time());
        return new HostSpec.Collective(name(), below(9), 1 + below(99), below(99), links(0), cost);
    }

    private Step.Exchange exchange() {
        return new Step.Exchange(
                pick(List.of(Step.Algorithm.values())), below(101), time(), time(), time(), time());
    }

    private List<HostSpec.Link> links(int atLeast) {
        List<HostSpec.Link> links =
                new ArrayList<>(
                        some(3, () -> new HostSpec.Link(below(99), 1 + time(), 1 + time())));
        while (links.size() < atLeast) {
            links.add(new HostSpec.Link(below(99), 1 + time(), 1 + time()));
        }
        return links;
    }

    private RunSpec.LinkSpec link() {
        return new RunSpec.LinkSpec(1 + time(), 1 + time());
    }

    private SchedParams params() {
        SchedPolicy policy = pick(List.of(SchedPolicy.values()));
        long runtimeNs = 1 + time();
        long deadlineNs = runtimeNs + time();
        return new SchedParams(
                policy,
                below(40) - 20,
                policy.isRealTime() ? 1 + below(99) : 0,
                runtimeNs,
                deadlineNs,
                deadlineNs + time());
    }

    private Amount amount() {
        return switch (below(3)) {
            case 0 -> new Amount.Fixed(time());
            case 1 -> {
                long min = time();
                yield new Amount.Uniform(min, min + time());
            }
            default -> new Amount.Exponential(time());
        };
    }

    private List<Integer> cpus() {
        return some(4, () -> below(64));
    }

    private String name() {
        return (coin() ? "n" : "nämé-") + below(1_000);
    }

    /** Small, middling or large. */
    private long time() {
        return random.nextLong() >>> (14 + below(50)) & (LONG_NS - 1);
    }

    private long cost() {
        return below(1_000_000);
    }

    private boolean coin() {
        return random.below(2) == 0;
    }

    private int below(int bound) {
        return random.below(bound);
    }

    private <T> T pick(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    private <T> List<T> some(int most, Supplier<T> draw) {
        List<T> drawn = new ArrayList<>();
        for (int i = below(most + 1); i > 0; i--) {
            drawn.add(draw.get());
        }
        return drawn;
    }

    private <T> List<T> atLeastOne(int most, Supplier<T> draw) {
        List<T> drawn = new ArrayList<>(some(most, draw));
        drawn.add(draw.get());
        return drawn;
    }
}
