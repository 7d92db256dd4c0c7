package org.scxfleet.bpf.memory;

import java.util.Arrays;

/**
 * A region of moderate size that starts without content and grows to the end of what was stored;
 * the rest reads as zero.
 *
 * <p>The grown part is one array, so accesses to it take the address space's fast path. For regions
 * too large to be copied when they grow there is {@link PagedRegion}.
 */
public final class GrowingRegion extends Region {
    private static final int START_BYTES = 64;

    private final AddressSpace memory;
    private final int number;
    private final int sizeBytes;
    private final MemoryLimit limit;
    private byte[] bytes = new byte[0];

    /**
     * @param number the region's own number in the address space, where it replaces its array when
     *     it grows
     */
    public GrowingRegion(
            String name, AddressSpace memory, int number, int sizeBytes, MemoryLimit limit) {
        super(name);
        this.memory = memory;
        this.number = number;
        this.sizeBytes = sizeBytes;
        this.limit = limit;
    }

    @Override
    byte[] readableBytes() {
        return bytes;
    }

    @Override
    byte[] writableBytes() {
        return bytes;
    }

    @Override
    public long load(long offset, int sizeBytesOfAccess) {
        if (offset > sizeBytes - sizeBytesOfAccess) {
            throw outside("load", offset, sizeBytesOfAccess);
        }
        if (offset <= bytes.length - sizeBytesOfAccess) {
            return Bytes.get(bytes, (int) offset, sizeBytesOfAccess);
        }
        long value = 0;
        for (int i = 0; i < sizeBytesOfAccess && offset + i < bytes.length; i++) {
            value |= (bytes[(int) offset + i] & 0xffL) << (8 * i);
        }
        return value;
    }

    @Override
    public void store(long offset, int sizeBytesOfAccess, long value) {
        if (offset > sizeBytes - sizeBytesOfAccess) {
            throw outside("store", offset, sizeBytesOfAccess);
        }
        int end = (int) offset + sizeBytesOfAccess;
        if (end > bytes.length) {
            int length =
                    Math.min(sizeBytes, Math.max(Math.max(end, START_BYTES), bytes.length * 2));
            limit.take(length - bytes.length, name());
            bytes = Arrays.copyOf(bytes, length);
            memory.map(number, this);
        }
        Bytes.put(bytes, (int) offset, sizeBytesOfAccess, value);
    }
}
