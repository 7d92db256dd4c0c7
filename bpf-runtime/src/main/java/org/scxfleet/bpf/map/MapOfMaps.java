package org.scxfleet.bpf.map;

import org.scxfleet.bpf.memory.AddressSpace;

/**
 * Array or hash of maps: elements are handles of other maps; a look-up returns the handle itself.
 */
public final class MapOfMaps extends BpfMap {
    private final BpfMap handles;

    MapOfMaps(MapSpec spec, MapStorage storage, int region) {
        super(spec, storage.memory());
        MapType plain = spec.type() == MapType.ARRAY_OF_MAPS ? MapType.ARRAY : MapType.HASH;
        MapSpec table =
                new MapSpec(
                        spec.name(),
                        plain,
                        spec.keyBytes(),
                        Long.BYTES,
                        spec.maxEntries(),
                        0,
                        java.util.List.of(),
                        null);
        this.handles =
                plain == MapType.ARRAY
                        ? new ArrayMap(table, storage, region)
                        : new HashTableMap(table, storage, region);
    }

    @Override
    public long lookup(long keyAddress, int cpu) {
        long slot = handles.lookup(keyAddress, cpu);
        return slot == 0 ? 0 : memory().load64(slot);
    }

    /** Puts a map's handle into element {@code index} of an array of maps. */
    public void put(int index, long handle) {
        if (!(handles instanceof ArrayMap array) || !array.hasElement(index)) {
            throw new IllegalArgumentException("map " + spec().name() + " has no element " + index);
        }
        memory().store64(array.elementValue(index, 0), handle);
    }

    /** Returns the address of the first handle; meaningful for an array of maps. */
    public long base() {
        return handles instanceof ArrayMap array ? array.base() : AddressSpace.address(0, 0);
    }
}
