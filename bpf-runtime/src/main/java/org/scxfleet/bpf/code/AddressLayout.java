package org.scxfleet.bpf.code;

import org.scxfleet.bpf.memory.AddressSpace;

/** Which region number holds what. Fixed, because compiled code holds addresses as constants. */
public final class AddressLayout {
    /** The arena; see {@link org.scxfleet.bpf.memory.Arena}. */
    public static final int ARENA = 0;

    /** Stack frames and the argument array of the running program. */
    public static final int STACK = 1;

    /** Function addresses; cannot be loaded from. */
    public static final int FUNCTIONS = 2;

    /** Map handles; cannot be loaded from. */
    public static final int MAP_HANDLES = 3;

    /** Objects that programs allocate. */
    public static final int HEAP = 4;

    /** First of the regions for views of kernel objects, which the binding numbers itself. */
    public static final int KERNEL_FIRST = 5;

    /** First map's region; the others follow in the order of the object's maps. */
    public static final int MAPS_FIRST = 64;

    private static final int HANDLE_BYTES = 64;

    private AddressLayout() {}

    /** Returns the value that a program holds as a pointer to the map with an index. */
    public static long mapHandle(int index) {
        return AddressSpace.address(MAP_HANDLES, (index + 1L) * HANDLE_BYTES);
    }

    /** Returns the map index of a handle, or -1 when it is none. */
    public static int mapIndex(long handle) {
        long offset = handle & 0xffffffffL;
        return handle >>> 32 == MAP_HANDLES && offset % HANDLE_BYTES == 0 && offset != 0
                ? (int) (offset / HANDLE_BYTES) - 1
                : -1;
    }

    /** Returns the value that a program holds as a pointer to the function with an index. */
    public static long functionAddress(int index) {
        return AddressSpace.address(FUNCTIONS, (index + 1L) * Instruction.BYTES);
    }

    /** Returns the function index of an address, or -1 when it is none. */
    public static int functionIndex(long address) {
        long offset = address & 0xffffffffL;
        return address >>> 32 == FUNCTIONS && offset % Instruction.BYTES == 0 && offset != 0
                ? (int) (offset / Instruction.BYTES) - 1
                : -1;
    }

    /** Returns the address of an offset in the value of the map with an index, for global data. */
    public static long mapValue(int index, long offset) {
        return AddressSpace.address(MAPS_FIRST + index, offset);
    }
}
