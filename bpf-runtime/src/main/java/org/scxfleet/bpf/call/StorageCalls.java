package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.map.OwnerStorageMap;

/** Values that belong to a task or a cgroup. */
final class StorageCalls {
    private static final long CREATE = 1;

    private StorageCalls() {}

    static void addTo(CallTable table) {
        table.helper(156, StorageCalls::get);
        table.helper(157, StorageCalls::delete);
        table.helper(210, StorageCalls::get);
        table.helper(211, StorageCalls::delete);
    }

    private static long get(Machine m, long map, long owner, long initial, long flags, long e) {
        if (!(m.map(map) instanceof OwnerStorageMap storage) || (flags & ~CREATE) != 0) {
            return 0;
        }
        int number = m.environment().storageOwner(owner);
        if (number < 0) {
            return 0;
        }
        return flags == CREATE ? storage.getOrCreate(number, initial) : storage.get(number);
    }

    private static long delete(Machine m, long map, long owner, long c, long d, long e) {
        int number = m.environment().storageOwner(owner);
        return m.map(map) instanceof OwnerStorageMap storage && number >= 0
                ? storage.deleteOf(number)
                : Errno.EINVAL;
    }
}
