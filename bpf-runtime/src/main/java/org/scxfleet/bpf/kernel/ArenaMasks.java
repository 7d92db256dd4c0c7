package org.scxfleet.bpf.kernel;

import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.ArenaMap;
import org.scxfleet.bpf.map.BpfMap;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.Arena;
import org.scxfleet.cid.CidMask;

/**
 * Masks of cids in a scheduler's arena, as the kernel and programs exchange them: for each CPU one
 * that callbacks are handed, and one of the online cids.
 *
 * <p>The kernel writes header and bits anew before each use, because programs can write there too.
 * A program's pointer counts with its low 32 bits only, so that both of its views of the arena mean
 * the same mask. Source: kernel/sched/ext/ext.c scx_alloc_kern_arena_objs, cid.c scx_cmask_ref.
 */
public final class ArenaMasks {
    private static final String STRUCT = "scx_cmask";
    private static final int BASE = KernelTypes.offset(STRUCT, "base");
    private static final int COUNT = KernelTypes.offset(STRUCT, "nr_cids");
    private static final int WORDS = KernelTypes.offset(STRUCT, "alloc_words");
    private static final int BITS = KernelTypes.offset(STRUCT, "bits");
    private static final long LOW_HALF = 0xffffffffL;

    private final AddressSpace memory;
    private final int cpuCount;
    private final long start;
    private final int strideBytes;

    private ArenaMasks(AddressSpace memory, int cpuCount, long start, int strideBytes) {
        this.memory = memory;
        this.cpuCount = cpuCount;
        this.start = start;
        this.strideBytes = strideBytes;
    }

    /**
     * Takes room for the kernel's masks in the machine's arena.
     *
     * @throws IllegalArgumentException if there is no arena with so much room
     */
    public static ArenaMasks in(Machine machine) {
        int cpuCount = machine.environment().cpuCount();
        int stride = BITS + Long.BYTES * CidMask.wordsFor(cpuCount);
        long bytes = (cpuCount + 1L) * stride;
        for (BpfMap map : machine.maps()) {
            if (map instanceof ArenaMap arena) {
                long pages = Math.ceilDiv(bytes, (long) Arena.PAGE_BYTES);
                long start = arena.arena().allocate(0, pages);
                if (start == 0) {
                    throw new IllegalArgumentException(
                            "the arena has no room for the kernel's masks of " + bytes + " bytes");
                }
                return new ArenaMasks(machine.memory(), cpuCount, start, stride);
            }
        }
        throw new IllegalArgumentException("cid-form scheduler must use a BPF arena map");
    }

    /** Writes the mask that a callback on that CPU is handed; returns its user-view address. */
    public long put(int cpu, CidMask mask) {
        return write(start + (long) cpu * strideBytes, mask);
    }

    /** Writes the mask of online cids; returns its user-view address. */
    public long putOnline(CidMask mask) {
        return write(start + (long) cpuCount * strideBytes, mask);
    }

    private long write(long address, CidMask mask) {
        memory.store32(address + BASE, mask.base());
        memory.store32(address + COUNT, mask.count());
        memory.store32(address + WORDS, CidMask.wordsFor(mask.count()));
        for (int word = 0; word < mask.usedWords(); word++) {
            memory.store64(address + BITS + (long) word * Long.BYTES, mask.word(word));
        }
        return Arena.userView(address);
    }

    /**
     * Reads the window of a program's mask.
     *
     * @return an empty mask over that window, or null if it is not within the cids or has not the
     *     storage that it needs
     */
    public @Nullable CidMask window(long pointer) {
        long address = pointer & LOW_HALF;
        long base = memory.load32(address + BASE) & LOW_HALF;
        long count = memory.load32(address + COUNT) & LOW_HALF;
        long words = memory.load32(address + WORDS) & LOW_HALF;
        boolean valid =
                base < cpuCount
                        && count <= cpuCount - base
                        && CidMask.wordsFor((int) count) <= words;
        return valid ? new CidMask((int) base, (int) count) : null;
    }

    /** Writes the bits of a mask whose window was read from there. */
    public void putBits(long pointer, CidMask mask) {
        long address = (pointer & LOW_HALF) + BITS;
        for (int word = 0; word < mask.usedWords(); word++) {
            memory.store64(address + (long) word * Long.BYTES, mask.word(word));
        }
    }

    /** Reads an array of s32 in the arena. */
    public int[] numbers(long pointer, int count) {
        int[] numbers = new int[count];
        long address = pointer & LOW_HALF;
        for (int i = 0; i < count; i++) {
            numbers[i] = (int) memory.load32(address + (long) i * Integer.BYTES);
        }
        return numbers;
    }
}
