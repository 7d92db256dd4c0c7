package org.scxfleet.bpf.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A large region whose pages exist only where something was stored; the rest reads as zero.
 *
 * <p>One scheduler of the public collection declares 165 MB of zeroed globals and touches a few
 * pages of them; ten thousand hosts cannot each hold that. An access across a page border is split
 * into bytes.
 */
public final class PagedRegion extends Region {
    private static final int PAGE_SHIFT = 12;

    /** Bytes of one page. */
    public static final int PAGE_BYTES = 1 << PAGE_SHIFT;

    private static final int DIRECTORY_START = 16;

    private final long sizeBytes;
    private final MemoryLimit limit;
    private final boolean writable;
    private byte[] @Nullable [] pages = new byte[DIRECTORY_START][];

    public PagedRegion(String name, long sizeBytes, boolean writable, MemoryLimit limit) {
        super(name);
        this.sizeBytes = sizeBytes;
        this.writable = writable;
        this.limit = limit;
    }

    /** Returns the size, most of which may have no page. */
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public long load(long offset, int sizeBytesOfAccess) {
        if (offset > sizeBytes - sizeBytesOfAccess) {
            throw outside("load", offset, sizeBytesOfAccess);
        }
        int inPage = (int) offset & PAGE_BYTES - 1;
        if (inPage + sizeBytesOfAccess > PAGE_BYTES) {
            long value = 0;
            for (int i = 0; i < sizeBytesOfAccess; i++) {
                value |= load(offset + i, 1) << (8 * i);
            }
            return value;
        }
        int page = (int) (offset >>> PAGE_SHIFT);
        byte[] bytes = page < pages.length ? pages[page] : null;
        return bytes == null ? 0 : Bytes.get(bytes, inPage, sizeBytesOfAccess);
    }

    @Override
    public void store(long offset, int sizeBytesOfAccess, long value) {
        if (!writable) {
            throw new ProgramFault(
                    ProgramFault.Kind.MEMORY,
                    "store at offset " + offset + " of read-only " + name());
        }
        write(offset, sizeBytesOfAccess, value);
    }

    /**
     * Stores like a program, but also into a read-only region: what the loader does before the
     * program runs.
     */
    public void write(long offset, int sizeBytesOfAccess, long value) {
        if (offset > sizeBytes - sizeBytesOfAccess) {
            throw outside("store", offset, sizeBytesOfAccess);
        }
        int inPage = (int) offset & PAGE_BYTES - 1;
        if (inPage + sizeBytesOfAccess > PAGE_BYTES) {
            for (int i = 0; i < sizeBytesOfAccess; i++) {
                write(offset + i, 1, value >>> (8 * i));
            }
            return;
        }
        Bytes.put(page((int) (offset >>> PAGE_SHIFT)), inPage, sizeBytesOfAccess, value);
    }

    /** Zeroes a range, without creating pages. */
    public void clear(long offset, long lengthBytes) {
        long end = offset + lengthBytes;
        for (long at = offset; at < end; ) {
            int page = (int) (at >>> PAGE_SHIFT);
            int inPage = (int) at & PAGE_BYTES - 1;
            int count = (int) Math.min(PAGE_BYTES - inPage, end - at);
            byte[] bytes = page < pages.length ? pages[page] : null;
            if (bytes != null) {
                Arrays.fill(bytes, inPage, inPage + count, (byte) 0);
            }
            at += count;
        }
    }

    private byte[] page(int page) {
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(page + 1, pages.length * 2));
        }
        byte[] bytes = pages[page];
        if (bytes == null) {
            limit.take(PAGE_BYTES, name());
            bytes = new byte[PAGE_BYTES];
            pages[page] = bytes;
        }
        return bytes;
    }
}
