package org.scxfleet.node.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.EnvelopeSink;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.DefectException;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.fleet.RunTraces;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.fleet.WindowGrant;
import org.scxfleet.fleet.WindowReport;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.node.FakeHost;
import org.scxfleet.node.assembly.EmulatedHost;
import org.scxfleet.node.assembly.HostAssembly;
import org.scxfleet.node.metrics.NodeMetrics;
import org.scxfleet.trace.TraceSink;

class NodeEmulatorTest {
    private static final long END_NS = 100_000;
    private final List<NodeEmulator> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(NodeEmulator::close);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void shouldGiveTheSameReportsOnAnyNumberOfThreads(int threads) {
        NodeEmulator node = start(threads, FakeHost::new);
        load(node, FakeHost.spec(0, END_NS), FakeHost.spec(1, END_NS), FakeHost.spec(5, END_NS));
        advance(node, END_NS);

        List<HostReport> reports = node.collect(true).join();

        assertThat(reports).extracting(HostReport::index).containsExactly(0, 1, 5);
        assertThat(reports)
                .extracting(HostReport::digest)
                .containsExactly(alone(0), alone(1), alone(5));
    }

    @Test
    void shouldTellOnlyHostsWithAnEventOrAMessage() {
        List<String> told = new ArrayList<>();
        NodeEmulator node = start(1, spec -> new Scripted(told, spec, spec.index() == 1 ? 70 : 30));
        load(node, FakeHost.spec(0, END_NS), FakeHost.spec(1, END_NS), FakeHost.spec(2, END_NS));

        assertThat(advance(node, 50).hosts()).containsExactly(0, 2);
        assertThat(told).containsExactly("0 to 50", "2 to 50");
        told.clear();

        node.advance(WindowGrant.upTo(60, List.of(message(65, 2)))).join();
        assertThat(told).isEmpty();
        node.advance(WindowGrant.upTo(66, List.of())).join();
        assertThat(told).containsExactly("2 to 66 with 1");
    }

    @Test
    void shouldTellEveryHostOfTheEnd() {
        List<String> told = new ArrayList<>();
        NodeEmulator node = start(1, spec -> new Scripted(told, spec, Long.MAX_VALUE));
        load(node, FakeHost.spec(0, END_NS), FakeHost.spec(1, END_NS));

        advance(node, END_NS - 1);
        assertThat(told).isEmpty();
        advance(node, END_NS + 5);
        assertThat(told).containsExactly("0 to 100000", "1 to 100000");
        told.clear();
        advance(node, END_NS + 9);
        assertThat(told).isEmpty();
    }

    @Test
    void shouldGiveEachHostItsOwnBound() {
        List<String> told = new ArrayList<>();
        NodeEmulator node = start(1, spec -> new Scripted(told, spec, 10));
        load(node, FakeHost.spec(3, END_NS), FakeHost.spec(4, END_NS), FakeHost.spec(9, END_NS));

        node.advance(new WindowGrant(20, new int[] {9}, new long[] {END_NS}, List.of())).join();
        assertThat(told).containsExactly("3 to 20", "4 to 20", "9 to 100000");
        told.clear();

        // A host that was granted more before stays where it is.
        advance(node, 40);
        assertThat(told).doesNotContain("9 to 40");
    }

    @Test
    void shouldHandOverMessagesToOtherProcessesInTheOrderOfTheSenders() {
        NodeEmulator node = start(2, FakeHost::new);
        load(node, FakeHost.spec(0, END_NS, 7), FakeHost.spec(1, END_NS, 7, 8));

        WindowReport report = advance(node, 20_000);

        assertThat(report.hosts()).containsExactly(0, 1);
        assertThat(Arrays.stream(report.nextEventNs()).boxed())
                .hasSize(2)
                .allMatch(next -> next >= 20_000);
        assertThat(report.messages()).isNotEmpty();
        assertThat(report.messages()).extracting(Envelope::source).isSorted();
        assertThat(report.localMessages()).isZero();
    }

