package org.scxfleet.bpf.call;

import org.scxfleet.bpf.map.Errno;

/** Timers and work queues in map values; see {@link org.scxfleet.bpf.code.TimerTable}. */
final class TimerCalls {
    private TimerCalls() {}

    static void addTo(CallTable table) {
        table.helper(169, (m, timer, map, flags, d, e) -> m.timers().initialise(timer, map, flags));
        table.helper(170, (m, timer, function, c, d, e) -> m.timers().setCallback(timer, function));
        table.helper(171, (m, timer, ns, flags, d, e) -> m.timers().start(timer, ns, flags));
        table.helper(172, (m, timer, b, c, d, e) -> m.timers().cancel(timer));
        table.function(
                "bpf_timer_cancel_async", (m, timer, b, c, d, e) -> m.timers().cancel(timer));
        table.function(
                "bpf_wq_init",
                (m, work, map, flags, d, e) ->
                        (int) flags != 0 ? Errno.EINVAL : m.timers().initialiseWork(work, map));
        for (String suffix : new String[] {"", "_impl"}) {
            table.function(
                    "bpf_wq_set_callback" + suffix,
                    (m, work, function, flags, d, e) ->
                            (int) flags != 0
                                    ? Errno.EINVAL
                                    : m.timers().setCallback(work, function));
        }
        table.function(
                "bpf_wq_start",
                (m, work, flags, c, d, e) ->
                        (int) flags != 0 ? Errno.EINVAL : m.timers().startWork(work));
    }
}
