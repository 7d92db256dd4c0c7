package org.scxfleet.bpf.memory;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The arena: up to 4 GiB of sparse pages that program and user space share, addressed by the low 32
 * bits.
 *
 * <p>It is region 0 of the address space, so that casting a user-view pointer to the program's view
 * is a truncation to 32 bits and no load needs to know what kind of pointer it has. A load from an
 * absent page gives 0 and a store there is dropped, as in the kernel (arena faults are not fatal);
 * both are counted. The lowest MiB is never allocated: a field of a NULL kernel object is read
 * through the same addresses and must read as 0.
 *
 * <p>Differs from Linux 7.3 (kernel/bpf/arena.c): free ranges are kept as a bit set and the lowest
 * fitting range is taken; a freed page can be allocated again at once.
 */
public final class Arena extends Region {
    /** Bytes of one page. */
    public static final int PAGE_BYTES = 4096;

    private static final int PAGE_SHIFT = 12;

    /** Pages below this number are never handed out. */
    static final int RESERVED_PAGES = (1 << 20) >> PAGE_SHIFT;

    /** Upper half of the addresses at which user space sees the arena. */
    public static final long USER_VIEW_BASE = 1L << 44;

    private final int pageCount;
    private final MemoryLimit limit;
    private final BitSet allocated = new BitSet();
    private final BitSet reserved = new BitSet();
    private final BitSet shared = new BitSet();
    private byte[] @Nullable [] pages = new byte[0][];
    private long faults;

    /**
     * @param pageCount pages of the map, at most 1,048,576
     */
    public Arena(int pageCount, MemoryLimit limit) {
        super("arena");
        if (pageCount < 0 || pageCount > 1 << 20) {
            throw new IllegalArgumentException("arena of " + pageCount + " pages; at most 1048576");
        }
        this.pageCount = pageCount;
        this.limit = limit;
    }

    /**
     * Casts a pointer from the program's view, which is below 4 GiB, to the user's; NULL stays
     * NULL.
     */
    public static long userView(long address) {
        long low = address & 0xffffffffL;
        return low == 0 ? 0 : USER_VIEW_BASE | low;
    }

    /** Returns how many loads and stores met an absent page. */
    public long faults() {
        return faults;
    }

    /** Returns the page count of the map. */
    public int pageCount() {
        return pageCount;
    }

    /**
     * Allocates consecutive zero pages.
     *
     * @param hint user-view or program-view address of the wanted first page, or 0
     * @return the program-view address (below 4 GiB), or 0 when there is no room
     */
    public long allocate(long hint, long count) {
        if (count <= 0 || count > pageCount) {
            return 0;
        }
        int pagesWanted = (int) count;
        int first = hint == 0 ? findFree(pagesWanted) : (int) ((hint & 0xffffffffL) >>> PAGE_SHIFT);
        if (first < RESERVED_PAGES
                || first > pageCount - pagesWanted
                || !isFree(first, pagesWanted)) {
            return 0;
        }
        if (!limit.tryTake(count * PAGE_BYTES)) {
            return 0;
        }
        allocated.set(first, first + pagesWanted);
        if (pages.length < first + pagesWanted) {
            pages = Arrays.copyOf(pages, Math.max(first + pagesWanted, pages.length * 2));
        }
        return (long) first << PAGE_SHIFT;
    }

    /** Keeps pages from being handed out; returns false when one of them is in use or outside. */
    public boolean reserve(long address, long count) {
        long first = (address & 0xffffffffL) >>> PAGE_SHIFT;
        if (count == 0) {
            return true;
        }
        if (count < 0 || first + count > pageCount || !isFree((int) first, (int) count)) {
            return false;
        }
        reserved.set((int) first, (int) (first + count));
        return true;
    }

