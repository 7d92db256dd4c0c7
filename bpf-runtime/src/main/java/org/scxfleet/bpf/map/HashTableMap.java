package org.scxfleet.bpf.map;

import java.util.Arrays;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;

/**
 * Hash, per-CPU hash and their LRU forms: chained buckets over numbered slots.
 *
 * <p>A slot holds the values (one, or one for each CPU) and then the key. Slots are handed out in
 * ascending order and freed ones are used again last-freed first, so addresses and the order of
 * iteration depend on the operations only, never on the hash.
 *
 * <p>LRU is exact here: look-ups and updates make an element the most recent, and a full table
 * drops the least recent. The kernel approximates that with per-CPU lists
 * (kernel/bpf/bpf_lru_list.c, Linux 7.3), so which element goes can differ.
 */
public final class HashTableMap extends BpfMap {
    private static final int NONE = -1;
    private static final int START_SLOTS = 16;

    private final long base;
    private final int valueStrideBytes;
    private final int keyOffset;
    private final int slotBytes;
    private final int cpuCount;
    private final boolean lru;

    private int[] buckets = new int[START_SLOTS];
    private int[] next = new int[START_SLOTS];
    private int[] newer = new int[0];
    private int[] older = new int[0];
    private boolean[] used = new boolean[START_SLOTS];
    private int slots;
    private int count;
    private int free = NONE;
    private int newest = NONE;
    private int oldest = NONE;

    HashTableMap(MapSpec spec, MapStorage storage, int region) {
        super(spec, storage.memory());
        this.base = AddressSpace.address(region, 0);
        this.valueStrideBytes = spec.valueStrideBytes();
        this.cpuCount = spec.type().isPerCpu() ? storage.cpuCount() : 1;
        this.keyOffset = valueStrideBytes * cpuCount;
        this.slotBytes = keyOffset + spec.keyStrideBytes();
        this.lru = spec.type() == MapType.LRU_HASH || spec.type() == MapType.LRU_PERCPU_HASH;
        Arrays.fill(buckets, NONE);
        if (lru) {
            newer = new int[START_SLOTS];
            older = new int[START_SLOTS];
        }
        storage.allocate(region, spec.name(), (long) slotBytes * spec.maxEntries());
    }

    /** Returns the number of elements. */
    public int count() {
        return count;
    }

    @Override
    public long lookup(long keyAddress, int cpu) {
        int slot = find(keyAddress, bucketOf(keyAddress));
        if (slot == NONE || (cpuCount > 1 && (cpu < 0 || cpu >= cpuCount))) {
            return 0;
        }
        if (lru) {
            unlinkFromAge(slot);
            linkAsNewest(slot);
        }
        return valueAddress(slot, cpu);
    }

    @Override
    public int update(long keyAddress, long valueAddress, long flags, int cpu) {
        long presence = presence(flags);
        if (presence < 0) {
            return Errno.EINVAL;
        }
        int slot = find(keyAddress, bucketOf(keyAddress));
        if (slot != NONE && presence == NOEXIST) {
            return Errno.EEXIST;
        }
        if (slot == NONE && presence == EXIST) {
            return Errno.ENOENT;
        }
        if (slot == NONE) {
            slot = insert(keyAddress);
            if (slot == NONE) {
                return Errno.E2BIG;
            }
        } else if (lru) {
            unlinkFromAge(slot);
            linkAsNewest(slot);
        }
        copyValue(valueAddress(slot, cpu), valueAddress);
        return 0;
    }

    @Override
    public int delete(long keyAddress) {
        int slot = find(keyAddress, bucketOf(keyAddress));
        if (slot == NONE) {
            return Errno.ENOENT;
        }
        remove(slot);
        return 0;
    }

    @Override
    public int elementLimit() {
        return slots;
    }

    @Override
    public boolean hasElement(int element) {
        return element >= 0 && element < slots && used[element];
    }

    @Override
    public int elementAt(long address) {
        long element = (address - base) / slotBytes;
        return address >= base && element < slots ? (int) element : -1;
    }

    @Override
    public long elementValue(int element, int cpu) {
        return valueAddress(element, cpu);
    }

    @Override
    public void elementKey(int element, long to) {
        MemoryCopy.copy(memory(), to, slotAddress(element) + keyOffset, spec().keyBytes());
    }

