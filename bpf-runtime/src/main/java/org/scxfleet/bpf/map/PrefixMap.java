package org.scxfleet.bpf.map;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.MemoryCopy;
import org.scxfleet.bpf.memory.MemoryLimit;

/**
 * The longest-prefix-match trie (kernel/bpf/lpm_trie.c of Linux 7.3): a key is a number of bits and
 * then the bits, the first byte first; a look-up finds the value of the longest prefix that the
 * given one begins with.
 *
 * <p>The kernel walks a binary trie. Here each length of prefix has a sorted table, and a look-up
 * goes through the lengths that occur, from the longest down. The answers are the same; a look-up
 * costs a table search for each length. Values lie in numbered slots, freed ones used again
 * last-freed first, so addresses depend on the operations only.
 */
public final class PrefixMap extends BpfMap {
    /** Bytes of the length in front of a key. */
    static final int LENGTH_BYTES = 4;

    /** Longest key: the length and 256 bytes. */
    static final int KEY_BYTES_MAX = LENGTH_BYTES + 256;

    /** Flag without which the kernel makes no such map (BPF_F_NO_PREALLOC). */
    static final int NO_PREALLOC = 1;

    /** What an element takes of the instance's memory apart from its value. */
    private static final int ELEMENT_BYTES = 96;

    private static final Comparator<byte[]> BY_BYTES = Arrays::compareUnsigned;

    private final long base;
    private final int strideBytes;
    private final int dataBytes;
    private final MemoryLimit limit;
    private final TreeMap<Integer, TreeMap<byte[], Integer>> byLength =
            new TreeMap<>(Comparator.reverseOrder());
    private int[] free = new int[0];
    private int freeCount;
    private int slots;
    private int count;

    PrefixMap(MapSpec spec, MapStorage storage, int region) {
        super(spec, storage.memory());
        this.base = AddressSpace.address(region, 0);
        this.strideBytes = Math.max(Long.BYTES, spec.valueStrideBytes());
        this.dataBytes = spec.keyBytes() - LENGTH_BYTES;
        this.limit = storage.limit();
        storage.allocate(region, spec.name(), (long) strideBytes * spec.maxEntries());
    }

    /** Returns the number of elements. */
    public int count() {
        return count;
    }

    /** The length in bits of the prefix in a key, -1 if it is longer than the key. */
    private int lengthOf(long keyAddress) {
        long bits = memory().load32(keyAddress) & 0xffffffffL;
        return bits > (long) dataBytes * Byte.SIZE ? -1 : (int) bits;
    }

    private byte[] dataOf(long keyAddress) {
        byte[] data = new byte[dataBytes];
        MemoryCopy.read(memory(), keyAddress + LENGTH_BYTES, data, 0, dataBytes);
        return data;
    }

    /** The first bits of a key, the others 0. */
    private static byte[] prefix(byte[] data, int bits) {
        byte[] prefix = Arrays.copyOf(data, data.length);
        int whole = bits / Byte.SIZE;
        if (whole < prefix.length) {
            prefix[whole] &= (byte) (0xff00 >> bits % Byte.SIZE);
            Arrays.fill(prefix, whole + 1, prefix.length, (byte) 0);
        }
        return prefix;
    }

    private @Nullable Integer exact(int bits, byte[] data) {
        TreeMap<byte[], Integer> table = byLength.get(bits);
        return table == null ? null : table.get(prefix(data, bits));
    }

    @Override
    public long lookup(long keyAddress, int cpu) {
        int bits = lengthOf(keyAddress);
        if (bits < 0) {
            return 0;
        }
        byte[] data = dataOf(keyAddress);
        for (Map.Entry<Integer, TreeMap<byte[], Integer>> length :
                byLength.tailMap(bits).entrySet()) {
            Integer slot = length.getValue().get(prefix(data, length.getKey()));
            if (slot != null) {
                return value(slot);
            }
        }
        return 0;
    }

    private long value(int slot) {
        return base + (long) slot * strideBytes;
    }

    @Override
    public int update(long keyAddress, long valueAddress, long flags, int cpu) {
        int bits = lengthOf(keyAddress);
        if (flags < ANY || flags > EXIST || bits < 0) {
            return Errno.EINVAL;
        }
        byte[] data = dataOf(keyAddress);
        Integer slot = exact(bits, data);
        if (slot != null && flags == NOEXIST) {
            return Errno.EEXIST;
        }
        if (slot == null && flags == EXIST) {
            return Errno.ENOENT;
        }
        if (slot == null) {
            if (count == spec().maxEntries()) {
                return Errno.ENOSPC;
            }
            if (!limit.tryTake(ELEMENT_BYTES + dataBytes)) {
                return Errno.ENOMEM;
            }
            slot = freeCount > 0 ? free[--freeCount] : slots++;
            count++;
            byLength.computeIfAbsent(bits, each -> new TreeMap<>(BY_BYTES))
                    .put(prefix(data, bits), slot);
        }
        MemoryCopy.copy(memory(), value(slot), valueAddress, spec().valueBytes());
        return 0;
    }

    @Override
    public int delete(long keyAddress) {
        int bits = lengthOf(keyAddress);
        if (bits < 0) {
            return Errno.EINVAL;
        }
        TreeMap<byte[], Integer> table = byLength.get(bits);
        Integer slot = table == null ? null : table.remove(prefix(dataOf(keyAddress), bits));
        if (table == null || slot == null) {
            return Errno.ENOENT;
        }
        if (table.isEmpty()) {
            byLength.remove(bits);
        }
        if (freeCount == free.length) {
            free = Arrays.copyOf(free, Math.max(16, free.length * 2));
        }
        free[freeCount++] = slot;
        count--;
        limit.release(ELEMENT_BYTES + dataBytes);
        return 0;
    }
}