    @Test
    void shouldKeepMessagesBetweenItsOwnHosts() {
        List<String> told = new ArrayList<>();
        NodeEmulator node =
                start(
                        1,
                        spec ->
                                spec.index() == 0
                                        ? new FakeHost(spec)
                                        : new Scripted(told, spec, Long.MAX_VALUE));
        load(node, FakeHost.spec(0, END_NS, 3), FakeHost.spec(3, END_NS));

        WindowReport report = advance(node, FakeHost.LATENCY_NS);
        assertThat(report.messages()).isEmpty();
        assertThat(report.localMessages()).isPositive();
        assertThat(report.hosts()).containsExactly(0, 3);
        long firstNs = report.nextEventNs()[1];
        assertThat(firstNs).isGreaterThanOrEqualTo(FakeHost.LATENCY_NS);
        assertThat(told).isEmpty();

        assertThat(advance(node, firstNs + 1).hosts()).contains(3);
        assertThat(told).hasSize(1);
    }

    @Test
    void shouldCountMessagesThatArriveAfterTheEnd() {
        NodeEmulator node = start(1, FakeHost::new);
        long endNs = FakeHost.LATENCY_NS;
        load(node, FakeHost.spec(0, endNs, 1), FakeHost.spec(1, endNs, 0));

        WindowReport report = advance(node, endNs);

        assertThat(report.localMessages()).isPositive().isEqualTo(report.localUnderWay());
    }

    @Test
    void shouldCallAMessageInThePastOfItsReceiverADefect() {
        NodeEmulator node = start(1, FakeHost::new);
        load(node, FakeHost.spec(0, END_NS, 1), FakeHost.spec(1, END_NS));

        // Bounds that no latency allows.
        assertThatThrownBy(() -> advance(node, 50 * FakeHost.LATENCY_NS))
                .hasCauseExactlyInstanceOf(DefectException.class)
                .hasMessageContaining("message in the past of host 1");
    }

    @Test
    void shouldCountSimulatedTimeAndEvents() {
        NodeEmulator node = start(2, FakeHost::new);
        load(node, FakeHost.spec(0, END_NS), FakeHost.spec(1, END_NS));
        advance(node, END_NS);
        long events = node.collect(false).join().stream().mapToLong(HostReport::events).sum();

        assertThat(node.progress().hostNs()).isEqualTo(2 * END_NS);
        assertThat(node.progress().events()).isEqualTo(events);
    }

    @Test
    void shouldCallAHostThatCannotBeAsDescribedBadInput() {
        NodeEmulator node =
                start(
                        2,
                        spec -> {
                            throw new IllegalArgumentException("no scheduler 'x'");
                        });

        assertThatThrownBy(() -> load(node, FakeHost.spec(0, END_NS)))
                .hasCauseExactlyInstanceOf(BadRunException.class)
                .hasRootCauseMessage("host host-0: no scheduler 'x'");
    }

    @Test
    void shouldCallAnExceptionOfTheModelADefectAndSayWhere() {
        NodeEmulator node = start(2, spec -> new Broken(new IllegalStateException("lost a task")));
        load(node, FakeHost.spec(7, END_NS));

        assertThatThrownBy(() -> advance(node, 50))
                .hasCauseExactlyInstanceOf(DefectException.class)
                .cause()
                .hasMessage(
                        "host host-7 (number 7), seed 42, after 0 ns and event 0:"
                                + " java.lang.IllegalStateException: lost a task");
        // Nothing goes on after a failure.
        assertThatThrownBy(() -> advance(node, 60))
                .hasCauseExactlyInstanceOf(DefectException.class);
    }

    @Test
    void shouldCallWantOfMemoryAMatterOfTheEnvironment() {
        NodeEmulator node = start(2, spec -> new Broken(new OutOfMemoryError("Java heap space")));
        load(node, FakeHost.spec(7, END_NS));

        assertThatThrownBy(() -> advance(node, 50))
                .hasCauseExactlyInstanceOf(EnvironmentException.class)
                .cause()
                .hasMessage("out of memory at host host-7: Java heap space");
    }

