package org.scxfleet.cluster.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.LogicalProcess;

class WindowPlannerTest {
    private static final int HOSTS = 7;
    private static final int REACHABLE_HOSTS = 5;
    private static final long END_NS = 60_000;
    private static final long NONE = Long.MAX_VALUE;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldNotShowInTheResultHowTimeIsCutIntoWindows(long seed) {
        long oneByOne = runOneInstantAtATime(seed);
        Map<WindowPolicy, Long> windows = new EnumMap<>(WindowPolicy.class);
        for (WindowPolicy policy : WindowPolicy.values()) {
            Toys toys = new Toys(seed);
            windows.put(policy, toys.runInWindows(policy));
            assertThat(toys.digest()).as("digest with windows %s", policy).isEqualTo(oneByOne);
        }
        assertThat(windows.get(WindowPolicy.SEVENTH))
                .isGreaterThan(windows.get(WindowPolicy.LOOKAHEAD));
        assertThat(windows.get(WindowPolicy.ONE_HOST))
                .isGreaterThan(windows.get(WindowPolicy.LOOKAHEAD));
    }

    @Test
    void shouldSeeDifferentResultsForDifferentSeeds() {
        assertThat(runOneInstantAtATime(1)).isNotEqualTo(runOneInstantAtATime(2));
    }

    @Test
    void shouldBoundByTheFirstEventAndTheSmallestOpenDelay() {
        ChannelRegistry channels = new ChannelRegistry(3);
        channels.open(0, 1, 500);
        channels.open(1, 2, 80);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.LOOKAHEAD);

        assertThat(planner.plan(new long[] {700, 300, NONE}, 900)).isTrue();

