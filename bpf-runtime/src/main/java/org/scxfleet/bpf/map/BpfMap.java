package org.scxfleet.bpf.map;

import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;

/**
 * One map of one scheduler instance. Operations that a type does not have return the kernel's error
 * for it.
 *
 * <p>Keys and values are passed as addresses. A look-up returns the address of the value itself,
 * which stays valid until the element is deleted and its slot is used again. Values exist lazily:
 * storage grows with what is written.
 *
 * <p>An update leaves special fields (locks, timers, kernel pointers) as they are, and deleting an
 * element tells the {@link ElementListener}, which cancels timers and drops references.
 */
public abstract sealed class BpfMap
        permits ArrayMap,
                HashTableMap,
                MapOfMaps,
                QueueMap,
                RingBuffer,
                OwnerStorageMap,
                PrefixMap,
                BloomFilter,
                ArenaMap,
                InertMap {
    /** Update flag: create or replace. */
    public static final long ANY = 0;

    /** Update flag: create only. */
    public static final long NOEXIST = 1;

    /** Update flag: replace only. For a queue: drop the oldest when full. */
    public static final long EXIST = 2;

    /** Update flag: under the element's lock, which is always free here. */
    private static final long LOCK = 4;

    /** Hears when an element goes. */
    @FunctionalInterface
    public interface ElementListener {
        /** The value at an address is about to be deleted; its special fields need cleaning up. */
        void deleted(long valueAddress, MapSpec spec);
    }

    private final MapSpec spec;
    private final AddressSpace memory;
    private ElementListener listener = (address, gone) -> {};

    protected BpfMap(MapSpec spec, AddressSpace memory) {
        this.spec = spec;
        this.memory = memory;
    }

    /** Returns what the map is. */
    public final MapSpec spec() {
        return spec;
    }

    protected final AddressSpace memory() {
        return memory;
    }

    /** Sets who hears of deleted elements. */
    public final void listen(ElementListener elementListener) {
        listener = elementListener;
    }

    /**
     * Returns the address of the value for a key, on one CPU where the type is per CPU; 0 when
     * there is none.
     */
    public long lookup(long keyAddress, int cpu) {
        return 0;
    }

    /** Creates or replaces a value. Returns 0 or a negative error. */
    public int update(long keyAddress, long valueAddress, long flags, int cpu) {
        return Errno.EOPNOTSUPP;
    }

    /** Deletes an element. Returns 0 or a negative error. */
    public int delete(long keyAddress) {
        return Errno.EINVAL;
    }

    /** Appends a value without key. Returns 0 or a negative error. */
    public int push(long valueAddress, long flags) {
        return Errno.EOPNOTSUPP;
    }

    /** Copies out and removes the next value without key. Returns 0 or a negative error. */
    public int pop(long valueAddress) {
        return Errno.EOPNOTSUPP;
    }

    /** Copies out the next value without key. Returns 0 or a negative error. */
    public int peek(long valueAddress) {
        return Errno.EOPNOTSUPP;
    }

    /** Upper bound of the element numbers given to {@link #elementKey}. */
    public int elementLimit() {
        return 0;
    }

    /** Returns whether an element with this number exists. */
    public boolean hasElement(int element) {
        return false;
    }

    /** Returns the number of the element whose value contains an address, or -1. */
    public int elementAt(long address) {
        return -1;
    }

    /** Returns the address of an element's value on a CPU. */
    public long elementValue(int element, int cpu) {
        throw new IllegalStateException("map " + spec.name() + " has no elements");
    }

    /** Writes an element's key to an address. */
    public void elementKey(int element, long to) {
        throw new IllegalStateException("map " + spec.name() + " has no elements");
    }

    /** The flag of an update that says what may be there already; negative for wrong flags. */
    protected final long presence(long flags) {
        if (flags >= ANY && flags <= EXIST) {
            return flags;
        }
        long presence = flags & ~LOCK;
        boolean lockable = false;
        for (SpecialField field : spec.specials()) {
            lockable |= field.kind() == SpecialField.Kind.SPIN_LOCK;
        }
        return lockable && presence >= ANY && presence <= EXIST ? presence : -1;
    }

    /** Tells the listener, if there is something to clean up. */
    protected final void deleted(long valueAddress) {
        if (!spec.specials().isEmpty()) {
            listener.deleted(valueAddress, spec);
        }
    }

    /** Copies a value, leaving out special fields. */
    protected final void copyValue(long to, long from) {
        int at = 0;
        for (SpecialField field : spec.specials()) {
            if (field.offset() > at) {
                MemoryCopy.copy(memory, to + at, from + at, field.offset() - at);
            }
            at = Math.max(at, field.offset() + field.sizeBytes());
        }
        if (at < spec.valueBytes()) {
            MemoryCopy.copy(memory, to + at, from + at, spec.valueBytes() - at);
        }
    }
}
