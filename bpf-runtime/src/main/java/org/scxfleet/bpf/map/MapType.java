package org.scxfleet.bpf.map;

import org.jspecify.annotations.Nullable;

/** The map types that exist here, with their numbers in Linux. */
public enum MapType {
    HASH(1),
    ARRAY(2),
    PERF_EVENT_ARRAY(4),
    PERCPU_HASH(5),
    PERCPU_ARRAY(6),
    STACK_TRACE(7),
    CGROUP_ARRAY(8),
    LRU_HASH(9),
    LRU_PERCPU_HASH(10),
    LPM_TRIE(11),
    ARRAY_OF_MAPS(12),
    HASH_OF_MAPS(13),
    QUEUE(22),
    STACK(23),
    STRUCT_OPS(26),
    RINGBUF(27),
    TASK_STORAGE(29),
    BLOOM_FILTER(30),
    USER_RINGBUF(31),
    CGROUP_STORAGE(32),
    ARENA(33);

    private final int number;

    MapType(int number) {
        this.number = number;
    }

    /** Returns the number in Linux. */
    public int number() {
        return number;
    }

    /** Returns whether every possible CPU has its own copy of a value. */
    public boolean isPerCpu() {
        return this == PERCPU_ARRAY || this == PERCPU_HASH || this == LRU_PERCPU_HASH;
    }

    /** Returns the type with a number, or null when it does not exist here. */
    public static @Nullable MapType of(int number) {
        for (MapType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }
}
