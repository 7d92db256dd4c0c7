package org.scxfleet.bpf.map;

import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.bpf.memory.Arena;

/**
 * The map that stands for the arena; its pages are region 0 of the address space.
 *
 * <p>They are also where user space sees them: compilers leave out the cast of a pointer that they
 * have cast already under another name, and Linux 7.3 takes the low half of either pointer.
 */
public final class ArenaMap extends BpfMap {
    private final Arena arena;

    ArenaMap(MapSpec spec, MapStorage storage) {
        super(spec, storage.memory());
        this.arena = new Arena(spec.maxEntries(), storage.limit());
        storage.memory().map(0, arena);
        storage.memory().map((int) AddressSpace.regionOf(Arena.USER_VIEW_BASE), arena);
    }

    /** Returns the pages. */
    public Arena arena() {
        return arena;
    }
}
