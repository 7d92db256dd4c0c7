package org.scxfleet.bpf.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Every address a program of one scheduler instance can use.
 *
 * <p>An address is a region number in the upper 32 bits and an offset in the lower 32. Numbers are
 * given by the loader in a fixed order, so addresses are the same on every run and on every host,
 * and compiled code can hold them as constants. Region 0 is the arena; every other region starts at
 * or above 4 GiB, so an address below that is an arena offset by construction.
 *
 * <p>Why two arrays of byte arrays: nearly all accesses go to memory that is one Java array. The
 * fast path is a table look-up and two comparisons, and no allocation; a read-only region has an
 * empty array in the table for stores. Everything else (lazily backed pages, views of kernel
 * objects, faults) takes the slow path through {@link Region}.
 *
 * <p>The first MiB and the last 4 GiB read as 0: kernels guard loads through kernel pointers, and a
 * field of a NULL object, with a positive or a negative offset, reads as 0 there (Linux 7.3 marks
 * such loads PROBE_MEM). Stores there fault.
 */
public final class AddressSpace {
    /** Regions that an address space may hold. */
    public static final int REGIONS_MAX = 8192;

    /** Loads below this address give 0 where no arena page is. */
    static final long NULL_GUARD_BYTES = 1 << 20;

    private static final long LAST_REGION = 0xffffffffL;
    private static final byte[] NOTHING = new byte[0];
    private static final int TABLE_START = 16;

    private byte[][] readable = new byte[TABLE_START][];
    private byte[][] writable = new byte[TABLE_START][];
    private @Nullable Region[] regions = new @Nullable Region[TABLE_START];

    public AddressSpace() {
        Arrays.fill(readable, NOTHING);
        Arrays.fill(writable, NOTHING);
    }

    /** Returns the address of an offset in a region. */
    public static long address(int region, long offset) {
        return (long) region << 32 | offset;
    }

    /** Returns the region number of an address; larger than {@link #REGIONS_MAX} for a wild one. */
    public static long regionOf(long address) {
        return address >>> 32;
    }

    /**
     * Puts a region at a number, or replaces the one that is there (a table that grew, a section
     * that was frozen).
     */
    public void map(int number, Region region) {
        if (number < 0 || number >= REGIONS_MAX) {
            throw new ProgramFault(
                    ProgramFault.Kind.MEMORY_LIMIT, "more than " + REGIONS_MAX + " memory regions");
        }
        if (number >= regions.length) {
            grow(Math.max(number + 1, regions.length * 2));
        }
        regions[number] = region;
        readable[number] = region.readableBytes();
        writable[number] = region.writableBytes();
    }

    private void grow(int length) {
        int from = regions.length;
        regions = Arrays.copyOf(regions, length);
        readable = Arrays.copyOf(readable, length);
        writable = Arrays.copyOf(writable, length);
        Arrays.fill(readable, from, length, NOTHING);
        Arrays.fill(writable, from, length, NOTHING);
    }

    /** Returns the region at a number, or null. */
    public @Nullable Region region(long number) {
        return number >= 0 && number < regions.length ? regions[(int) number] : null;
    }

    /** Loads one byte, zero-extended. */
    public long load8(long address) {
        long region = address >>> 32;
        int offset = (int) address;
        byte[][] table = readable;
        if (region < table.length) {
            byte[] bytes = table[(int) region];
            if (offset >= 0 && offset < bytes.length) {
                return bytes[offset] & 0xffL;
            }
        }
        return slowLoad(address, 1);
    }

    /** Loads two bytes, zero-extended. */
    public long load16(long address) {
        long region = address >>> 32;
        int offset = (int) address;
        byte[][] table = readable;
        if (region < table.length) {
            byte[] bytes = table[(int) region];
            if (offset >= 0 && offset < bytes.length - 1) {
                return (short) Bytes.SHORT.get(bytes, offset) & 0xffffL;
            }
        }
        return slowLoad(address, 2);
    }

    /** Loads four bytes, zero-extended. */
    public long load32(long address) {
        long region = address >>> 32;
        int offset = (int) address;
        byte[][] table = readable;
        if (region < table.length) {
            byte[] bytes = table[(int) region];
            if (offset >= 0 && offset < bytes.length - 3) {
                return (int) Bytes.INT.get(bytes, offset) & 0xffffffffL;
            }
        }
        return slowLoad(address, 4);
    }

    /** Loads eight bytes. */
    public long load64(long address) {
        long region = address >>> 32;
        int offset = (int) address;
        byte[][] table = readable;
        if (region < table.length) {
            byte[] bytes = table[(int) region];
            if (offset >= 0 && offset < bytes.length - 7) {
                return (long) Bytes.LONG.get(bytes, offset);
            }
        }
        return slowLoad(address, 8);
    }

    /** Stores the low byte of a value. */
    public void store8(long address, long value) {
        long region = address >>> 32;
        int offset = (int) address;
        byte[][] table = writable;
        if (region < table.length) {
            byte[] bytes = table[(int) region];
            if (offset >= 0 && offset < bytes.length) {
                bytes[offset] = (byte) value;
                return;
            }
        }
        slowStore(address, 1, value);
    }

    /** Stores the low two bytes of a value. */
    public void store16(long address, long value) {
        long region = address >>> 32;
        int offset = (int) address;
        byte[][] table = writable;
        if (region < table.length) {
            byte[] bytes = table[(int) region];
            if (offset >= 0 && offset < bytes.length - 1) {
                Bytes.SHORT.set(bytes, offset, (short) value);
                return;
            }
        }
        slowStore(address, 2, value);
    }

    /** Stores the low four bytes of a value. */
    public void store32(long address, long value) {
        long region = address >>> 32;
        int offset = (int) address;
        byte[][] table = writable;
        if (region < table.length) {
            byte[] bytes = table[(int) region];
            if (offset >= 0 && offset < bytes.length - 3) {
                Bytes.INT.set(bytes, offset, (int) value);
                return;
            }
        }
        slowStore(address, 4, value);
    }

    /** Stores eight bytes. */
    public void store64(long address, long value) {
        long region = address >>> 32;
        int offset = (int) address;
        byte[][] table = writable;
        if (region < table.length) {
            byte[] bytes = table[(int) region];
            if (offset >= 0 && offset < bytes.length - 7) {
                Bytes.LONG.set(bytes, offset, value);
                return;
            }
        }
        slowStore(address, 8, value);
    }

    private long slowLoad(long address, int sizeBytes) {
        Region region = region(address >>> 32);
        if (region != null) {
            return region.load(address & 0xffffffffL, sizeBytes);
        }
        if (address >>> 32 == LAST_REGION || Long.compareUnsigned(address, NULL_GUARD_BYTES) < 0) {
            return 0;
        }
        throw wild("load", address, sizeBytes);
    }

    private void slowStore(long address, int sizeBytes, long value) {
        Region region = region(address >>> 32);
        if (region == null) {
            throw wild("store", address, sizeBytes);
        }
        region.store(address & 0xffffffffL, sizeBytes, value);
    }

    private static ProgramFault wild(String access, long address, int sizeBytes) {
        return new ProgramFault(
                ProgramFault.Kind.MEMORY,
                access
                        + " of "
                        + sizeBytes
                        + " bytes at 0x"
                        + Long.toHexString(address)
                        + ", where nothing is");
    }
}
