package org.scxfleet.policy.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TablesTest {
    @Test
    void shouldReturnTheTableItselfWhereTheIndexFits() {
        long[] table = new long[4];
        assertThat(Tables.fit(table, 3)).isSameAs(table);
    }

    @Test
    void shouldKeepTheContentWhenItGrows() {
        int[] grown = Tables.fit(new int[] {1, 2, 3}, 100);
        assertThat(grown).startsWith(1, 2, 3).hasSizeGreaterThan(100);
        assertThat(Tables.fit(new boolean[] {true}, 1)[0]).isTrue();
        assertThat(Tables.fit(new String[] {"a"}, 5)).startsWith("a").hasSizeGreaterThan(5);
    }

    @Test
    void shouldDoubleSoThatGrowthIsRare() {
        assertThat(Tables.fit(new long[64], 64)).hasSize(128);
    }
}
