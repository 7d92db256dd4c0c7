package org.scxfleet.tests.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.scxfleet.engine.SeededRandom;
import org.scxfleet.gpu.GpuModel;
import org.scxfleet.gpu.GpuSharing;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.CostProfiles;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/**
 * Draws a whole host from a seed: machine, costs, tasks, schedulers, and an operator who changes
 * things until {@link #CALM_NS}. From then on all CPUs are online, nothing is loaded but what ended
 * by itself, and every task is an ordinary one, so that each hog must get its share until {@link
 * #END_NS}.
 *
 * <p>A host of an offender runs one random scheduler that makes one illegal call; there nobody else
 * ends the scheduler.
 */
final class RandomHost {
    static final long CALM_NS = 60_000_000;
    static final long END_NS = 300_000_000;

    private static final int MOST_CPUS = 8;
    private static final int MOST_ACTIONS = 14;
    private static final int[] HZ = {100, 250, 1000};
    private static final List<String> POLICIES =
            new PolicyCatalog().entries().stream().map(PolicyCatalog.Entry::name).toList();

    private final long seed;
    private final SeededRandom random;
    private final boolean offender;

    RandomHost(long seed) {
        this.seed = seed;
        random = new SeededRandom(seed);
        offender = random.below(4) == 0;
    }

    /** True if the host's scheduler makes an illegal call. */
    boolean offender() {
        return offender;
    }

    HostSpec spec() {
        boolean remote = random.below(3) == 0;
        KernelSpec kernel = kernel(topology(), random.below(3), remote, offender);
        List<GuestSpec> guests = random.below(4) == 0 ? List.of(guest()) : List.of();
        if (!remote) {
            return new HostSpec(
                    "h", 0, "h", seed, END_NS, kernel, guests, List.of(), List.of(), List.of());
        }
        HostSpec.Link self = new HostSpec.Link(0, 5_000, 1_000_000_000);
        return new HostSpec(
                "h",
                0,
                "h",
                seed,
                END_NS,
                kernel,
                guests,
                List.of(new HostSpec.Endpoint(RandomPrograms.SERVICE, 0, 4)),
                List.of(new HostSpec.Route(RandomPrograms.SERVICE, 0, List.of(self))),
                List.of(
                        new HostSpec.Collective(
                                RandomPrograms.COLLECTIVE,
                                0,
                                RandomPrograms.COLLECTIVE_MEMBERS,
                                0,
                                List.of())));
    }

    private CpuTopology topology() {
        CpuTopology topology;
        do {
            topology =
                    CpuTopology.regular(
                            "random",
                            1 + random.below(2),
                            1 + random.below(2),
                            1 + random.below(2),
                            1 + random.below(4),
                            1 + random.below(2),
                            coin());
        } while (topology.cpuCount() > MOST_CPUS);
        return topology;
    }

    private GuestSpec guest() {
        int vcpus = 1 + random.below(3);
        return new GuestSpec(
                "vm",
                kernel(CpuTopology.flat(vcpus), 0, false, false),
                SchedParams.NORMAL,
                List.of(),
                "/b",
                random.below(3) * 50_000L,
                GuestSpec.DEFAULT_ENTRY_NS,
                GuestSpec.DEFAULT_EXIT_NS);
    }

    private KernelSpec kernel(
            CpuTopology topology, int gpus, boolean remote, boolean offenderHere) {
        RandomPrograms programs = new RandomPrograms(random, topology.cpuCount(), gpus, remote);
        List<TaskSpec> tasks = programs.tasks();
        KernelOptions.Preemption[] models = KernelOptions.Preemption.values();
        int hz = HZ[random.below(HZ.length)];
        KernelOptions.Preemption preemption = models[random.below(models.length)];
        boolean proxy = coin() && preemption != KernelOptions.Preemption.RT;
        KernelOptions options =
                new KernelOptions(hz, random.below(1_000_000_000L / hz), preemption, coin(), coin())
                        .withProxyExecution(proxy)
                        .withNmiWatchdog(coin())
                        .withNohzFull(tickless(topology));
        List<GpuSpec> devices = new ArrayList<>();
        for (int i = 0; i < gpus; i++) {
            devices.add(gpu(i, random.below(topology.nodeCount())));
        }
        List<TimedAction> actions =
                new ArrayList<>(actions(topology, tasks, programs, offenderHere));
        actions.addAll(calm(topology, tasks, offenderHere));
        return new KernelSpec(
                topology,
                options,
                costs(),
                scheduler(topology, offenderHere),
                cgroups(),
                devices,
                tasks,
                actions);
    }

    /** A device that is shared in one way or the other, with memory for some of its tasks. */
    private GpuSpec gpu(int number, int node) {
        GpuSpec plain = GpuSpec.of("A100", 8_192, node);
        GpuSharing sharing =
                new GpuSharing(
                        coin() ? GpuSharing.Mode.MPS : GpuSharing.Mode.TIME_SLICE,
                        1 + random.below(8),
                        coin(),
                        GpuSharing.DEFAULT_THRASH_FACTOR,
                        GpuSharing.WHOLE / 2,
                        GpuSharing.WHOLE / 2);
        return plain.with(sharing, GpuModel.wiring("A100", number / 2), plain.graph());
    }

