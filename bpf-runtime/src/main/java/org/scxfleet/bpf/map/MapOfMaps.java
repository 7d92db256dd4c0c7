package org.scxfleet.bpf.map;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.memory.AddressSpace;

/**
 * Array or hash of maps: elements are handles of other maps; a look-up returns the handle itself.
 */
public final class MapOfMaps extends BpfMap {
    private final BpfMap handles;
    private @Nullable LongSupplier creator;

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
        if (slot == 0) {
            return 0;
        }
        long handle = memory().load64(slot);
        LongSupplier inner = creator;
        if (handle == 0 && inner != null) {
            handle = inner.getAsLong();
            memory().store64(slot, handle);
        }
        return handle;
    }

    /**
     * Has every element hold a map of its own, made when it is first looked up: programs cannot
     * tell that from one that was there from the start.
     *
     * @param newMap makes an inner map and returns its handle
     */
    public void fillLazily(LongSupplier newMap) {
        creator = newMap;
    }

    /**
     * Puts a map's handle into an element.
     *
     * @param keyAddress where the key is, as for a look-up
     * @param handleAddress where the handle is
     * @throws IllegalArgumentException if there is no room
     */
    public void put(long keyAddress, long handleAddress) {
        if (handles.update(keyAddress, handleAddress, 0, 0) != 0) {
            throw new IllegalArgumentException(
                    "map " + spec().name() + " has no room for another map");
        }
    }

    /** Returns the address of the first handle; meaningful for an array of maps. */
    public long base() {
        return handles instanceof ArrayMap array ? array.base() : AddressSpace.address(0, 0);
    }
}