    /** Lets other hosts have the pages as they are now; a store into one copies it first. */
    public void share(PageSharing sharing) {
        for (int page = 0; page < pages.length; page++) {
            byte[] bytes = pages[page];
            if (bytes != null && !shared.get(page)) {
                pages[page] = sharing.share(bytes);
                shared.set(page);
            }
        }
    }

    /** Frees pages; those that are not allocated are ignored. */
    public void free(long address, long count) {
        int first = (int) ((address & 0xffffffffL) >>> PAGE_SHIFT);
        long end = Math.min(first + Math.max(0, count), pageCount);
        for (int page = first; page < end; page++) {
            if (allocated.get(page)) {
                allocated.clear(page);
                shared.clear(page);
                pages[page] = null;
                limit.release(PAGE_BYTES);
            }
        }
    }

    /**
     * Allocates the arena's global variables at a fixed place and fills in their initial values.
     *
     * @param sizeBytes of all variables; those without image bytes are zero
     */
    public void place(long address, byte[] image, long sizeBytes) {
        long count = (sizeBytes + PAGE_BYTES - 1) / PAGE_BYTES;
        if (count == 0) {
            return;
        }
        if (allocate(address, count) == 0) {
            throw new ProgramFault(
                    ProgramFault.Kind.MEMORY_LIMIT,
                    "no room for " + sizeBytes + " bytes of arena globals");
        }
        for (int at = 0; at < image.length; at++) {
            if (image[at] != 0) {
                store(address + at, 1, image[at]);
            }
        }
    }

    @Override
    public long load(long offset, int sizeBytes) {
        int inPage = (int) offset & PAGE_BYTES - 1;
        if (inPage + sizeBytes > PAGE_BYTES) {
            long value = 0;
            for (int i = 0; i < sizeBytes; i++) {
                value |= load(offset + i & 0xffffffffL, 1) << (8 * i);
            }
            return value;
        }
        int page = (int) (offset >>> PAGE_SHIFT);
        byte[] bytes = page < pages.length ? pages[page] : null;
        if (bytes == null) {
            faults += allocated.get(page) ? 0 : 1;
            return 0;
        }
        return Bytes.get(bytes, inPage, sizeBytes);
    }

    @Override
    public void store(long offset, int sizeBytes, long value) {
        int inPage = (int) offset & PAGE_BYTES - 1;
        if (inPage + sizeBytes > PAGE_BYTES) {
            for (int i = 0; i < sizeBytes; i++) {
                store(offset + i & 0xffffffffL, 1, value >>> (8 * i));
            }
            return;
        }
        int page = (int) (offset >>> PAGE_SHIFT);
        byte[] bytes = page < pages.length ? pages[page] : null;
        if (bytes == null) {
            if (!allocated.get(page)) {
                faults++;
                return;
            }
            // An allocated page gets its bytes at the first store; its room was taken at
            // allocation.
            bytes = new byte[PAGE_BYTES];
            pages[page] = bytes;
        } else if (shared.get(page)) {
            bytes = bytes.clone();
            pages[page] = bytes;
            shared.clear(page);
        }
        Bytes.put(bytes, inPage, sizeBytes, value);
    }

    private boolean isFree(int first, int count) {
        return firstUsed(first) >= (long) first + count;
    }

    /** The first page from a number on that is allocated or reserved. */
    private int firstUsed(int from) {
        int a = allocated.nextSetBit(from);
        int b = reserved.nextSetBit(from);
        return a < 0 && b < 0 ? Integer.MAX_VALUE : a < 0 ? b : b < 0 ? a : Math.min(a, b);
    }

    private int firstUnused(int from) {
        int page = from;
        for (int next = -1; next != page; ) {
            next = page;
            page = reserved.nextClearBit(allocated.nextClearBit(page));
        }
        return page;
    }

    private int findFree(int count) {
        int first = firstUnused(RESERVED_PAGES);
        while (first <= pageCount - count) {
            int next = firstUsed(first);
            if (next >= (long) first + count) {
                return first;
            }
            first = firstUnused(next);
        }
        return -1;
    }
}