        assertThat(planner.boundNs()).isEqualTo(380);
        assertThat(participants(planner)).containsExactly(1);
    }

    @Test
    void shouldBoundByMessagesNotYetHandedOver() {
        ChannelRegistry channels = new ChannelRegistry(2);
        channels.open(0, 1, 100);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.LOOKAHEAD);
        planner.accept(message(250, 0, 1));

        planner.plan(new long[] {700, NONE}, NONE);

        assertThat(planner.boundNs()).isEqualTo(350);
        assertThat(participants(planner)).containsExactly(1);
    }

    @Test
    void shouldBoundByTheCoordinatorsNextEvent() {
        ChannelRegistry channels = new ChannelRegistry(1);
        channels.open(Envelope.COORDINATOR, 0, 100);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.LOOKAHEAD);

        planner.plan(new long[] {700}, 40);

        assertThat(planner.boundNs()).isEqualTo(140);
        assertThat(participants(planner)).containsExactly(Envelope.COORDINATOR);
    }

    @Test
    void shouldGrantItsEndTimeAtOnceToAHostWithoutChannel() {
        ChannelRegistry channels = new ChannelRegistry(3);
        channels.open(0, 1, 100);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.LOOKAHEAD);

        planner.plan(new long[] {700, 800, 5}, NONE);

        assertThat(planner.grantedNs(2)).isEqualTo(10_000);
        assertThat(planner.boundNs()).as("not held back by host 2").isEqualTo(800);
        assertThat(participants(planner)).containsExactly(0, 2);
    }

    @Test
    void shouldGrantTheEndToEverybodyWithoutChannels() {
        ChannelRegistry channels = new ChannelRegistry(2);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.LOOKAHEAD);

        assertThat(planner.plan(new long[] {1, 2}, NONE)).isTrue();
        assertThat(planner.grantedNs(0)).isEqualTo(10_000);
        assertThat(planner.plan(new long[] {10_000, NONE}, NONE)).isFalse();
    }

    @Test
    void shouldRunOnlyTheHostFurthestBehindWhenAskedTo() {
        ChannelRegistry channels = new ChannelRegistry(3);
        channels.open(0, 1, 100);
        channels.open(1, 2, 100);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.ONE_HOST);

        planner.plan(new long[] {30, 20, 20}, NONE);

        assertThat(participants(planner)).containsExactly(1);
        assertThat(planner.grantedNs(1)).isEqualTo(120);
        assertThat(planner.grantedNs(2)).isZero();
    }

    @Test
    void shouldKeepAClosedChannelUntilEverybodyHasReachedThatTime() {
        ChannelRegistry channels = new ChannelRegistry(2);
        channels.close(channels.open(0, 1, 100), 1_000);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.LOOKAHEAD);

        planner.plan(new long[] {950, 2_000}, NONE);
        assertThat(planner.boundNs()).isEqualTo(1_050);

        planner.plan(new long[] {1_100, 2_000}, NONE);
        assertThat(planner.boundNs()).isEqualTo(10_000);
    }

    @Test
    void shouldHandOverInTheOrderOfTimeSourceAndSequence() {
        ChannelRegistry channels = new ChannelRegistry(3);
        channels.open(0, 2, 1_000);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.LOOKAHEAD);
        List<Envelope> sent =
                List.of(
                        message(60, 1, 2, 0),
                        message(50, 1, 2, 1),
                        message(50, 0, 2, 7),
                        message(50, 0, 2, 3),
                        message(50, Envelope.COORDINATOR, 2, 9));
        sent.forEach(planner::accept);
        planner.plan(new long[] {NONE, NONE, NONE}, NONE);

        List<Envelope> received = new ArrayList<>();
        planner.handOver(2, received::add);

        assertThat(received)
                .containsExactly(sent.get(4), sent.get(3), sent.get(2), sent.get(1), sent.get(0));
    }

    @Test
    void shouldRefuseAMessageInTheReceiversPast() {
        ChannelRegistry channels = new ChannelRegistry(2);
        channels.open(0, 1, 100);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.LOOKAHEAD);
        planner.plan(new long[] {50, 60}, NONE);

        assertThatThrownBy(() -> planner.accept(message(149, 0, 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("message in the past of host 1");
    }

    @Test
    void shouldRefuseTwoMessagesWithOneSequenceNumber() {
        ChannelRegistry channels = new ChannelRegistry(2);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.LOOKAHEAD);
        planner.accept(message(149, 0, 1, 5));
        planner.accept(message(149, 0, 1, 5));
        planner.plan(new long[] {NONE, NONE}, NONE);

        assertThatThrownBy(() -> planner.handOver(1, _ -> {}))
                .hasMessageContaining("one sequence number");
    }

    @Test
    void shouldRefuseAHostThatLeftEventsBelowItsGrant() {
        ChannelRegistry channels = new ChannelRegistry(1);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.LOOKAHEAD);
        planner.plan(new long[] {50}, NONE);

        assertThatThrownBy(() -> planner.plan(new long[] {60}, NONE))
                .hasMessageContaining("host 0 has an event at 60 ns left");
    }

    @Test
    void shouldRefuseToConnectAHostThatHasBeenGrantedItsEndTime() {
        ChannelRegistry channels = new ChannelRegistry(2);
        WindowPlanner planner = new WindowPlanner(channels, 10_000, WindowPolicy.LOOKAHEAD);
        planner.plan(new long[] {50, NONE}, 70);
        channels.open(Envelope.COORDINATOR, 0, 100);

        assertThatThrownBy(() -> planner.plan(new long[] {NONE, NONE}, 80))
                .hasMessageContaining("it had no open channel before");
    }

    private static Envelope message(long deliverNs, int source, int target) {
        return message(deliverNs, source, target, 0);
    }

    private static Envelope message(long deliverNs, int source, int target, long sequence) {
        return new Envelope(deliverNs, source, sequence, target, Envelope.Kind.REQUEST, 0, 0, 0, 0);
    }

    private static List<Integer> participants(WindowPlanner planner) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < planner.participantCount(); i++) {
            numbers.add(planner.participant(i));
        }
        return numbers;
    }

    /** The oracle: no windows, always the process with the earliest event, one instant each. */
    private static long runOneInstantAtATime(long seed) {
        Toys toys = new Toys(seed);
        List<List<Envelope>> inboxes = new ArrayList<>();
        for (int process = 0; process <= HOSTS; process++) {
            inboxes.add(new ArrayList<>());
        }
        while (true) {
            int first = HOSTS;
            long firstNs = toys.coordinator.nextEventNs();
            for (int host = 0; host < HOSTS; host++) {
                long nextNs = toys.hosts[host].nextEventNs();
                for (Envelope message : inboxes.get(host)) {
                    nextNs = Math.min(nextNs, message.deliverAtNs());
                }
                if (nextNs < firstNs) {
                    first = host;
                    firstNs = nextNs;
                }
            }
            if (firstNs >= END_NS) {
                return toys.digest();
            }
            long nowNs = firstNs;
            List<Envelope> due =
                    inboxes.get(first).stream()
                            .filter(message -> message.deliverAtNs() == nowNs)
                            .sorted(Envelope.ORDER)
                            .toList();
            inboxes.get(first).removeAll(due);
            toys.process(first)
                    .advance(nowNs + 1, due, sent -> inboxes.get(sent.target()).add(sent));
        }
    }

    /** Hosts that gossip: some connected from the start, some later, two never. */
    private static final class Toys {
        final ChannelRegistry channels = new ChannelRegistry(HOSTS);
        final ToyProcess[] hosts = new ToyProcess[HOSTS];
        final ToyCoordinator coordinator;

        Toys(long seed) {
            coordinator = new ToyCoordinator(channels, REACHABLE_HOSTS, seed, END_NS);
            for (int host = 0; host < HOSTS; host++) {
                hosts[host] = new ToyProcess(host, seed, END_NS);
            }
            for (int host = 0; host < REACHABLE_HOSTS; host++) {
                channels.open(Envelope.COORDINATOR, host, ToyCoordinator.CONTROL_DELAY_NS);
            }
            channels.open(0, 1, 400);
            hosts[0].know(1, 400, END_NS);
            hosts[1].know(0, 400, END_NS);
        }

        LogicalProcess process(int number) {
            return number == HOSTS ? coordinator : hosts[number];
        }

        long runInWindows(WindowPolicy policy) {
            WindowPlanner planner = new WindowPlanner(channels, END_NS, policy);
            long[] nextNs = new long[HOSTS];
            while (true) {
                for (int host = 0; host < HOSTS; host++) {
                    nextNs[host] = hosts[host].nextEventNs();
                }
                if (!planner.plan(nextNs, coordinator.nextEventNs())) {
                    return planner.windows();
                }
                List<Envelope> sent = new ArrayList<>();
                for (int i = 0; i < planner.participantCount(); i++) {
                    int number = planner.participant(i);
                    List<Envelope> in = new ArrayList<>();
                    planner.handOver(number, in::add);
                    int process = number == Envelope.COORDINATOR ? HOSTS : number;
                    process(process).advance(planner.grantedNs(number), in, sent::add);
                }
                sent.forEach(planner::accept);
            }
        }

        long digest() {
            long digest = 0;
            for (ToyProcess host : hosts) {
                digest = 31 * digest + host.digest();
            }
            return digest;
        }
    }
}
