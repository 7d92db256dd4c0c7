package org.scxfleet.cid;

import java.util.Arrays;
import org.scxfleet.topology.CpuSet;

/**
 * A set of cids within a window [base, base + count): the kernel's cmask.
 *
 * <p>Its words lie on the grid of 64 cids that all masks share: word 0 holds the cids from base
 * rounded down to 64. So two masks are combined word by word without shifting, whatever their
 * windows. Bits outside the window are always 0. What combines two masks changes or looks at only
 * the cids of both windows; cids outside stay what they were. A cid outside the window is never in
 * the set, and adding it has no effect.
 *
 * <p>Mutable, allocation free after construction. Source: kernel/sched/ext/types.h, cid.h, cid.c
 * and the programs' half, tools/sched_ext/include/scx/cid.bpf.h.
 */
public final class CidMask {
    private final long[] words;
    private int base;
    private int count;

    /** An empty set over a window. */
    public CidMask(int base, int count) {
        this(base, count, count);
    }

    /**
     * An empty set over a window, with room for a larger one.
     *
     * @param room most cids that the window can have, see {@link #reframe}
     */
    public CidMask(int base, int count, int room) {
        if (base < 0 || count < 0 || room < count) {
            throw new IllegalArgumentException(
                    "a mask of " + count + " cids from " + base + " in a room of " + room);
        }
        this.words = new long[wordsFor(room)];
        this.base = base;
        this.count = count;
    }

    /**
     * Words of storage that hold so many cids wherever the window begins: one more than the cids
     * need, for the padding before the first.
     */
    public static int wordsFor(int count) {
        return Math.ceilDiv(count, Long.SIZE) + 1;
    }

    /** First cid of the window. */
    public int base() {
        return base;
    }

    /** Cids of the window. */
    public int count() {
        return count;
    }

    /** Words of storage. */
    public int wordCount() {
        return words.length;
    }

    /** A word of storage; word 0 begins at base rounded down to 64. */
    public long word(int index) {
        return words[index];
    }

    /** Sets a word of storage; bits outside the window are dropped. */
    public void setWord(int index, long bits) {
        words[index] = bits & windowBits(base / Long.SIZE + index, base, base + count);
    }

    /** Words that the window spans. */
    public int usedWords() {
        return count == 0 ? 0 : (base % Long.SIZE + count - 1) / Long.SIZE + 1;
    }

    /** Moves the window; the set is empty afterwards. */
    public void reframe(int newBase, int newCount) {
        if (newBase < 0 || newCount < 0 || wordsFor(newCount) > words.length) {
            throw new IllegalArgumentException(
                    "a window of " + newCount + " cids from " + newBase + " has no room");
        }
        base = newBase;
        count = newCount;
        clear();
    }

    /** True if the cid is in the set. */
    public boolean contains(int cid) {
        return covers(cid) && (words[index(cid)] & 1L << cid) != 0;
    }

    /** True if the cid is in the window. */
    public boolean covers(int cid) {
        return cid >= base && cid < base + count;
    }

    private int index(int cid) {
        return cid / Long.SIZE - base / Long.SIZE;
    }

    public void add(int cid) {
        if (covers(cid)) {
            words[index(cid)] |= 1L << cid;
        }
    }

    public void remove(int cid) {
        if (covers(cid)) {
            words[index(cid)] &= ~(1L << cid);
        }
    }

    /** Adds or removes the cid. */
    public void set(int cid, boolean in) {
        if (in) {
            add(cid);
        } else {
            remove(cid);
        }
    }

    /** Removes the cid and tells whether it was there. */
    public boolean testAndRemove(int cid) {
        boolean was = contains(cid);
        remove(cid);
        return was;
    }

    public void clear() {
        Arrays.fill(words, 0);
    }

    /** Adds every cid of the window. */
    public void fill() {
        for (int i = 0; i < words.length; i++) {
            setWord(i, -1L);
        }
    }