    private long slotAddress(int slot) {
        return base + (long) slot * slotBytes;
    }

    private long valueAddress(int slot, int cpu) {
        return slotAddress(slot) + (cpuCount == 1 ? 0 : (long) cpu * valueStrideBytes);
    }

    private int bucketOf(long keyAddress) {
        int keyBytes = spec().keyBytes();
        long hash = 0;
        int at = 0;
        for (; at <= keyBytes - 8; at += 8) {
            hash = mix(hash ^ memory().load64(keyAddress + at));
        }
        if (keyBytes - at >= 4) {
            hash = mix(hash ^ memory().load32(keyAddress + at));
            at += 4;
        }
        for (; at < keyBytes; at++) {
            hash = mix(hash ^ memory().load8(keyAddress + at));
        }
        return (int) (hash >>> 40) & buckets.length - 1;
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 32) * 0x9e3779b97f4a7c15L;
        return mixed ^ mixed >>> 29;
    }

    private int find(long keyAddress, int bucket) {
        for (int slot = buckets[bucket]; slot != NONE; slot = next[slot]) {
            if (hasKey(slotAddress(slot) + keyOffset, keyAddress)) {
                return slot;
            }
        }
        return NONE;
    }

    private boolean hasKey(long stored, long keyAddress) {
        int keyBytes = spec().keyBytes();
        return switch (keyBytes) {
            case 4 -> memory().load32(stored) == memory().load32(keyAddress);
            case 8 -> memory().load64(stored) == memory().load64(keyAddress);
            default -> MemoryCopy.same(memory(), stored, keyAddress, keyBytes);
        };
    }

    private int insert(long keyAddress) {
        if (count == spec().maxEntries()) {
            if (!lru || oldest == NONE) {
                return NONE;
            }
            remove(oldest);
        }
        int slot = free;
        if (slot != NONE) {
            free = next[slot];
            // A used slot starts from zero again, special fields included.
            MemoryCopy.clear(memory(), slotAddress(slot), slotBytes);
        } else {
            slot = slots++;
            ensureSlots(slots);
        }
        MemoryCopy.copy(memory(), slotAddress(slot) + keyOffset, keyAddress, spec().keyBytes());
        int bucket = bucketOf(keyAddress);
        next[slot] = buckets[bucket];
        buckets[bucket] = slot;
        used[slot] = true;
        count++;
        if (lru) {
            linkAsNewest(slot);
        }
        return slot;
    }

    private void remove(int slot) {
        for (int cpu = 0; cpu < cpuCount; cpu++) {
            deleted(valueAddress(slot, cpu));
        }
        int bucket = bucketOf(slotAddress(slot) + keyOffset);
        if (buckets[bucket] == slot) {
            buckets[bucket] = next[slot];
        } else {
            int before = buckets[bucket];
            while (next[before] != slot) {
                before = next[before];
            }
            next[before] = next[slot];
        }
        if (lru) {
            unlinkFromAge(slot);
        }
        used[slot] = false;
        next[slot] = free;
        free = slot;
        count--;
    }

    private void ensureSlots(int wanted) {
        if (wanted <= used.length) {
            return;
        }
        int length = used.length * 2;
        used = Arrays.copyOf(used, length);
        next = Arrays.copyOf(next, length);
        if (lru) {
            newer = Arrays.copyOf(newer, length);
            older = Arrays.copyOf(older, length);
        }
        buckets = new int[length];
        Arrays.fill(buckets, NONE);
        // The slot being inserted is not yet used and links itself afterwards.
        for (int slot = 0; slot < slots; slot++) {
            if (used[slot]) {
                int bucket = bucketOf(slotAddress(slot) + keyOffset);
                next[slot] = buckets[bucket];
                buckets[bucket] = slot;
            }
        }
    }

    private void linkAsNewest(int slot) {
        older[slot] = newest;
        newer[slot] = NONE;
        if (newest != NONE) {
            newer[newest] = slot;
        }
        newest = slot;
        if (oldest == NONE) {
            oldest = slot;
        }
    }

    private void unlinkFromAge(int slot) {
        if (newer[slot] == NONE) {
            newest = older[slot];
        } else {
            older[newer[slot]] = older[slot];
        }
        if (older[slot] == NONE) {
            oldest = newer[slot];
        } else {
            newer[older[slot]] = newer[slot];
        }
    }
}
