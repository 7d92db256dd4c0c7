package org.scxfleet.bpf.call;

import org.scxfleet.bpf.map.Errno;

/**
 * Helpers for what is not modelled: stacks, registers, branches, mappings, signals, the memory of
 * processes, records for perf. They exist, so that a program that calls one loads, and answer as a
 * kernel does where there is nothing to be had.
 */
final class AbsentCalls {
    private AbsentCalls() {}

    static void addTo(CallTable table) {
        // The record goes to the CPU's event, of which there is none.
        table.helper(25, (m, context, map, flags, data, size) -> Errno.ENOENT);
        // Nothing is known of a stack.
        table.helper(27, (m, context, map, flags, d, e) -> Errno.EFAULT);
        table.helper(67, (m, context, to, size, flags, e) -> Errno.EFAULT);
        table.helper(141, (m, task, to, size, flags, e) -> Errno.EOPNOTSUPP);
        // No memory of a process.
        table.helper(36, (m, to, from, size, d, e) -> Errno.EPERM);
        table.helper(148, (m, to, size, from, d, e) -> Errno.EFAULT);
        table.helper(191, (m, to, size, from, task, flags) -> Errno.EFAULT);
        table.helper(180, (m, task, address, callback, context, flags) -> Errno.ENOENT);
        // No signals.
        table.helper(109, (m, signal, b, c, d, e) -> Errno.EPERM);
        table.helper(117, (m, signal, b, c, d, e) -> Errno.EPERM);
        // No registers, addresses of instructions and records of branches.
        table.helper(119, (m, context, to, size, flags, e) -> Errno.ENOENT);
        table.helper(173, (m, context, b, c, d, e) -> 0);
        table.helper(174, (m, context, b, c, d, e) -> 0);
        table.helper(175, (m, task, b, c, d, e) -> 0);
        table.helper(176, (m, to, size, flags, d, e) -> Errno.ENOENT);
        // User space puts no cgroup into an array of cgroups.
        table.helper(37, (m, map, index, c, d, e) -> Errno.EAGAIN);
    }
}