    public boolean isEmpty() {
        for (long word : words) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    public int size() {
        int size = 0;
        for (long word : words) {
            size += Long.bitCount(word);
        }
        return size;
    }

    // Two masks.

    private int firstShared(CidMask other) {
        return Math.max(base, other.base);
    }

    private int endShared(CidMask other) {
        return Math.min(base + count, other.base + other.count);
    }

    /** The bits of a word of the grid that lie in [from, to). */
    private static long windowBits(int gridWord, int from, int to) {
        long first = (long) gridWord * Long.SIZE;
        if (to <= first || from >= first + Long.SIZE || from >= to) {
            return 0;
        }
        long bits = from > first ? -1L << from : -1L;
        return to < first + Long.SIZE ? bits & ~(-1L << to) : bits;
    }

    private long gridWord(int gridWord) {
        return words[gridWord - base / Long.SIZE];
    }

    /** What two masks are combined by. */
    private enum Combination {
        AND,
        OR,
        COPY,
        AND_NOT
    }

    private void combine(CidMask other, Combination how) {
        int from = firstShared(other);
        int to = endShared(other);
        if (from >= to) {
            return;
        }
        for (int grid = from / Long.SIZE; grid <= (to - 1) / Long.SIZE; grid++) {
            long shared = windowBits(grid, from, to);
            int index = grid - base / Long.SIZE;
            long mine = words[index];
            long theirs = other.gridWord(grid);
            long result =
                    switch (how) {
                        case AND -> mine & theirs;
                        case OR -> mine | theirs;
                        case COPY -> theirs;
                        case AND_NOT -> mine & ~theirs;
                    };
            words[index] = (mine & ~shared) | (result & shared);
        }
    }

    /** Keeps, of the cids of both windows, those that the other has too. */
    public void retainAll(CidMask other) {
        combine(other, Combination.AND);
    }

    public void addAll(CidMask other) {
        combine(other, Combination.OR);
    }

    /** Takes over, for the cids of both windows, what the other has; others stay. */
    public void copyFrom(CidMask other) {
        combine(other, Combination.COPY);
    }

    public void removeAll(CidMask other) {
        combine(other, Combination.AND_NOT);
    }

    public boolean intersects(CidMask other) {
        return nextShared(firstShared(other), other) >= 0;
    }

    /** True if the other has every cid of this set, also those outside its window. */
    public boolean isWithin(CidMask other) {
        for (int cid = next(base); cid >= 0; cid = next(cid + 1)) {
            if (!other.contains(cid)) {
                return false;
            }
        }
        return true;
    }

    // Searching.

    /** The lowest cid that is at least {@code from}, or -1. */
    public int next(int from) {
        return nextShared(from, this);
    }

    /** The lowest cid of both sets that is at least {@code from}, or -1. */
    public int nextShared(int from, CidMask other) {
        return nextShared(from, other, other);
    }

    /** The lowest cid of all three sets that is at least {@code from}, or -1. */
    public int nextShared(int from, CidMask second, CidMask third) {
        int first = Math.max(from, Math.max(firstShared(second), firstShared(third)));
        int end = Math.min(endShared(second), endShared(third));
        if (first >= end) {
            return -1;
        }
        int last = (end - 1) / Long.SIZE;
        for (int grid = first / Long.SIZE; grid <= last; grid++) {
            long all = gridWord(grid) & second.gridWord(grid) & third.gridWord(grid);
            long found = all & windowBits(grid, first, end);
            if (found != 0) {
                return grid * Long.SIZE + Long.numberOfTrailingZeros(found);
            }
        }
        return -1;
    }

    /** As {@link #next}, going on at the first cid when there is none; or -1. */
    public int nextWrapping(int from) {
        return nextSharedWrapping(from, this, this);
    }

    /** As {@link #nextShared(int, CidMask, CidMask)}, wrapping once; or -1. */
    public int nextSharedWrapping(int from, CidMask second, CidMask third) {
        int found = nextShared(from, second, third);
        return found >= 0 ? found : nextShared(0, second, third);
    }

    // CPUs.

    /** Makes this the set of the cids of those CPUs, as far as they are in the window. */
    public void setTo(CpuSet cpus, CidMap cids) {
        clear();
        for (int cpu = cpus.first(); cpu >= 0; cpu = cpus.next(cpu + 1)) {
            add(cids.cid(cpu));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CidMask mask
                && mask.base == base
                && mask.count == count
                && isWithin(mask)
                && mask.isWithin(this);
    }

    @Override
    public int hashCode() {
        int hash = 31 * base + count;
        for (int cid = next(base); cid >= 0; cid = next(cid + 1)) {
            hash = 31 * hash + cid;
        }
        return hash;
    }

    /** The list form, for example {@code 0-3,8}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int cid = next(base);
        while (cid >= 0) {
            int last = cid;
            while (contains(last + 1)) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(cid);
            if (last > cid) {
                text.append('-').append(last);
            }
            cid = next(last + 1);
        }
        return text.toString();
    }
}
