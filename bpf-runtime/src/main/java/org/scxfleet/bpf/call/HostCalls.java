package org.scxfleet.bpf.call;

/**
 * What a program learns of the machine it runs on: time, CPU, task, randomness, per-CPU variables.
 */
final class HostCalls {
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
}
