package org.scxfleet.coordinator;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.coordinator.run.PreparedRun;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.topology.CpuTopology;

/** Small clusters of real hosts: servers, clients, members of a collective, and loners. */
public final class TestRuns {
    public static final long END_NS = 20_000_000;
    private static final long LATENCY_NS = 50_000;
    private static final long BYTES_PER_SECOND = 1_000_000_000L;
    private static final int SERVICE = 0;
    private static final int COLLECTIVE = 0;

    private TestRuns() {}

    /**
     * Every fourth host serves, the next calls the servers, the next is in a collective with its
     * likes, the next is alone.
     */
    public static PreparedRun mixed(int hostCount) {
        List<HostSpec> hosts = new ArrayList<>();
        for (int i = 0; i < hostCount; i++) {
            hosts.add(
                    switch (i % 4) {
                        case 0 -> server(i);
                        case 1 -> client(i, hostCount);
                        case 2 -> member(i, hostCount);
                        default -> loner(i);
                    });
        }
        return new PreparedRun("mixed", END_NS, hosts, List.of());
    }

    /** Hosts that exchange nothing. */
    public static PreparedRun loners(int hostCount) {
        List<HostSpec> hosts = new ArrayList<>();
        for (int i = 0; i < hostCount; i++) {
            hosts.add(loner(i));
        }
        return new PreparedRun("loners", END_NS, hosts, List.of());
    }

    /** A run as a client describes it: two groups, one serves, the other calls. */
    public static RunSpec spec(int hostCount, long endNs) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i < hostCount; i++) {
            names.add("a-host-with-a-long-name-so-that-there-are-many-bytes-" + i);
        }
        RunSpec.HostGroup servers =
                new RunSpec.HostGroup(
                        "servers", List.of("server"), 1_024, server(0).kernel(), List.of(), true);
        return new RunSpec(
                "submitted",
                1,
                endNs,
                names.isEmpty() ? List.of(servers) : List.of(servers, clients(names)),
                List.of(),
                RunSpec.LinkSpec.DEFAULT,
                RunSpec.DEFAULT_CONTROL_LATENCY_NS,
                "first-fit",
                List.of());
    }

    private static RunSpec.HostGroup clients(List<String> names) {
        return new RunSpec.HostGroup(
                "clients", names, 1_024, client(0, 1).kernel(), List.of(), false);
    }

    private static HostSpec server(int index) {
        KernelSpec kernel =
                kernel(
                        task(
                                "server",
                                2,
                                new Step.Receive("echo"),
                                new Step.Compute(new Amount.Exponential(80_000)),
                                new Step.Reply(Amount.of(1_000))));
        return host(
                index,
                kernel,
                List.of(new HostSpec.Endpoint("echo", SERVICE, 100)),
                List.of(),
                List.of());
    }

    private static HostSpec client(int index, int hostCount) {
        List<HostSpec.Link> servers = new ArrayList<>();
        for (int i = 0; i < hostCount; i += 4) {
            servers.add(link(i));
        }
        KernelSpec kernel =
                kernel(
                        task(
                                "client",
                                4,
                                new Step.Compute(new Amount.Exponential(100_000)),
                                new Step.Request("echo", new Amount.Uniform(100, 9_000))));
        return host(
                index,
                kernel,
                List.of(),
                List.of(new HostSpec.Route("echo", SERVICE, servers)),
                List.of());
    }

    private static HostSpec member(int index, int hostCount) {
        List<HostSpec.Link> links = new ArrayList<>();
        int members = 0;
        for (int i = 2; i < hostCount; i += 4) {
            members++;
            if (i != index && (index == 2 || i == 2)) {
                links.add(link(i));
            }
        }
        KernelSpec kernel =
                kernel(
                        task(
                                "trainer",
                                1,
                                new Step.Compute(new Amount.Exponential(300_000)),
                                new Step.Collective("all", Amount.of(50_000))));
        return host(
                index,
                kernel,
                List.of(),
                List.of(),
                List.of(new HostSpec.Collective("all", COLLECTIVE, members, 2, links)));
    }

    private static HostSpec loner(int index) {
        KernelSpec kernel =
                kernel(
                        task(
                                "loner",
                                5,
                                new Step.Compute(new Amount.Exponential(200_000)),
                                new Step.Sleep(new Amount.Exponential(200_000))));
        return host(index, kernel, List.of(), List.of(), List.of());
    }

    private static HostSpec host(
            int index,
            KernelSpec kernel,
            List<HostSpec.Endpoint> endpoints,
            List<HostSpec.Route> routes,
            List<HostSpec.Collective> collectives) {
        return new HostSpec(
                "host-" + index,
                index,
                "group-" + index % 4,
                7,
                END_NS,
                kernel,
                List.of(),
                endpoints,
                routes,
                collectives);
    }

    private static KernelSpec kernel(TaskSpec task) {
        return KernelSpec.of(
                CpuTopology.flat(2),
                CostProfile.LAB,
                SchedulerSpec.builtin("simple"),
                List.of(task));
    }

    private static TaskSpec task(String name, int instances, Step... steps) {
        return TaskSpec.normal(
                name, instances, List.of(new Step.Repeat(Step.FOREVER, List.of(steps))));
    }

    private static HostSpec.Link link(int host) {
        return new HostSpec.Link(host, LATENCY_NS, BYTES_PER_SECOND);
    }
}
