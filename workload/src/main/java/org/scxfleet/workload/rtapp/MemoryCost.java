package org.scxfleet.workload.rtapp;

/**
 * CPU time of memory and file events.
 *
 * <p>The emulator has no caches: such an event becomes CPU work by a fixed table. The table holds
 * the cost of one access to one cache line, by the smallest level that holds the buffer, for a
 * present-day x86 server: first level 5 cycles, second 14, last level 70 at 3.5 GHz, memory 90 ns;
 * independent random reads overlap about eight deep, prefetchers bring streams at 13 GB/s from
 * memory. A write costs twice a read beyond the first level (the line comes in and goes out). What
 * this leaves out: contention for caches and bandwidth, NUMA distance, translation misses. It keeps
 * the order of sizes right and the total in the right decade.
 */
final class MemoryCost {
    /** How the buffer is walked. */
    enum Access {
        READ,
        WRITE,
        /** Each access needs the result of the one before. */
        CHASE
    }

    static final long LINE_BYTES = 64;

    /** Entering the kernel and leaving it again for one write. */
    static final long WRITE_CALL_NS = 300;

    /** Copying into the page cache at 4 GB/s. */
    static final long PAGE_CACHE_PS_PER_BYTE = 250;

    private static final long PS_PER_NS = 1_000;

    private static final long[] LEVEL_BYTES = {32L << 10, 1L << 20, 32L << 20, Long.MAX_VALUE};

    // Picoseconds an access, by level.
    private static final long[] CHASE_RANDOM_PS = {1_500, 4_000, 20_000, 90_000};
    private static final long[] CHASE_STREAM_PS = {1_500, 1_500, 3_000, 6_000};
    private static final long[] RANDOM_PS = {500, 1_000, 4_000, 12_000};
    private static final long[] STREAM_PS = {500, 700, 2_000, 5_000};

    private MemoryCost() {}

    /** CPU time of {@code count} accesses, {@code strideBytes} apart or random. */
    static long accessesNs(
            Access access, long bufferBytes, long count, long strideBytes, boolean random) {
        int level = level(bufferBytes);
        long accessPs;
        if (random) {
            accessPs = access == Access.CHASE ? CHASE_RANDOM_PS[level] : RANDOM_PS[level];
        } else {
            long[] table = access == Access.CHASE ? CHASE_STREAM_PS : STREAM_PS;
            long sharePerLine = Math.min(strideBytes, LINE_BYTES);
            accessPs = Math.max(table[0], table[level] * sharePerLine / LINE_BYTES);
        }
        return count * accessPs * writeFactor(access, level) / PS_PER_NS;
    }

    /** CPU time of writing that many bytes into a buffer, over and over. */
    static long fillNs(long bytes, long bufferBytes) {
        int level = level(Math.min(bytes, bufferBytes));
        long lines = (bytes + LINE_BYTES - 1) / LINE_BYTES;
        return lines * STREAM_PS[level] * writeFactor(Access.WRITE, level) / PS_PER_NS;
    }

    /** CPU time of writing that many bytes to a file, one buffer a call. */
    static long fileWriteNs(long bytes, long bufferBytes, boolean nullDevice) {
        long calls = (bytes + bufferBytes - 1) / bufferBytes;
        long copyNs = nullDevice ? 0 : bytes * PAGE_CACHE_PS_PER_BYTE / PS_PER_NS;
        return calls * WRITE_CALL_NS + copyNs;
    }

    private static int level(long bytes) {
        int level = 0;
        while (bytes > LEVEL_BYTES[level]) {
            level++;
        }
        return level;
    }

    private static long writeFactor(Access access, int level) {
        return access == Access.WRITE && level > 0 ? 2 : 1;
    }
}
