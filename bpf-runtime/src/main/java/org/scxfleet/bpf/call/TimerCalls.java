package org.scxfleet.bpf.call;

/** Timers in map values; see {@link org.scxfleet.bpf.code.TimerTable}. */
final class TimerCalls {
    private TimerCalls() {}

    static void addTo(CallTable table) {
        table.helper(169, (m, timer, map, flags, d, e) -> m.timers().initialise(timer, map, flags));
        table.helper(170, (m, timer, function, c, d, e) -> m.timers().setCallback(timer, function));
        table.helper(171, (m, timer, ns, flags, d, e) -> m.timers().start(timer, ns, flags));
        table.helper(172, (m, timer, b, c, d, e) -> m.timers().cancel(timer));
    }
}
