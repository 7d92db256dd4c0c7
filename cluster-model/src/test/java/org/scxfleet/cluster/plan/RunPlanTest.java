package org.scxfleet.cluster.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.cluster.run.RunSpec.GroupLink;
import org.scxfleet.cluster.run.RunSpec.HostGroup;
import org.scxfleet.cluster.run.RunSpec.LinkSpec;
import org.scxfleet.cluster.run.RunSpec.PodWork;
import org.scxfleet.gpu.GpuSpec;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CollectiveCost;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.HostSpec.Link;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.task.Amount;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

class RunPlanTest {
    private static final LinkSpec FAR = new LinkSpec(500_000, 1_000_000_000);
    private static final Step WORK = new Step.Compute(Amount.of(1_000));

    @Test
    void shouldNumberHostsGroupByGroup() {
        RunPlan plan = RunPlan.of(run(group("a", 2, List.of()), group("b", 1, List.of())));
        assertThat(plan.hosts()).extracting(HostSpec::name).containsExactly("a-0", "a-1", "b-0");
        assertThat(plan.hosts()).extracting(HostSpec::index).containsExactly(0, 1, 2);
        assertThat(plan.hosts().get(2).hostGroup()).isEqualTo("b");
    }

    @Test
    void shouldWireAServiceFromItsCallersToAllItsInstances() {
        TaskSpec server = task("server", 2, new Step.Receive("web"), WORK, reply());
        TaskSpec client = task("client", 1, repeated(request("web")));
        RunPlan plan =
                RunPlan.of(run(group("s", 2, List.of(server)), group("c", 2, List.of(client))));
        assertThat(plan.hosts().get(1).endpoints())
                .singleElement()
                .extracting(HostSpec.Endpoint::service)
                .isEqualTo("web");
        assertThat(plan.hosts().get(0).routes()).isEmpty();
        HostSpec caller = plan.hosts().get(2);
        assertThat(caller.routes().getFirst().instances())
                .containsExactly(
                        new Link(0, 500_000, 1_000_000_000), new Link(1, 500_000, 1_000_000_000));
    }

    @Test
    void shouldShareTheLinksOfAGroup() {
        TaskSpec both = task("peer", 1, request("peer"), new Step.Receive("peer"), reply());
        RunPlan plan = RunPlan.of(run(group("p", 3, List.of(both))));
        List<Link> links = plan.hosts().get(0).routes().getFirst().instances();
        assertThat(plan.hosts().get(2).routes().getFirst().instances()).isEqualTo(links);
        assertThat(links).extracting(Link::host).containsExactly(0, 1, 2);
    }

    @Test
    void shouldRefuseACallOfAServiceThatNobodyServes() {
        RunSpec run = run(group("c", 1, List.of(task("client", 1, request("wbe")))));
        assertThatThrownBy(() -> RunPlan.of(run))
                .hasMessage("a task of host c-0 calls service 'wbe', which no task receives");
    }

    @Test
    void shouldRefuseAServiceInsideAGuest() {
        KernelSpec inside = kernel(List.of(task("client", 1, request("web"))), List.of());
        GuestSpec guest = new GuestSpec("vm", inside, SchedParams.NORMAL, List.of(), "/", 0, 0, 0);
        HostGroup group =
                new HostGroup("a", List.of("a-0"), 1, kernel(List.of(), List.of()), List.of(guest));
        assertThatThrownBy(() -> RunPlan.of(run(group)))
                .hasMessageContaining("a task of guest vm of host group a uses a service");
    }

    @Test
    void shouldCountMembersOfACollectiveInTheWholeCluster() {
        TaskSpec member = task("train", 2, new Step.Collective("job", Amount.of(1)));
        RunPlan plan =
                RunPlan.of(run(group("a", 2, List.of(member)), group("b", 1, List.of(member))));
        HostSpec.Collective atRoot = plan.hosts().get(0).collectives().getFirst();
        assertThat(atRoot.members()).isEqualTo(6);
        assertThat(atRoot.root()).isZero();
        assertThat(atRoot.links()).extracting(Link::host).containsExactly(1, 2);
        assertThat(plan.hosts().get(2).collectives().getFirst().links())
                .containsExactly(new Link(0, 500_000, 1_000_000_000));
    }

