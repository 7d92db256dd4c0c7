package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.ArenaMap;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.Arena;
import org.scxfleet.bpf.memory.ProgramFault;

/** Pages of the arena. */
final class ArenaFunctions {
    /** Handing out or taking back a page costs about as much as writing this much. */
    private static final long PAGE_WORK_BYTES = 16;

    private ArenaFunctions() {}

    static void addTo(CallTable table) {
        table.function("bpf_arena_alloc_pages", ArenaFunctions::allocate);
        table.function("bpf_arena_free_pages", ArenaFunctions::free);
        table.function("bpf_arena_reserve_pages", ArenaFunctions::reserve);
    }

    private static Arena arena(Machine m, long map) {
        if (m.map(map) instanceof ArenaMap arena) {
            return arena.arena();
        }
        throw new ProgramFault(ProgramFault.Kind.ARGUMENT, "map is not an arena");
    }

    /** Returns the user-view address, which programs cast before use. */
    private static long allocate(
            Machine m, long map, long hint, long pages, long node, long flags) {
        m.chargeBytes((pages & 0xffffffffL) * PAGE_WORK_BYTES);
        return flags != 0 ? 0 : Arena.userView(arena(m, map).allocate(hint, pages & 0xffffffffL));
    }

    private static long free(Machine m, long map, long address, long pages, long d, long e) {
        m.chargeBytes((pages & 0xffffffffL) * PAGE_WORK_BYTES);
        arena(m, map).free(address, pages & 0xffffffffL);
        return 0;
    }

    private static long reserve(Machine m, long map, long address, long pages, long d, long e) {
        return arena(m, map).reserve(address, pages & 0xffffffffL) ? 0 : Errno.EBUSY;
    }
}
