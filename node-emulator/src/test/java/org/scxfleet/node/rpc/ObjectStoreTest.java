package org.scxfleet.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ObjectStoreTest {
    private final ObjectStore store = new ObjectStore(10);

    @Test
    void shouldLetTheObjectGoThatWasNotAskedForLongest() {
        store.put("a", new byte[4]);
        store.put("b", new byte[4]);
        assertThat(store.get("a")).hasSize(4);
        store.put("c", new byte[4]);

        assertThat(store.get("a")).hasSize(4);
        assertThat(store.get("b")).isNull();
        assertThat(store.get("c")).hasSize(4);
    }

    @Test
    void shouldCountAnObjectOnce() {
        store.put("a", new byte[6]);
        store.put("a", new byte[6]);
        store.put("b", new byte[4]);

        assertThat(store.get("a")).hasSize(6);
    }
}
