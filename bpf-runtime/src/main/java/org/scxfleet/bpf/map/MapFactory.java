package org.scxfleet.bpf.map;

import org.scxfleet.bpf.memory.ProgramFault;

/** Makes a map from its description, or refuses it as the kernel would. */
public final class MapFactory {
    private MapFactory() {}

    /**
     * Creates a map; takes exactly one region number of the storage, whatever the type.
     *
     * @throws ProgramFault when the sizes are impossible
     */
    public static BpfMap create(MapSpec spec, MapStorage storage) {
        check(spec);
        int region = storage.takeRegion();
        return switch (spec.type()) {
            case ARRAY, PERCPU_ARRAY -> new ArrayMap(spec, storage, region);
            case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH ->
                    new HashTableMap(spec, storage, region);
            case ARRAY_OF_MAPS, HASH_OF_MAPS -> new MapOfMaps(spec, storage, region);
            case QUEUE, STACK -> new QueueMap(spec, storage, region);
            case RINGBUF, USER_RINGBUF -> new RingBuffer(spec, storage, region);
            case TASK_STORAGE, CGROUP_STORAGE -> new OwnerStorageMap(spec, storage, region);
            case LPM_TRIE -> new PrefixMap(spec, storage, region);
            case BLOOM_FILTER -> new BloomFilter(spec, storage, region);
            case ARENA -> new ArenaMap(spec, storage);
            case STRUCT_OPS, PERF_EVENT_ARRAY, STACK_TRACE, CGROUP_ARRAY ->
                    new InertMap(spec, storage);
        };
    }

    private static void check(MapSpec spec) {
        boolean keyed =
                switch (spec.type()) {
                    case HASH, PERCPU_HASH, LRU_HASH, LRU_PERCPU_HASH, HASH_OF_MAPS -> true;
                    default -> false;
                };
        refuseIf(
                spec.keyBytes() < 0 || spec.keyBytes() > MapSpec.KEY_BYTES_MAX,
                spec,
                "key size",
                spec.keyBytes());
        refuseIf(keyed && spec.keyBytes() == 0, spec, "key size", 0);
        refuseIf(
                (spec.type() == MapType.ARRAY && spec.keyBytes() != 4)
                        || (spec.type() == MapType.PERCPU_ARRAY && spec.keyBytes() != 4),
                spec,
                "key size",
                spec.keyBytes());
        boolean section = spec.type() == MapType.ARRAY && spec.maxEntries() == 1;
        refuseIf(
                spec.valueBytes() < 0 || (!section && spec.valueBytes() > MapSpec.VALUE_BYTES_MAX),
                spec,
                "value size",
                spec.valueBytes());
        refuseIf(
                spec.type().isPerCpu() && spec.valueBytes() > MapSpec.PER_CPU_VALUE_BYTES_MAX,
                spec,
                "value size",
                spec.valueBytes());
        boolean prefix = spec.type() == MapType.LPM_TRIE;
        refuseIf(
                prefix
                        && (spec.keyBytes() <= PrefixMap.LENGTH_BYTES
                                || spec.keyBytes() > PrefixMap.KEY_BYTES_MAX),
                spec,
                "key size",
                spec.keyBytes());
        refuseIf(
                prefix && (spec.flags() & PrefixMap.NO_PREALLOC) == 0,
                spec,
                "map_flags",
                spec.flags());
        boolean sized =
                switch (spec.type()) {
                    case TASK_STORAGE,
                            CGROUP_STORAGE,
                            STRUCT_OPS,
                            PERF_EVENT_ARRAY,
                            STACK_TRACE,
                            CGROUP_ARRAY ->
                            false;
                    default -> true;
                };
        refuseIf(
                sized && (spec.maxEntries() <= 0 || spec.maxEntries() > MapSpec.ENTRIES_MAX),
                spec,
                "max_entries",
                spec.maxEntries());
    }

    private static void refuseIf(boolean wrong, MapSpec spec, String what, int value) {
        if (wrong) {
            throw new ProgramFault(
                    ProgramFault.Kind.ARGUMENT,
                    "map "
                            + spec.name()
                            + " ("
                            + spec.type()
                            + "): "
                            + what
                            + " "
                            + value
                            + " is not possible");
        }
    }
}
