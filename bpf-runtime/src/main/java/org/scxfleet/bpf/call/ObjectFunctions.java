package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;

/** Objects that programs own, and kernel pointers in map values. */
final class ObjectFunctions {
    private ObjectFunctions() {}

    static void addTo(CallTable table) {
        // Both spellings: programs pass the hidden second argument explicitly, or leave it out.
        for (String suffix : new String[] {"", "_impl"}) {
            table.function("bpf_obj_new" + suffix, ObjectFunctions::create);
            table.function(
                    "bpf_obj_drop" + suffix,
                    (m, object, b, c, d, e) -> {
                        m.heap().release(object);
                        return 0;
                    });
            table.function(
                    "bpf_refcount_acquire" + suffix,
                    (m, object, b, c, d, e) -> {
                        m.heap().acquire(object);
                        return object;
                    });
        }
        table.function("bpf_cast_to_kern_ctx", (m, object, b, c, d, e) -> object);
        table.function("bpf_rdonly_cast", (m, object, b, c, d, e) -> object);
        table.helper(194, ObjectFunctions::exchange);
    }

    private static long create(Machine m, long typeId, long b, long c, long d, long e) {
        return m.heap().allocate(m.types().sizeBytes(typeId));
    }

    private static long exchange(Machine m, long slot, long pointer, long c, long d, long e) {
        long old = m.memory().load64(slot);
        m.memory().store64(slot, pointer);
        return old;
    }
}