    @Test
    void shouldRefuseAMessageToAHostThatIsNotHere() {
        NodeEmulator node = start(1, FakeHost::new);
        load(node, FakeHost.spec(0, END_NS), FakeHost.spec(2, END_NS));

        assertThatThrownBy(() -> node.advance(WindowGrant.upTo(9, List.of(message(9, 1)))).join())
                .hasCauseExactlyInstanceOf(DefectException.class)
                .hasMessageContaining("host 1 is not carried by this process");
    }

    @Test
    void shouldRefuseASecondRequestWhileOneIsUnderWay() {
        CountDownLatch release = new CountDownLatch(1);
        NodeEmulator node = start(1, spec -> new Waiting(release));
        load(node, FakeHost.spec(0, END_NS));
        CompletableFuture<WindowReport> first = node.advance(WindowGrant.upTo(9, List.of()));
        CompletableFuture<WindowReport> second = node.advance(WindowGrant.upTo(9, List.of()));
        release.countDown();

        assertThat(first.join().hosts()).containsExactly(0);
        assertThatThrownBy(second::join).hasMessageContaining("a request is under way");
    }

    @Test
    void shouldStopInTheMiddleOfALongWindow() {
        CountDownLatch running = new CountDownLatch(1);
        NodeEmulator node =
                start(
                        1,
                        spec ->
                                new Endless() {
                                    @Override
                                    public void advance(
                                            long boundNs, Iterable<Envelope> in, EnvelopeSink out) {
                                        running.countDown();
                                    }
                                });
        load(node, FakeHost.spec(0, Long.MAX_VALUE));
        CompletableFuture<WindowReport> window =
                node.advance(WindowGrant.upTo(Long.MAX_VALUE, List.of()));
        try {
            running.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }

        node.close();

        assertThatThrownBy(window::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseExactlyInstanceOf(RunStoppedException.class);
    }

    private NodeEmulator start(int threads, HostAssembly assembly) {
        NodeEmulator node = NodeEmulator.start("here", threads, _ -> assembly, new NodeMetrics());
        started.add(node);
        return node;
    }

    private static long[] load(NodeEmulator node, HostSpec... hosts) {
        return node.load("run", List.of(hosts), SchedulerObjects.NONE, RunTraces.NONE).join();
    }

    private static WindowReport advance(NodeEmulator node, long boundNs) {
        return node.advance(WindowGrant.upTo(boundNs, List.of())).join();
    }

    private static Envelope message(long deliverAtNs, int target) {
        return new Envelope(deliverAtNs, 0, 0, target, Envelope.Kind.REPLY, 0, 0, 0, 0);
    }

    private static long alone(int index) {
        FakeHost host = new FakeHost(FakeHost.spec(index, END_NS));
        host.advance(END_NS, List.of(), _ -> {});
        return host.report().digest();
    }

    /** Says of each window that it was told. */
    private static final class Scripted extends Endless {
        private final List<String> told;
        private final HostSpec spec;
        private long next;

        Scripted(List<String> told, HostSpec spec, long first) {
            this.told = told;
            this.spec = spec;
            this.next = first;
        }

        @Override
        public long nextEventNs() {
            return next;
        }

        @Override
        public void advance(long boundNs, Iterable<Envelope> in, EnvelopeSink out) {
            int count = 0;
            for (Envelope message : in) {
                count++;
                next = Math.min(next, message.deliverAtNs());
            }
            if (next < boundNs) {
                next = Long.MAX_VALUE;
            }
            told.add(spec.index() + " to " + boundNs + (count == 0 ? "" : " with " + count));
        }
    }

    private static final class Broken extends Endless {
        private final Throwable thrown;

        Broken(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public void advance(long boundNs, Iterable<Envelope> in, EnvelopeSink out) {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }
    }

    private static final class Waiting extends Endless {
        private final CountDownLatch release;

        Waiting(CountDownLatch release) {
            this.release = release;
        }

        @Override
        public void advance(long boundNs, Iterable<Envelope> in, EnvelopeSink out) {
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Always has an event now. */
    private abstract static class Endless implements EmulatedHost {
        @Override
        public long nextEventNs() {
            return 0;
        }

        @Override
        public void traceTo(TraceSink sink) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long eventCount() {
            return 0;
        }

        @Override
        public HostReport report() {
            throw new UnsupportedOperationException();
        }
    }
}