    @Test
    void shouldGiveACollectiveTheCostThatHostsAndNetworkHave() {
        Step.Exchange ring = new Step.Exchange(Step.Algorithm.RING, 50, 7, 0, 0, 0);
        TaskSpec member = task("train", 2, new Step.Collective("job", Amount.of(1), ring));
        RunPlan plan =
                RunPlan.of(run(group("a", 2, List.of(member)), group("b", 1, List.of(member))));
        assertThat(plan.hosts().get(1).collectives().getFirst().cost())
                .isEqualTo(
                        new CollectiveCost(
                                Step.Algorithm.RING, 3, 2, 50, 7, 4_000, 1_000_000_000, 500_000));
    }

    @Test
    void shouldRefuseMembersThatExchangeInDifferentWays() {
        Step.Exchange ring = new Step.Exchange(Step.Algorithm.RING, 0, 0, 0, 0, 0);
        TaskSpec one = task("one", 1, new Step.Collective("job", Amount.of(1), ring));
        TaskSpec other = task("other", 1, new Step.Collective("job", Amount.of(1)));
        assertThatThrownBy(() ->
                        RunPlan.of(run(group("a", 1, List.of(one)), group("b", 1, List.of(other)))))
                .hasMessageContaining("'job' exchange data in different ways");
    }

    @Test
    void shouldRefuseAForkedMember() {
        TaskSpec member = task("train", 0, new Step.Collective("job", Amount.of(1)));
        assertThatThrownBy(() -> RunPlan.of(run(group("a", 1, List.of(member)))))
                .hasMessageContaining("starts only by fork");
    }

    @Test
    void shouldPutPodsIntoTheirHostsWithTheDevicesThatTheyGot() {
        HostGroup nodes = gpuGroup("n", 2, "A100", "A100");
        RunPlan plan =
                RunPlan.of(
                        run(
                                List.of(nodes),
                                List.of(
                                        pod("p0", 1, 600),
                                        pod("p1", 1, 600),
                                        pod("p2", 1, 400),
                                        pod("p3", 4, 1000))));
        PlacementOutcome placement = plan.placement();
        assertThat(placement.policy()).isEqualTo("first-fit");
        assertThat(placement.pods())
                .extracting(PlacementOutcome.PodOutcome::host)
                .containsExactly(0, 0, 0, PlacementOutcome.NOWHERE);
        assertThat(placement.unplaced()).isEqualTo(1);
        assertThat(placement.pods().get(3).reason()).contains("fits on none of 2 nodes");
        assertThat(placement.gpuMilliAllocated()).isEqualTo(1_600);
        assertThat(placement.gpuMilliTotal()).isEqualTo(4_000);
        KernelSpec kernel = plan.hosts().getFirst().kernel();
        assertThat(kernel.cgroups()).extracting(CgroupSpec::path).contains("/kubepods/p1");
        TaskSpec second = kernel.tasks().get(1);
        assertThat(second.cgroup()).isEqualTo("/kubepods/p1");
        assertThat(placement.pods().get(1).devices()).containsExactly(1);
        assertThat(
                        ((Step.GpuLaunch)
                                        ((Step.Repeat) second.program().getFirst())
                                                .body()
                                                .getFirst())
                                .device())
                .isEqualTo(1);
        assertThat(plan.hosts().get(1).kernel().tasks()).isEmpty();
    }

