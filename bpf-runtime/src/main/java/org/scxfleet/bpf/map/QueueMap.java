package org.scxfleet.bpf.map;

import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;

/**
 * Queue (first in, first out) and stack (last in, first out) of values without keys, as a ring of
 * slots.
 */
public final class QueueMap extends BpfMap {
    private final long base;
    private final int strideBytes;
    private final boolean stack;
    private int head;
    private int count;

    QueueMap(MapSpec spec, MapStorage storage, int region) {
        super(spec, storage.memory());
        this.base = AddressSpace.address(region, 0);
        this.strideBytes = spec.valueStrideBytes();
        this.stack = spec.type() == MapType.STACK;
        storage.allocate(region, spec.name(), (long) strideBytes * spec.maxEntries());
    }

    /** Returns the number of values held. */
    public int count() {
        return count;
    }

    @Override
    public int push(long valueAddress, long flags) {
        if (flags != ANY && flags != EXIST) {
            return Errno.EINVAL;
        }
        if (count == spec().maxEntries()) {
            if (flags == ANY) {
                return Errno.E2BIG;
            }
            head = (head + 1) % spec().maxEntries();
            count--;
        }
        MemoryCopy.copy(memory(), slot(count), valueAddress, spec().valueBytes());
        count++;
        return 0;
    }

    @Override
    public int pop(long valueAddress) {
        int result = peek(valueAddress);
        if (result == 0) {
            count--;
            if (!stack) {
                head = (head + 1) % spec().maxEntries();
            }
        }
        return result;
    }

    @Override
    public int peek(long valueAddress) {
        if (count == 0) {
            MemoryCopy.clear(memory(), valueAddress, spec().valueBytes());
            return Errno.ENOENT;
        }
        MemoryCopy.copy(memory(), valueAddress, slot(stack ? count - 1 : 0), spec().valueBytes());
        return 0;
    }

    private long slot(int position) {
        int index = (int) (((long) head + position) % spec().maxEntries());
        return base + (long) index * strideBytes;
    }
}
