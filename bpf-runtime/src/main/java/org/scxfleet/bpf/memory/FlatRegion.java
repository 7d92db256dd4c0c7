package org.scxfleet.bpf.memory;

/**
 * A region that is one byte array. The address space reads and writes the array directly; see
 * {@link AddressSpace#map}.
 */
public final class FlatRegion extends Region {
    private final byte[] bytes;
    private final boolean writable;

    public FlatRegion(String name, byte[] bytes, boolean writable) {
        super(name);
        this.bytes = bytes;
        this.writable = writable;
    }

    /** Returns the content itself, not a copy. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns whether programs may store. */
    public boolean writable() {
        return writable;
    }

    @Override
    byte[] readableBytes() {
        return bytes;
    }

    @Override
    byte[] writableBytes() {
        return writable ? bytes : super.writableBytes();
    }

    @Override
    public long load(long offset, int sizeBytes) {
        if (offset > bytes.length - sizeBytes) {
            throw outside("load", offset, sizeBytes);
        }
        return Bytes.get(bytes, (int) offset, sizeBytes);
    }

    @Override
    public void store(long offset, int sizeBytes, long value) {
        if (!writable) {
            throw new ProgramFault(
                    ProgramFault.Kind.MEMORY,
                    "store at offset " + offset + " of read-only " + name());
        }
        if (offset > bytes.length - sizeBytes) {
            throw outside("store", offset, sizeBytes);
        }
        Bytes.put(bytes, (int) offset, sizeBytes, value);
    }
}