    @Test
    void shouldRefuseAPodThatUsesADeviceThatItDidNotAskFor() {
        RunSpec run =
                run(
                        List.of(gpuGroup("n", 1, "A100")),
                        List.of(
                                new PodWork(
                                        "p",
                                        0,
                                        0,
                                        0,
                                        0,
                                        List.of(),
                                        "BE",
                                        1,
                                        List.of(launcher("p", 0)))));
        assertThatThrownBy(() -> RunPlan.of(run)).hasMessage("pod p uses its GPU 0 but asks for 0");
    }

    @Test
    void shouldRefusePodsOnHostsWithSeveralGpuModels() {
        RunSpec run = run(List.of(gpuGroup("n", 1, "A100", "T4")), List.of(pod("p", 1, 1000)));
        assertThatThrownBy(() -> RunPlan.of(run)).hasMessageContaining("GPUs of several models");
    }

    @Test
    void shouldGiveEachHostATickPhaseOfItsOwnOnlyIfAsked() {
        HostGroup spread =
                new HostGroup(
                        "a",
                        List.of("a-0", "a-1"),
                        1,
                        kernel(List.of(), List.of()),
                        List.of(),
                        true);
        RunSpec run = run(spread, group("b", 1, List.of()));
        RunPlan plan = RunPlan.of(run);
        List<Long> phases =
                plan.hosts().stream().map(host -> host.kernel().options().tickPhaseNs()).toList();
        assertThat(phases.get(0)).isBetween(1L, 4_000_000L).isNotEqualTo(phases.get(1));
        assertThat(phases.get(2)).isZero();
        assertThat(RunPlan.of(run).hosts()).isEqualTo(plan.hosts());
    }

    private static RunSpec run(HostGroup... groups) {
        return run(List.of(groups), List.of());
    }

    private static RunSpec run(List<HostGroup> groups, List<PodWork> pods) {
        List<GroupLink> links = new ArrayList<>();
        for (int i = 1; i < groups.size(); i++) {
            links.add(new GroupLink(groups.get(0).name(), groups.get(i).name(), FAR));
        }
        return new RunSpec(
                "run",
                7,
                1_000_000_000,
                groups,
                links,
                LinkSpec.DEFAULT,
                100_000,
                "first-fit",
                pods);
    }

    private static HostGroup group(String name, int count, List<TaskSpec> tasks) {
        return new HostGroup(name, names(name, count), 1_024, kernel(tasks, List.of()), List.of());
    }

    private static HostGroup gpuGroup(String name, int count, String... models) {
        List<GpuSpec> gpus = new ArrayList<>();
        for (String model : models) {
            gpus.add(GpuSpec.of(model, 1_024, 0));
        }
        return new HostGroup(name, names(name, count), 65_536, kernel(List.of(), gpus), List.of());
    }

    private static List<String> names(String name, int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(name + "-" + i);
        }
        return names;
    }

    private static KernelSpec kernel(List<TaskSpec> tasks, List<GpuSpec> gpus) {
        return new KernelSpec(
                CpuTopology.flat(8),
                KernelOptions.DEFAULTS,
                CostProfile.NONE,
                SchedulerSpec.NONE,
                List.of(),
                gpus,
                tasks,
                List.of());
    }

    private static PodWork pod(String name, int gpus, int gpuMilli) {
        return new PodWork(
                name, 1_000, 512, gpus, gpuMilli, List.of(), "LS", 40, List.of(launcher(name, 0)));
    }

    private static TaskSpec launcher(String name, int device) {
        return task(
                name + "-gpu",
                1,
                repeated(
                        new Step.GpuLaunch(device, 0, Amount.of(1_000), 1, false),
                        new Step.GpuSync(device, Step.SyncMode.BLOCKING)));
    }

    private static TaskSpec task(String name, int instances, Step... program) {
        return TaskSpec.normal(name, instances, List.of(program));
    }

    private static Step repeated(Step... steps) {
        return new Step.Repeat(Step.FOREVER, List.of(steps));
    }

    private static Step request(String service) {
        return new Step.Request(service, Amount.of(512));
    }

    private static Step reply() {
        return new Step.Reply(Amount.of(512));
    }
}
