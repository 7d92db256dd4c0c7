package org.scxfleet.bpf.map;

import org.scxfleet.bpf.memory.Arena;

/** The map that stands for the arena; its pages are region 0 of the address space. */
public final class ArenaMap extends BpfMap {
    private final Arena arena;

    ArenaMap(MapSpec spec, MapStorage storage) {
        super(spec, storage.memory());
        this.arena = new Arena(spec.maxEntries(), storage.limit());
        storage.memory().map(0, arena);
    }

    /** Returns the pages. */
    public Arena arena() {
        return arena;
    }
}
