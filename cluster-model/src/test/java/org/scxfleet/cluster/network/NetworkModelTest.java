package org.scxfleet.cluster.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.scxfleet.cluster.run.RunSpec.GroupLink;
import org.scxfleet.cluster.run.RunSpec.LinkSpec;

class NetworkModelTest {
    private static final LinkSpec DEFAULT = new LinkSpec(50_000, 1_000_000_000);
    private static final LinkSpec FAST = new LinkSpec(2_000, 100_000_000_000L);

    @Test
    void shouldAddTransferTimeToLatency() {
        NetworkModel network = network(new GroupLink("a", "b", FAST));

        assertThat(network.delayNs(0, 2, 0)).isEqualTo(2_000);
        assertThat(network.delayNs(0, 2, 1_000_000)).isEqualTo(2_000 + 10_000);
        assertThat(network.delayNs(0, 1, 1_000_000)).isEqualTo(50_000 + 1_000_000);
    }

    @Test
    void shouldRoundUpToAWholeNanosecond() {
        assertThat(network(new GroupLink("a", "b", FAST)).delayNs(0, 2, 1)).isEqualTo(2_001);
    }

    @Test
    void shouldBeTheSameInBothDirections() {
        NetworkModel network = network(new GroupLink("b", "a", FAST));

        assertThat(network.latencyNs(0, 3)).isEqualTo(network.latencyNs(3, 0)).isEqualTo(2_000);
    }

    @Test
    void shouldLookAheadByTheSmallestLatency() {
        assertThat(network().lookaheadNs()).isEqualTo(50_000);
        assertThat(network(new GroupLink("a", "b", FAST)).lookaheadNs()).isEqualTo(2_000);
    }

    @Test
    void shouldNotLookAtALinkWithinAGroupOfOneHost() {
        assertThat(network(new GroupLink("c", "c", FAST)).lookaheadNs()).isEqualTo(50_000);
    }

    @Test
    void shouldCarryTheLargestMessageOverTheSlowestLink() {
        NetworkModel network = network(new GroupLink("a", "b", new LinkSpec(1, 1)));

        assertThat(network.delayNs(0, 2, NetworkModel.MESSAGE_BYTES_MAX))
                .isEqualTo(1 + 8_589_934_592L * 1_000_000_000L);
    }

    @Test
    void shouldNameWhatIsWrongWithALink() {
        assertThatThrownBy(() -> network(new GroupLink("a", "x", FAST)))
                .hasMessage("link a - x: there is no host group x; there are a, b, c");
        assertThatThrownBy(
                        () -> network(new GroupLink("a", "b", FAST), new GroupLink("b", "a", FAST)))
                .hasMessageContaining("is given twice");
        assertThatThrownBy(() -> network(new GroupLink("a", "b", new LinkSpec(1L << 60, 1))))
                .hasMessageContaining("latency must be 1 to");
        assertThatThrownBy(() -> network().delayNs(0, 1, -1)).hasMessageContaining("bytes, not -1");
    }

    private static NetworkModel network(GroupLink... links) {
        SequencedMap<String, Integer> hosts = new LinkedHashMap<>();
        hosts.put("a", 2);
        hosts.put("b", 2);
        hosts.put("c", 1);
        return NetworkModel.between(hosts, DEFAULT, List.of(links));
    }
}
