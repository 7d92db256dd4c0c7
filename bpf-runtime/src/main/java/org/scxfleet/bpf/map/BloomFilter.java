package org.scxfleet.bpf.map;

import org.scxfleet.bpf.memory.AddressSpace;

/**
 * The bloom filter (kernel/bpf/bloom_filter.c of Linux 7.3): values are pushed, and a peek says
 * whether one was pushed, sometimes wrongly so and never wrongly not.
 *
 * <p>Sized like the kernel's for five hash functions. The kernel seeds its hash when the map is
 * made; here the hash is fixed, so which values are found by mistake is the same in every run.
 */
public final class BloomFilter extends BpfMap {
    private static final int HASHES = 5;
    private static final int BITS_MAX_SHIFT = 32;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long FNV_START = 0xcbf29ce484222325L;

    private final long base;
    private final int bitsShift;

    BloomFilter(MapSpec spec, MapStorage storage, int region) {
        super(spec, storage.memory());
        this.base = AddressSpace.address(region, 0);
        long wanted = Math.max(Long.SIZE, (long) spec.maxEntries() * HASHES / 5 * 7);
        this.bitsShift =
                Math.min(BITS_MAX_SHIFT, Long.SIZE - Long.numberOfLeadingZeros(wanted - 1));
        storage.allocate(region, spec.name(), 1L << (bitsShift - 3));
    }

    @Override
    public int push(long valueAddress, long flags) {
        if (flags != ANY) {
            return Errno.EINVAL;
        }
        long hash = hash(valueAddress);
        for (int i = 0; i < HASHES; i++) {
            long bit = bit(hash, i);
            long at = base + (bit >>> 3);
            memory().store8(at, memory().load8(at) | 1L << (bit & 7));
        }
        return 0;
    }

    @Override
    public int peek(long valueAddress) {
        long hash = hash(valueAddress);
        for (int i = 0; i < HASHES; i++) {
            long bit = bit(hash, i);
            if ((memory().load8(base + (bit >>> 3)) >>> (bit & 7) & 1) == 0) {
                return Errno.ENOENT;
            }
        }
        return 0;
    }

    @Override
    public int delete(long keyAddress) {
        return Errno.EOPNOTSUPP;
    }

    private long hash(long valueAddress) {
        long hash = FNV_START;
        for (int i = 0; i < spec().valueBytes(); i++) {
            hash = (hash ^ (memory().load8(valueAddress + i) & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    /** The bit of one of the hash functions: the mixed hash and a step that is odd. */
    private long bit(long hash, int function) {
        long mixed = (hash ^ hash >>> 32) * 0x9e3779b97f4a7c15L;
        long step = Long.rotateLeft(mixed, 29) | 1;
        return (mixed + function * step) >>> (Long.SIZE - bitsShift);
    }
}