    /** CPUs that may stop their tick: none, or all but the first. */
    private List<Integer> tickless(CpuTopology topology) {
        List<Integer> cpus = new ArrayList<>();
        boolean some = random.below(4) == 0;
        for (int cpu = 1; some && cpu < topology.cpuCount(); cpu++) {
            cpus.add(cpu);
        }
        return cpus;
    }

    private CostProfile costs() {
        List<String> names = CostProfiles.names();
        return switch (random.below(3)) {
            case 0 -> CostProfile.NONE;
            case 1 -> CostProfiles.named(names.get(random.below(names.size())));
            default ->
                    new CostProfile(
                            "random",
                            random.below(3_000),
                            random.below(2_000),
                            random.below(500),
                            random.below(5_000),
                            random.below(10_000),
                            random.below(20_000),
                            random.below(50_000),
                            random.below(2_000),
                            450,
                            512 + random.below(513),
                            random.below(300),
                            0);
        };
    }

    private List<CgroupSpec> cgroups() {
        return List.of(
                CgroupSpec.weighted("/a", weight()),
                CgroupSpec.weighted("/a/x", weight()),
                CgroupSpec.weighted("/b", weight()),
                new CgroupSpec("/quota", weight(), 1_000L + random.below(8_000), 10_000));
    }

    private int weight() {
        return 1 + random.below(1_000);
    }

    private SchedulerSpec scheduler(CpuTopology topology, boolean offenderHere) {
        TreeMap<String, String> options = new TreeMap<>();
        options.put(RandomScheduler.SEED, Long.toString(random.nextLong()));
        if (offenderHere) {
            options.put(RandomScheduler.OFFENDS, "true");
            return new SchedulerSpec(RandomScheduler.NAME, options, "");
        }
        int kind = random.below(4);
        if (kind == 0) {
            return SchedulerSpec.NONE;
        }
        if (kind == 1) {
            return new SchedulerSpec(RandomScheduler.NAME, options, "");
        }
        String policy = POLICIES.get(random.below(POLICIES.size()));
        // Pairs of CPUs need a partner for each.
        boolean odd = policy.equals("pair") && topology.cpuCount() % 2 != 0;
        return odd ? SchedulerSpec.builtin("simple") : SchedulerSpec.builtin(policy);
    }

    private List<TimedAction> actions(
            CpuTopology topology,
            List<TaskSpec> tasks,
            RandomPrograms programs,
            boolean offenderHere) {
        List<Long> times = new ArrayList<>();
        int count = random.below(MOST_ACTIONS);
        for (int i = 0; i < count; i++) {
            times.add(random.below(CALM_NS));
        }
        times.sort(null);
        List<TimedAction> actions = new ArrayList<>();
        for (long atNs : times) {
            actions.add(new TimedAction(atNs, act(topology, tasks, programs, offenderHere)));
        }
        return actions;
    }

    private Act act(
            CpuTopology topology,
            List<TaskSpec> tasks,
            RandomPrograms programs,
            boolean offenderHere) {
        String task = target(tasks);
        int kind = random.below(offenderHere ? 7 : 14);
        return switch (kind) {
            case 0, 1 -> new Act.SetScheduler(task, programs.params());
            case 2, 3 -> new Act.SetAffinity(task, programs.affinity());
            case 4 -> new Act.SetCgroup(task, programs.cgroup());
            case 5 -> new Act.SetCgroupWeight(coin() ? "/a" : "/new", weight());
            case 6 ->
                    new Act.SetDeadlineServer(coin(), random.below(3) * 25_000_000L, 1_000_000_000);
            case 7, 8 -> new Act.CpuOffline(random.below(topology.cpuCount()));
            case 9 -> new Act.CpuOnline(random.below(topology.cpuCount()));
            case 10 -> new Act.UnloadScheduler();
            case 11 -> new Act.SysrqS();
            default -> new Act.LoadScheduler(scheduler(topology, false));
        };
    }

    private String target(List<TaskSpec> tasks) {
        TaskSpec task = tasks.get(random.below(tasks.size()));
        return coin() || task.instances() == 0
                ? task.name()
                : String.format(Locale.ROOT, "%s-%d", task.name(), random.below(task.instances()));
    }

    /** All CPUs, no scheduler, ordinary tasks in the root cgroup. */
    private static List<TimedAction> calm(
            CpuTopology topology, List<TaskSpec> tasks, boolean offenderHere) {
        List<TimedAction> actions = new ArrayList<>();
        for (int cpu = 0; cpu < topology.cpuCount(); cpu++) {
            actions.add(new TimedAction(CALM_NS, new Act.CpuOnline(cpu)));
        }
        if (!offenderHere) {
            actions.add(new TimedAction(CALM_NS, new Act.UnloadScheduler()));
        }
        for (TaskSpec task : tasks) {
            actions.add(
                    new TimedAction(
                            CALM_NS, new Act.SetScheduler(task.name(), SchedParams.NORMAL)));
            actions.add(new TimedAction(CALM_NS, new Act.SetAffinity(task.name(), List.of())));
            actions.add(new TimedAction(CALM_NS, new Act.SetCgroup(task.name(), "/")));
        }
        return actions;
    }

    private boolean coin() {
        return random.below(2) == 0;
    }
}
