package org.scxfleet.bpf.map;

import org.scxfleet.bpf.memory.AddressSpace;

/**
 * Array and per-CPU array: all elements exist from the start, keys are u32 indices, nothing is ever
 * deleted.
 */
public final class ArrayMap extends BpfMap {
    private final long base;
    private final int strideBytes;
    private final long cpuStrideBytes;
    private final int cpuCount;

    ArrayMap(MapSpec spec, MapStorage storage, int region) {
        super(spec, storage.memory());
        this.base = AddressSpace.address(region, 0);
        this.strideBytes = spec.valueStrideBytes();
        this.cpuStrideBytes = (long) strideBytes * spec.maxEntries();
        this.cpuCount = spec.type().isPerCpu() ? storage.cpuCount() : 1;
        storage.allocate(region, spec.name(), cpuStrideBytes * cpuCount);
    }

    /** Returns the address of element 0, where a global data section begins. */
    public long base() {
        return base;
    }

    @Override
    public long lookup(long keyAddress, int cpu) {
        long index = memory().load32(keyAddress);
        if (index >= spec().maxEntries()) {
            return 0;
        }
        if (cpuCount == 1) {
            return base + index * strideBytes;
        }
        return cpu < 0 || cpu >= cpuCount ? 0 : base + cpu * cpuStrideBytes + index * strideBytes;
    }

    @Override
    public int update(long keyAddress, long valueAddress, long flags, int cpu) {
        long presence = presence(flags);
        if (presence < 0) {
            return Errno.EINVAL;
        }
        long value = lookup(keyAddress, cpu);
        if (value == 0) {
            return Errno.E2BIG;
        }
        if (presence == NOEXIST) {
            return Errno.EEXIST;
        }
        copyValue(value, valueAddress);
        return 0;
    }

    @Override
    public int elementLimit() {
        return spec().maxEntries();
    }

    @Override
    public boolean hasElement(int element) {
        return element >= 0 && element < spec().maxEntries();
    }

    @Override
    public int elementAt(long address) {
        long offset = address - base;
        return offset < 0 || offset >= cpuStrideBytes * cpuCount || strideBytes == 0
                ? -1
                : (int) (offset % cpuStrideBytes / strideBytes);
    }

    @Override
    public long elementValue(int element, int cpu) {
        return base + (cpuCount == 1 ? 0 : cpu) * cpuStrideBytes + (long) element * strideBytes;
    }

    @Override
    public void elementKey(int element, long to) {
        memory().store32(to, element);
    }
}
