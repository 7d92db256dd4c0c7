package org.scxfleet.bpf.call;

import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.memory.ProgramFault;

/**
 * Locks and critical sections. One callback runs at a time, so all of them are free and do nothing.
 */
final class LockFunctions {
    private LockFunctions() {}

    static void addTo(CallTable table) {
        HostFunction nothing = (m, a, b, c, d, e) -> 0;
        table.helper(93, nothing);
        table.helper(94, nothing);
        for (String name :
                new String[] {
                    "bpf_rcu_read_lock",
                    "bpf_rcu_read_unlock",
                    "bpf_preempt_disable",
                    "bpf_preempt_enable",
                    "bpf_local_irq_save",
                    "bpf_local_irq_restore",
                    "bpf_res_spin_lock",
                    "bpf_res_spin_unlock",
                    "bpf_res_spin_lock_irqsave",
                    "bpf_res_spin_unlock_irqrestore"
                }) {
            table.function(name, nothing);
        }
        table.function(
                "bpf_throw",
                (m, cookie, b, c, d, e) -> {
                    throw new ProgramFault(
                            ProgramFault.Kind.ARGUMENT, "program threw exception " + cookie);
                });
    }
}
