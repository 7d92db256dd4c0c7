package org.scxfleet.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    @Test
    void shouldReadHostAndPort() {
        assertThat(HostPort.parse("node.example:7070"))
                .isEqualTo(new HostPort("node.example", 7070));
        assertThat(HostPort.parse("[::1]:0")).isEqualTo(new HostPort("::1", 0));
        assertThat(HostPort.parse("[::1]:0").text()).isEqualTo("[::1]:0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ":", "host", "host:", ":1", "host:x", "host:-1", "host:65536", "::1:5"})
    void shouldSayWhatAnAddressMustLookLike(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be host:port");
    }

    @Test
    void shouldFindTheAddressInAnAnnouncement() {
        String line =
                Announcement.line("scxfleet node", new InetSocketAddress("127.0.0.1", 40_123));

        assertThat(line).isEqualTo("scxfleet node listens on 127.0.0.1:40123");
        assertThat(Announcement.address(line)).isEqualTo(new HostPort("127.0.0.1", 40_123));
        assertThat(Announcement.address("something else")).isNull();
    }
}
