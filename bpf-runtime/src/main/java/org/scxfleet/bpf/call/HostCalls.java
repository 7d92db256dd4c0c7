package org.scxfleet.bpf.call;

import java.nio.charset.StandardCharsets;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.memory.MemoryCopy;

/**
 * What a program learns of the machine it runs on: time, CPU, task, randomness, per-CPU variables.
 */
final class HostCalls {
    /** Bytes of a task's name with its end. */
    private static final int NAME_BYTES = 16;

    private HostCalls() {}

    static void addTo(CallTable table) {
        // Monotonic, boot, coarse and TAI time differ only across suspend and by constants; here
        // they are one clock.
        for (int number : new int[] {5, 125, 160, 208}) {
            table.helper(number, (m, a, b, c, d, e) -> m.environment().nowNs());
        }
        table.helper(7, (m, a, b, c, d, e) -> m.environment().nextRandom() & 0xffffffffL);
        table.helper(8, (m, a, b, c, d, e) -> m.environment().cpu());
        table.helper(42, (m, a, b, c, d, e) -> m.environment().node());
        table.helper(14, (m, a, b, c, d, e) -> m.environment().currentPidTgid());
        table.helper(35, (m, a, b, c, d, e) -> m.environment().currentTask());
        table.helper(158, (m, a, b, c, d, e) -> m.environment().currentTask());
        table.helper(118, (m, a, b, c, d, e) -> m.environment().jiffies());
        // Programs see the superuser of the first namespace.
        table.helper(15, (m, a, b, c, d, e) -> 0);
        table.helper(16, HostCalls::name);
        table.helper(80, (m, a, b, c, d, e) -> m.environment().currentCgroupId(-1));
        table.helper(
                123,
                (m, level, b, c, d, e) ->
                        (int) level < 0 ? 0 : m.environment().currentCgroupId((int) level));
        table.helper(120, HostCalls::namespacePid);
        table.helper(
                153,
                (m, variable, cpu, c, d, e) -> {
                    long index = cpu & 0xffffffffL;
                    return index < m.environment().cpuCount()
                            ? m.environment().perCpuAddress(variable, (int) index)
                            : 0;
                });
        table.helper(
                154,
                (m, variable, b, c, d, e) ->
                        m.environment().perCpuAddress(variable, m.environment().cpu()));
    }

    private static long name(Machine m, long to, long size, long c, long d, long e) {
        int bytes = (int) Math.min(size & 0xffffffffL, NAME_BYTES);
        byte[] name = m.environment().currentName().getBytes(StandardCharsets.ISO_8859_1);
        if (bytes == 0) {
            return Errno.EINVAL;
        }
        MemoryCopy.clear(m.memory(), to, bytes);
        MemoryCopy.write(m.memory(), to, name, 0, Math.min(name.length, bytes - 1));
        return 0;
    }

    /** There is one namespace of pids, and no file that would name it. */
    private static long namespacePid(
            Machine m, long device, long inode, long to, long size, long e) {
        if ((size & 0xffffffffL) != Long.BYTES) {
            return Errno.EINVAL;
        }
        long both = m.environment().currentPidTgid();
        m.memory().store32(to, both);
        m.memory().store32(to + Integer.BYTES, both >>> 32);
        return 0;
    }
}
