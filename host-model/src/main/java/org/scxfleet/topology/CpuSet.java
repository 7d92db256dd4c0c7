package org.scxfleet.topology;

import java.util.Arrays;

/**
 * A set of CPU numbers of one host: a bit mask with a fixed capacity, the model of the kernel's
 * cpumask.
 *
 * <p>Mutable and allocation free after construction, because idle masks change at every switch. All
 * sets that meet in one operation must have the same capacity; that is checked.
 */
public final class CpuSet {
    private final int cpuCount;
    private final long[] words;

    /** An empty set over the CPUs 0..cpuCount-1. */
    public CpuSet(int cpuCount) {
        if (cpuCount < 1) {
            throw new IllegalArgumentException("a CPU set needs at least one CPU, got " + cpuCount);
        }
        this.cpuCount = cpuCount;
        this.words = new long[(cpuCount + 63) >>> 6];
    }

    /** A set that holds every CPU 0..cpuCount-1. */
    public static CpuSet full(int cpuCount) {
        CpuSet set = new CpuSet(cpuCount);
        set.fill();
        return set;
    }

    /** A set of the given CPUs. */
    public static CpuSet of(int cpuCount, int... cpus) {
        CpuSet set = new CpuSet(cpuCount);
        for (int cpu : cpus) {
            set.add(cpu);
        }
        return set;
    }

    public int cpuCount() {
        return cpuCount;
    }

    public CpuSet copy() {
        CpuSet set = new CpuSet(cpuCount);
        set.copyFrom(this);
        return set;
    }

    public void add(int cpu) {
        words[checked(cpu) >>> 6] |= 1L << cpu;
    }

    public void remove(int cpu) {
        words[checked(cpu) >>> 6] &= ~(1L << cpu);
    }

    /** True if the CPU is in the set; false for numbers outside the host. */
    public boolean contains(int cpu) {
        return cpu >= 0 && cpu < cpuCount && (words[cpu >>> 6] & (1L << cpu)) != 0;
    }

    /** Removes the CPU and tells whether it was there: the kernel's test_and_clear. */
    public boolean testAndRemove(int cpu) {
        boolean was = contains(cpu);
        if (was) {
            remove(cpu);
        }
        return was;
    }

    public void clear() {
        Arrays.fill(words, 0);
    }

    public void fill() {
        Arrays.fill(words, -1L);
        int tail = cpuCount & 63;
        if (tail != 0) {
            words[words.length - 1] = (1L << tail) - 1;
        }
    }

    public void copyFrom(CpuSet other) {
        sameCapacity(other);
        System.arraycopy(other.words, 0, words, 0, words.length);
    }

    public void addAll(CpuSet other) {
        sameCapacity(other);
        for (int i = 0; i < words.length; i++) {
            words[i] |= other.words[i];
        }
    }

    public void removeAll(CpuSet other) {
        sameCapacity(other);
        for (int i = 0; i < words.length; i++) {
            words[i] &= ~other.words[i];
        }
    }

    public void retainAll(CpuSet other) {
        sameCapacity(other);
        for (int i = 0; i < words.length; i++) {
            words[i] &= other.words[i];
        }
    }

    /** Makes this set the intersection of a and b and tells whether it is non-empty. */
    public boolean setToAnd(CpuSet a, CpuSet b) {
        sameCapacity(a);
        sameCapacity(b);
        long any = 0;
        for (int i = 0; i < words.length; i++) {
            words[i] = a.words[i] & b.words[i];
            any |= words[i];
        }
        return any != 0;
    }

    public boolean isEmpty() {
        for (long word : words) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    public boolean isFull() {
        return size() == cpuCount;
    }

    public boolean intersects(CpuSet other) {
        sameCapacity(other);
        for (int i = 0; i < words.length; i++) {
            if ((words[i] & other.words[i]) != 0) {
                return true;
            }
        }
        return false;
    }

    public boolean containsAll(CpuSet other) {
        sameCapacity(other);
        for (int i = 0; i < words.length; i++) {
            if ((other.words[i] & ~words[i]) != 0) {
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

    /** The lowest CPU, or -1. */
    public int first() {
        return next(0);
    }

    /** The lowest CPU that is at least {@code from}, or -1. */
    public int next(int from) {
        if (from >= cpuCount) {
            return -1;
        }
        int start = Math.max(from, 0);
        int index = start >>> 6;
        long word = words[index] & (-1L << start);
        while (word == 0) {
            if (++index == words.length) {
                return -1;
            }
            word = words[index];
        }
        return (index << 6) + Long.numberOfTrailingZeros(word);
    }

    /**
     * The lowest CPU above {@code after} that is in this set and in {@code other}, wrapping once;
     * or -1.
     */
    public int nextSharedAfter(int after, CpuSet other) {
        sameCapacity(other);
        int found = nextShared(after + 1, other);
        return found >= 0 ? found : nextShared(0, other);
    }

    /** The lowest CPU that is at least {@code from} and in both sets, or -1. */
    public int nextShared(int from, CpuSet other) {
        if (from >= cpuCount) {
            return -1;
        }
        int index = from >>> 6;
        long word = words[index] & other.words[index] & (-1L << from);
        while (word == 0) {
            if (++index == words.length) {
                return -1;
            }
            word = words[index] & other.words[index];
        }
        return (index << 6) + Long.numberOfTrailingZeros(word);
    }

    /** The lowest CPU that is at least {@code from} and in all three sets, or -1. */
    public int nextShared(int from, CpuSet other, CpuSet third) {
        sameCapacity(other);
        sameCapacity(third);
        if (from >= cpuCount) {
            return -1;
        }
        int index = from >>> 6;
        long word = words[index] & other.words[index] & third.words[index] & (-1L << from);
        while (word == 0) {
            if (++index == words.length) {
                return -1;
            }
            word = words[index] & other.words[index] & third.words[index];
        }
        return (index << 6) + Long.numberOfTrailingZeros(word);
    }

    /** The raw 64-bit word with CPUs 64*index and up, as the kernel lays out a cpumask. */
    public long word(int index) {
        return words[index];
    }

    public int wordCount() {
        return words.length;
    }

    public int[] toArray() {
        int[] cpus = new int[size()];
        int n = 0;
        for (int cpu = first(); cpu >= 0; cpu = next(cpu + 1)) {
            cpus[n++] = cpu;
        }
        return cpus;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpuSet set
                && set.cpuCount == cpuCount
                && Arrays.equals(set.words, words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    /** The kernel's list form, for example {@code 0-3,8}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        int cpu = first();
        while (cpu >= 0) {
            int last = cpu;
            while (contains(last + 1)) {
                last++;
            }
            text.append(text.isEmpty() ? "" : ",").append(cpu);
            if (last > cpu) {
                text.append('-').append(last);
            }
            cpu = next(last + 1);
        }
        return text.toString();
    }

    private int checked(int cpu) {
        if (cpu < 0 || cpu >= cpuCount) {
            throw new IllegalArgumentException("CPU " + cpu + " is outside 0-" + (cpuCount - 1));
        }
        return cpu;
    }

    private void sameCapacity(CpuSet other) {
        if (other.cpuCount != cpuCount) {
            throw new IllegalArgumentException(
                    "CPU sets of different hosts: "
                            + cpuCount
                            + " and "
                            + other.cpuCount
                            + " CPUs");
        }
    }
}
