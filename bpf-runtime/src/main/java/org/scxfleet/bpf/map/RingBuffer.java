package org.scxfleet.bpf.map;

import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.Bytes;
import org.scxfleet.bpf.memory.MemoryCopy;

/**
 * Ring buffer between program and user space, in both directions.
 *
 * <p>A record is an 8-byte header (length, busy and discard bits, as in the kernel's user-visible
 * layout) and the data, rounded up to 8. Positions only grow; the offset is the position modulo the
 * size. A record that would cross the end of the buffer is contiguous for the program because the
 * storage is mapped twice over its size, like the kernel maps the pages twice.
 *
 * <p>{@code RINGBUF}: the program reserves and submits, user space ({@link #read}) consumes in
 * order and stops at a busy record. {@code USER_RINGBUF}: user space ({@link #write}) produces and
 * the program's drain consumes.
 */
public final class RingBuffer extends BpfMap {
    /** Bytes of a record's header. */
    public static final int HEADER_BYTES = 8;

    private static final int BUSY = 1 << 31;
    private static final int DISCARDED = 1 << 30;
    private static final int PAGE_BYTES = 4096;

    private final long base;
    private final int sizeBytes;
    private long produced;
    private long consumed;
    private boolean draining;

    RingBuffer(MapSpec spec, MapStorage storage, int region) {
        super(spec, storage.memory());
        this.base = AddressSpace.address(region, 0);
        int pages = Math.max(1, (spec.maxEntries() + PAGE_BYTES - 1) / PAGE_BYTES);
        // Loaders round an odd size up to the next power of two of whole pages.
        this.sizeBytes = Integer.highestOneBit(pages * 2 - 1) * PAGE_BYTES;
        storage.allocate(region, spec.name(), 2L * sizeBytes);
    }

    /** Returns the size in bytes. */
    public int sizeBytes() {
        return sizeBytes;
    }

    /** Returns the position up to which records are taken by the producer. */
    public long producerPosition() {
        return produced;
    }

    /** Returns the position up to which records are consumed. */
    public long consumerPosition() {
        return consumed;
    }

    /** Reserves a record; returns the address of its data, or 0 when the buffer is full. */
    public long reserve(long dataBytes) {
        long length = HEADER_BYTES + (dataBytes + 7 & ~7L);
        if (dataBytes < 0 || dataBytes >= DISCARDED || produced + length - consumed > sizeBytes) {
            return 0;
        }
        long header = base + produced % sizeBytes;
        memory().store64(header, dataBytes | (BUSY & 0xffffffffL));
        produced += length;
        return header + HEADER_BYTES;
    }

    /** Finishes a reserved record. */
    public static void finish(AddressSpace memory, long dataAddress, boolean discard) {
        long header = dataAddress - HEADER_BYTES;
        long length = memory.load32(header) & ~(BUSY & 0xffffffffL);
        memory.store32(header, discard ? length | DISCARDED : length);
    }

    /**
     * Consumes the next submitted record; returns its data, or null when there is none. Discarded
     * records are passed over.
     */
    public byte @Nullable [] read() {
        while (consumed < produced) {
            long header = base + consumed % sizeBytes;
            int word = (int) memory().load32(header);
            if ((word & BUSY) != 0) {
                return null;
            }
            int length = word & ~DISCARDED;
            byte[] data = new byte[length];
            MemoryCopy.read(memory(), header + HEADER_BYTES, data, 0, length);
            consumed += HEADER_BYTES + (length + 7 & ~7);
            if ((word & DISCARDED) == 0) {
                return data;
            }
        }
        return null;
    }

    /** Produces a record from user space; returns false when the buffer is full. */
    public boolean write(byte[] data) {
        long address = reserve(data.length);
        if (address == 0) {
            return false;
        }
        MemoryCopy.write(memory(), address, data, 0, data.length);
        finish(memory(), address, false);
        return true;
    }

    /** Begins a drain by the program; false when one is under way. */
    public boolean beginDrain() {
        boolean begun = !draining;
        draining = true;
        return begun;
    }

    /** Returns the address of the next record's data for a drain, or 0 when the buffer is empty. */
    public long nextForDrain() {
        return consumed < produced ? base + consumed % sizeBytes + HEADER_BYTES : 0;
    }

    /** Returns the length of the record whose data is at an address. */
    public int lengthAt(long dataAddress) {
        return (int) memory().load32(dataAddress - HEADER_BYTES) & ~(BUSY | DISCARDED);
    }

    /** Moves past the record that {@link #nextForDrain} returned. */
    public void passForDrain(long dataAddress) {
        consumed += HEADER_BYTES + (lengthAt(dataAddress) + 7 & ~7);
    }

    /** Ends a drain. */
    public void endDrain() {
        draining = false;
    }

    /** Reads a little-endian value of a record. */
    public static long field(byte[] data, int offset, int bytes) {
        return Bytes.get(data, offset, bytes);
    }
}
