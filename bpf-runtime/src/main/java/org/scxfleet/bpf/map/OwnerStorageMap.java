package org.scxfleet.bpf.map;

import java.util.Arrays;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;

/**
 * Task storage and cgroup storage: one value for each owner, found by the owner's number, gone with
 * the owner.
 *
 * <p>The kernel hangs the value into the task; here it is a table indexed by task number, which is
 * one array read as well.
 */
public final class OwnerStorageMap extends BpfMap {
    /** Most owners that may have a value at one time. */
    public static final int OWNERS_MAX = 1 << 22;

    private static final int START_SLOTS = 16;

    private final long base;
    private final int strideBytes;
    private int[] slotPlusOne = new int[START_SLOTS];
    private int[] freeSlots = new int[START_SLOTS];
    private int freeCount;
    private int slots;

    OwnerStorageMap(MapSpec spec, MapStorage storage, int region) {
        super(spec, storage.memory());
        this.base = AddressSpace.address(region, 0);
        this.strideBytes = Math.max(8, spec.valueStrideBytes());
        long bytes = Math.min((long) strideBytes * OWNERS_MAX, 1L << 32);
        storage.allocate(region, spec.name(), bytes);
    }

    /** Returns the address of an owner's value, or 0. */
    public long get(int owner) {
        return owner >= 0 && owner < slotPlusOne.length && slotPlusOne[owner] != 0
                ? address(slotPlusOne[owner] - 1)
                : 0;
    }

    /**
     * Returns the address of an owner's value, which is created, zero or as given, when it does not
     * exist; 0 when full.
     */
    public long getOrCreate(int owner, long initialValue) {
        long existing = get(owner);
        if (existing != 0 || owner < 0) {
            return existing;
        }
        if (owner >= slotPlusOne.length) {
            slotPlusOne = Arrays.copyOf(slotPlusOne, Math.max(owner + 1, slotPlusOne.length * 2));
        }
        if (freeCount == 0 && (long) (slots + 1) * strideBytes > 1L << 32) {
            return 0;
        }
        int slot = freeCount > 0 ? freeSlots[--freeCount] : slots++;
        slotPlusOne[owner] = slot + 1;
        long address = address(slot);
        MemoryCopy.clear(memory(), address, strideBytes);
        if (initialValue != 0) {
            copyValue(address, initialValue);
        }
        return address;
    }

    /** Deletes an owner's value. Returns 0 or -ENOENT. */
    public int deleteOf(int owner) {
        long address = get(owner);
        if (address == 0) {
            return Errno.ENOENT;
        }
        deleted(address);
        if (freeCount == freeSlots.length) {
            freeSlots = Arrays.copyOf(freeSlots, freeCount * 2);
        }
        freeSlots[freeCount++] = slotPlusOne[owner] - 1;
        slotPlusOne[owner] = 0;
        return 0;
    }

    private long address(int slot) {
        return base + (long) slot * strideBytes;
    }
}
