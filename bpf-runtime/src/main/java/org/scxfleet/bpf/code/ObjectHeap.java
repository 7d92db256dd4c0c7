package org.scxfleet.bpf.code;

import java.util.Arrays;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;
import org.scxfleet.bpf.memory.MemoryLimit;
import org.scxfleet.bpf.memory.PagedRegion;

/**
 * Objects that programs allocate (bpf_obj_new, cpumasks): blocks of one region, in size classes of
 * powers of two.
 *
 * <p>Freed blocks are used again last-freed first, so addresses depend on the order of operations
 * only. A block's 8-byte header holds its size class and its reference count.
 */
public final class ObjectHeap {
    /** Largest object. */
    public static final int OBJECT_BYTES_MAX = 1 << 16;

    private static final int HEADER_BYTES = 8;
    private static final int SMALLEST_CLASS = 5;
    private static final int CLASSES = 18;
    private static final long HEAP_BYTES = 1L << 32;

    private final AddressSpace memory;
    private final PagedRegion region;
    private final int[][] free = new int[CLASSES][0];
    private final int[] freeCount = new int[CLASSES];
    private long top = PagedRegion.PAGE_BYTES;
    private int liveCount;

    ObjectHeap(AddressSpace memory, MemoryLimit limit) {
        this.memory = memory;
        this.region = new PagedRegion("heap", HEAP_BYTES, true, limit);
        memory.map(AddressLayout.HEAP, region);
    }

    /** Returns the number of objects allocated and not freed. */
    public int liveCount() {
        return liveCount;
    }

    /**
     * Allocates a zeroed object with one reference; returns its address, or 0 when there is no
     * room.
     */
    public long allocate(long sizeBytes) {
        if (sizeBytes <= 0 || sizeBytes > OBJECT_BYTES_MAX) {
            return 0;
        }
        int sizeClass = SMALLEST_CLASS;
        while (1 << sizeClass < sizeBytes + HEADER_BYTES) {
            sizeClass++;
        }
        long offset;
        if (freeCount[sizeClass] > 0) {
            offset = free[sizeClass][--freeCount[sizeClass]] & 0xffffffffL;
        } else if (top + (1 << sizeClass) <= HEAP_BYTES) {
            offset = top;
            top += 1 << sizeClass;
        } else {
            return 0;
        }
        long block = AddressSpace.address(AddressLayout.HEAP, offset);
        memory.store32(block, sizeClass);
        memory.store32(block + 4, 1);
        MemoryCopy.clear(memory, block + HEADER_BYTES, (1 << sizeClass) - HEADER_BYTES);
        liveCount++;
        return block + HEADER_BYTES;
    }

    /** Takes another reference of an object; ignored for an address that is no live object. */
    public void acquire(long address) {
        if (isLive(address)) {
            memory.store32(address - 4, memory.load32(address - 4) + 1);
        }
    }

    /**
     * Drops a reference and frees the object with the last one; ignored for an address that is no
     * live object.
     */
    public void release(long address) {
        if (!isLive(address)) {
            return;
        }
        long references = memory.load32(address - 4) - 1;
        memory.store32(address - 4, references);
        if (references > 0) {
            return;
        }
        int sizeClass = (int) memory.load32(address - HEADER_BYTES);
        int count = freeCount[sizeClass]++;
        if (count == free[sizeClass].length) {
            free[sizeClass] = Arrays.copyOf(free[sizeClass], Math.max(8, count * 2));
        }
        free[sizeClass][count] = (int) (address - HEADER_BYTES);
        liveCount--;
    }

    /** Returns whether an address is that of an object that is not freed. */
    public boolean isLive(long address) {
        long offset = address & 0xffffffffL;
        if (address >>> 32 != AddressLayout.HEAP
                || offset < PagedRegion.PAGE_BYTES
                || offset >= top) {
            return false;
        }
        long sizeClass = memory.load32(address - HEADER_BYTES);
        return sizeClass >= SMALLEST_CLASS && sizeClass < CLASSES && memory.load32(address - 4) > 0;
    }
}
