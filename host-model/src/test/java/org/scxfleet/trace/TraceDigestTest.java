package org.scxfleet.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TraceDigestTest {
    private static long digest(long[]... events) {
        TraceDigest digest = new TraceDigest();
        for (long[] e : events) {
            digest.add((int) e[0], e[1], (int) e[2], (int) e[3], (int) e[4], e[5], e[6]);
        }
        return digest.value();
    }

    @Test
    void shouldBeTheSameForTheSameEvents() {
        long[] event = {1, 1_000, 0, 3, 7, 8, 9};
        assertThat(digest(event, event)).isEqualTo(digest(event, event));
        assertThat(digest(event)).isNotEqualTo(digest(event, event));
    }

    @Test
    void shouldSeeEveryField() {
        TreeSet<Long> values = new TreeSet<>();
        long[] event = {1, 1_000, 0, 3, 7, 8, 9};
        values.add(digest(event));
        for (int field = 0; field < event.length; field++) {
            long[] other = event.clone();
            other[field]++;
            values.add(digest(other));
        }
        assertThat(values).hasSize(event.length + 1);
    }

    @Test
    void shouldSeeTheOrder() {
        long[] first = {0, 5, 0, 0, 1, 0, 0};
        long[] second = {0, 5, 0, 0, 2, 0, 0};
        assertThat(digest(first, second)).isNotEqualTo(digest(second, first));
    }

    @Test
    void shouldTellNoCpuAndNoTaskFromCpuAndTaskZero() {
        assertThat(digest(new long[] {0, 5, 0, -1, -1, 0, 0}))
                .isNotEqualTo(digest(new long[] {0, 5, 0, 0, 0, 0, 0}));
    }

    @Test
    void shouldKeepItsValue() {
        assertThat(digest(new long[] {2, 123_456_789, 1, 5, 42, -1, 1L << 40}))
                .isEqualTo(0x4b0ccb8a5d041efdL);
    }
}
