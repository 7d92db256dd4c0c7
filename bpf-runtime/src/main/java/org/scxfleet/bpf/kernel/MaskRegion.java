package org.scxfleet.bpf.kernel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.call.CpumaskFunctions;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.Region;
import org.scxfleet.topology.CpuSet;

/** CPU masks of the kernel, read where the model keeps them. */
final class MaskRegion extends Region {
    /** Number of the mask that is an argument of the running callback. */
    private static final int ARGUMENT = 0;

    private final List<CpuSet> masks = new ArrayList<>(List.of(new CpuSet(1)));

    MaskRegion() {
        super("struct cpumask");
    }

    /** Returns the address of a mask; the same mask object always has the same one. */
    long address(CpuSet mask) {
        for (int i = ARGUMENT + 1; i < masks.size(); i++) {
            if (isSame(masks.get(i), mask)) {
                return at(i);
            }
        }
        masks.add(mask);
        return at(masks.size() - 1);
    }

    /** Returns the address of a mask that is valid during one callback. */
    long argument(CpuSet mask) {
        masks.set(ARGUMENT, mask);
        return at(ARGUMENT);
    }

    private static long at(int number) {
        return AddressSpace.address(
                KernelRegions.MASKS, (long) number * CpumaskFunctions.MASK_BYTES);
    }

    /** The mask that begins at an offset, or null. */
    @Nullable CpuSet find(long offset) {
        long number = offset / CpumaskFunctions.MASK_BYTES;
        return offset % CpumaskFunctions.MASK_BYTES == 0 && number < masks.size()
                ? masks.get((int) number)
                : null;
    }

    @SuppressWarnings("ReferenceEquality") // a view stands for one object, not for its content
    private static boolean isSame(CpuSet a, CpuSet b) {
        return a == b;
    }

    @Override
    public long load(long offset, int sizeBytes) {
        int number = (int) (offset / CpumaskFunctions.MASK_BYTES);
        if (number >= masks.size()) {
            throw outside("load", offset, sizeBytes);
        }
        int at = (int) (offset % CpumaskFunctions.MASK_BYTES);
        return bytes(masks.get(number), at, sizeBytes);
    }

    /** Reads bytes of a mask as the kernel lays it out. */
    static long bytes(CpuSet mask, int at, int sizeBytes) {
        int inWord = at & 7;
        if (inWord + sizeBytes > 8) {
            long value = 0;
            for (int i = 0; i < sizeBytes; i++) {
                value |= bytes(mask, at + i, 1) << (8 * i);
            }
            return value;
        }
        long word = word(mask, at >> 3) >>> (8 * inWord);
        return sizeBytes == 8 ? word : word & (1L << (8 * sizeBytes)) - 1;
    }

    static long word(CpuSet mask, int index) {
        return index < mask.wordCount() ? mask.word(index) : 0;
    }

    @Override
    public void store(long offset, int sizeBytes, long value) {
        throw outside("store", offset, sizeBytes);
    }
}
