package org.scxfleet.bpf.map;

import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.GrowingRegion;
import org.scxfleet.bpf.memory.MemoryLimit;
import org.scxfleet.bpf.memory.PagedRegion;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * Where the maps of one scheduler instance put their values: an address space, the number of the
 * next free region, the limit.
 *
 * <p>Regions are numbered in the order of the maps in the object, so that compiled code can hold
 * addresses of values as constants.
 */
public final class MapStorage {
    /** Storage up to this size grows as one array; larger storage is paged. */
    static final long ONE_ARRAY_MAX_BYTES = 1 << 20;

    private static final long REGION_BYTES_MAX = 1L << 32;

    private final AddressSpace memory;
    private final MemoryLimit limit;
    private final int cpuCount;
    private int nextRegion;

    /**
     * @param firstRegion number of the first map's region
     * @param cpuCount possible CPUs
     */
    public MapStorage(AddressSpace memory, MemoryLimit limit, int firstRegion, int cpuCount) {
        this.memory = memory;
        this.limit = limit;
        this.nextRegion = firstRegion;
        this.cpuCount = cpuCount;
    }

    /** Returns the address space. */
    public AddressSpace memory() {
        return memory;
    }

    /** Returns the limit that all storage is charged to. */
    public MemoryLimit limit() {
        return limit;
    }

    /** Returns the number of possible CPUs. */
    public int cpuCount() {
        return cpuCount;
    }

    /** Takes the next region number, whether or not the map uses it. */
    int takeRegion() {
        return nextRegion++;
    }

    /** Makes lazily backed, writable storage at a region number. */
    void allocate(int region, String name, long sizeBytes) {
        if (sizeBytes > REGION_BYTES_MAX) {
            throw new ProgramFault(
                    ProgramFault.Kind.MEMORY_LIMIT,
                    "map " + name + " needs " + sizeBytes + " bytes; at most 4 GiB are possible");
        }
        String label = "map " + name;
        memory.map(
                region,
                sizeBytes <= ONE_ARRAY_MAX_BYTES
                        ? new GrowingRegion(label, memory, region, (int) sizeBytes, limit)
                        : new PagedRegion(label, sizeBytes, true, limit));
    }
}
