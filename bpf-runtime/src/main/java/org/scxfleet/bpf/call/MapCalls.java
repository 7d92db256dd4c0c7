package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.BpfMap;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.MemoryCopy;

/** Look-up, update, delete, queues, iteration over maps, and bounded loops. */
final class MapCalls {
    /** Most iterations of bpf_loop, as in the kernel (BPF_MAX_LOOPS). */
    private static final long LOOPS_MAX = 8L * 1024 * 1024;

    private static final int EVENT_VALUE_BYTES = 24;

    private MapCalls() {}

    static void addTo(CallTable table) {
        table.helper(1, (m, map, key, c, d, e) -> m.map(map).lookup(key, m.environment().cpu()));
        table.helper(
                2,
                (m, map, key, value, flags, e) ->
                        m.map(map).update(key, value, flags, m.environment().cpu()));
        table.helper(3, (m, map, key, c, d, e) -> m.map(map).delete(key));
        table.helper(87, (m, map, value, flags, d, e) -> m.map(map).push(value, flags));
        table.helper(88, (m, map, value, c, d, e) -> m.map(map).pop(value));
        table.helper(89, (m, map, value, c, d, e) -> m.map(map).peek(value));
        table.helper(195, MapCalls::lookupOnCpu);
        table.helper(164, MapCalls::forEach);
        table.helper(181, MapCalls::loop);
        table.function("bpf_map_sum_elem_count", MapCalls::count);
        table.helper(55, MapCalls::readEvent);
    }

    private static long lookupOnCpu(Machine m, long map, long key, long cpu, long d, long e) {
        long index = cpu & 0xffffffffL;
        return index < m.environment().cpuCount() ? m.map(map).lookup(key, (int) index) : 0;
    }

    private static long forEach(
            Machine m, long handle, long callback, long context, long flags, long e) {
        BpfMap map = m.map(handle);
        if (flags != 0) {
            return Errno.EINVAL;
        }
        if (map.elementLimit() == 0) {
            return 0;
        }
        int keyBytes = Math.max(Long.BYTES, map.spec().keyStrideBytes());
        long key = m.pushScratch(keyBytes);
        long visited = 0;
        for (int element = 0; element < map.elementLimit(); element++) {
            if (!map.hasElement(element)) {
                continue;
            }
            map.elementKey(element, key);
            visited++;
            long value = map.elementValue(element, m.environment().cpu());
            if (m.callback(callback, handle, key, value, context, 0) != 0) {
                break;
            }
        }
        m.popScratch(keyBytes);
        return visited;
    }

    private static long count(Machine m, long handle, long b, long c, long d, long e) {
        BpfMap map = m.map(handle);
        long count = 0;
        for (int element = 0; element < map.elementLimit(); element++) {
            count += map.hasElement(element) ? 1 : 0;
        }
        m.chargeBytes((long) map.elementLimit() * Long.BYTES);
        return count;
    }

    private static long loop(
            Machine m, long count, long callback, long context, long flags, long e) {
        long iterations = count & 0xffffffffL;
        if (flags != 0) {
            return Errno.EINVAL;
        }
        if (iterations > LOOPS_MAX) {
            return Errno.E2BIG;
        }
        for (long i = 0; i < iterations; i++) {
            if (m.callback(callback, i, context, 0, 0, 0) != 0) {
                return i + 1;
            }
        }
        return iterations;
    }

    /**
     * There are no performance counters: the buffer is zeroed and the event is said not to exist.
     */
    private static long readEvent(Machine m, long map, long flags, long buffer, long size, long e) {
        m.map(map);
        if ((size & 0xffffffffL) != EVENT_VALUE_BYTES) {
            return Errno.EINVAL;
        }
        MemoryCopy.clear(m.memory(), buffer, EVENT_VALUE_BYTES);
        return Errno.ENOENT;
    }
}
