package org.scxfleet.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.scxfleet.host.TestHosts.forever;
import static org.scxfleet.host.TestHosts.kernel;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.scxfleet.engine.Envelope;
import org.scxfleet.task.Amount;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;

class HostMessagesTest {
    private static final long END_NS = 100_000_000L;
    private static final long LATENCY_NS = 50_000;
    private static final HostSpec.Link TO_SERVER = new HostSpec.Link(1, LATENCY_NS, 1_000_000_000L);

    /** Runs both hosts window by window, as a coordinator does. */
    private static void pump(List<Host> hosts, long windowNs) {
        List<Envelope> underWay = new ArrayList<>();
        for (long bound = windowNs; bound < END_NS + windowNs; bound += windowNs) {
            List<Envelope> sent = new ArrayList<>();
            for (int i = 0; i < hosts.size(); i++) {
                int target = i;
                List<Envelope> mine = new ArrayList<>();
                for (Envelope envelope : underWay) {
                    if (envelope.target() == target) {
                        mine.add(envelope);
                    }
                }
                mine.sort(Envelope.ORDER);
                hosts.get(i).advance(bound, mine, sent::add);
            }
            underWay = sent;
        }
    }

    private static Host client(long requestBytes) {
        TaskSpec task =
                TaskSpec.normal(
                        "client",
                        1,
                        forever(
                                new Step.Compute(Amount.of(100_000)),
                                new Step.Request("store", Amount.of(requestBytes)),
                                new Step.Mark("")));
        HostSpec spec =
                new HostSpec(
                        "client",
                        0,
                        "g",
                        1,
                        END_NS,
                        kernel(1, List.of(), task),
                        List.of(),
                        List.of(),
                        List.of(new HostSpec.Route("store", 7, List.of(TO_SERVER))),
                        List.of());
        return Host.assemble(spec, TestHosts.RESOLVER);
    }

    private static Host server(int queueLimit, TaskSpec... tasks) {
        HostSpec spec =
                new HostSpec(
                        "server",
                        1,
                        "g",
                        1,
                        END_NS,
                        kernel(1, List.of(), tasks),
                        List.of(),
                        List.of(new HostSpec.Endpoint("store", 7, queueLimit)),
                        List.of(),
                        List.of());
        return Host.assemble(spec, TestHosts.RESOLVER);
    }

    private static TaskSpec serving(long workNs) {
        return TaskSpec.normal(
                "server",
                1,
                forever(
                        new Step.Receive("store"),
                        new Step.Compute(Amount.of(workNs)),
                        new Step.Reply(Amount.of(1_000)),
                        new Step.Mark("")));
    }

    private static long iterations(Host host) {
        return host.report().kernels().getFirst().groups().getFirst().iterations;
    }

    @Test
    void shouldWaitForTheAnswerOfAnotherHost() {
        List<Host> hosts = List.of(client(1_000), server(16, serving(200_000)));
        pump(hosts, LATENCY_NS);
        // 100 us here, 51 us there, 200 us of service, 51 us back.
        long rounds = END_NS / (100_000 + 51_000 + 200_000 + 51_000);
        assertThat(iterations(hosts.get(0))).isBetween(rounds - 1, rounds);
        assertThat(iterations(hosts.get(1))).isBetween(rounds - 1, rounds + 1);
    }

    @Test
    void shouldNotDependOnTheSizeOfWindows() {
        List<Host> whole = List.of(client(1_000), server(16, serving(200_000)));
        List<Host> small = List.of(client(1_000), server(16, serving(200_000)));
        pump(whole, LATENCY_NS);
        pump(small, LATENCY_NS / 7);
        for (int i = 0; i < 2; i++) {
            assertThat(small.get(i).digest()).isEqualTo(whole.get(i).digest());
        }
    }

    @Test
    void shouldPayForBytesByBandwidth() {
        List<Host> light = List.of(client(1_000), server(16, serving(1_000)));
        List<Host> heavy = List.of(client(1_000_000), server(16, serving(1_000)));
        pump(light, LATENCY_NS);
        pump(heavy, LATENCY_NS);
        assertThat(iterations(heavy.get(0))).isLessThan(iterations(light.get(0)) / 4);
    }

    @Test
    void shouldAnswerAtOnceWhenTheQueueIsFullAndSaySo() {
        List<Host> hosts = List.of(client(1_000), server(0));
        pump(hosts, LATENCY_NS);
        assertThat(iterations(hosts.get(0))).isGreaterThan(100);
        assertThat(hosts.get(1).report().notices())
                .anyMatch(
                        notice -> notice.code().equals("requests-refused") && notice.count() > 100);
    }

    @Test
    void shouldMeetAcrossHostsInEveryRound() {
        List<Host> hosts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            TaskSpec task =
                    TaskSpec.normal(
                            "rank",
                            2,
                            forever(
                                    new Step.Compute(Amount.of(100_000L * (i + 1))),
                                    new Step.Collective("reduce", Amount.of(0)),
                                    new Step.Mark("")));
            List<HostSpec.Link> links =
                    i == 0
                            ? List.of(
                                    new HostSpec.Link(1, LATENCY_NS, 1_000_000_000L),
                                    new HostSpec.Link(2, LATENCY_NS, 1_000_000_000L))
                            : List.of(new HostSpec.Link(0, LATENCY_NS, 1_000_000_000L));
            HostSpec spec =
                    new HostSpec(
                            "h" + i,
                            i,
                            "g",
                            1,
                            END_NS,
                            kernel(2, List.of(), task),
                            List.of(),
                            List.of(),
                            List.of(),
                            List.of(new HostSpec.Collective("reduce", 3, 6, 0, links)));
            hosts.add(Host.assemble(spec, TestHosts.RESOLVER));
        }
        pump(hosts, LATENCY_NS);
        // The slowest computes for 300 us, its arrival and the release take a latency each.
        long rounds = END_NS / (300_000 + 2 * LATENCY_NS);
        for (Host host : hosts) {
            assertThat(iterations(host)).isBetween(2 * (rounds - 1), 2 * rounds);
        }
    }

    @Test
    void shouldRefuseAMessageFromThePast() {
        Host host = server(16, serving(1_000));
        host.advance(1_000_000, List.of(), envelope -> {});
        Envelope late = new Envelope(999_999, 0, 0, 1, Envelope.Kind.REQUEST, 7, 0, 1, 1);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> host.advance(2_000_000, List.of(late), envelope -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("granted up to 1000000 ns");
    }
}
