package org.scxfleet.bpf.memory;

/**
 * One numbered range of addresses. Offsets are 0 to below 4 GiB.
 *
 * <p>A region whose content begins with a byte array lets the address space read that without a
 * virtual call ({@link FlatRegion}, {@link GrowingRegion}). All others decode the access
 * themselves: pages that exist only where written, or fields of a modelled kernel object.
 */
public abstract class Region {
    private static final byte[] NOTHING = new byte[0];

    private final String name;

    protected Region(String name) {
        this.name = name;
    }

    /** Returns the name used in fault messages. */
    public final String name() {
        return name;
    }

    /**
     * Loads a little-endian value.
     *
     * @param sizeBytes 1, 2, 4 or 8
     * @return the value, zero-extended
     * @throws ProgramFault when the access is outside the region
     */
    public abstract long load(long offset, int sizeBytes);

    /** Stores the low bytes of a value, little-endian; faults like {@link #load}. */
    public abstract void store(long offset, int sizeBytes, long value);

    /**
     * The array that loads may read directly, from offset 0; empty when every load is to be
     * decoded.
     */
    byte[] readableBytes() {
        return NOTHING;
    }

    /**
     * The array that stores may write directly; empty when every store is to be decoded or refused.
     */
    byte[] writableBytes() {
        return NOTHING;
    }

    /** The fault of an access outside the region. */
    protected final ProgramFault outside(String access, long offset, int sizeBytes) {
        return new ProgramFault(
                ProgramFault.Kind.MEMORY,
                access + " of " + sizeBytes + " bytes at offset " + offset + " is outside " + name);
    }
}
