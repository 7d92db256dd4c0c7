package org.scxfleet.bpf.scx;

import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.kernel.TypeTable;
import org.scxfleet.ops.OpsContext;

/**
 * A kernel function of sched_ext, or one about tasks and cgroups.
 *
 * @param declaration in C, as programs declare it
 * @param group who may call it; null for functions that are open to every program
 * @param sleeps whether only programs that may sleep can call it
 * @param cpuFormOnly whether programs of the cid form may not call it
 * @param target what a call does
 */
record ScxFunction(
        String declaration,
        OpsContext.@Nullable Group group,
        boolean sleeps,
        boolean cpuFormOnly,
        HostFunction target) {
    String name() {
        return TypeTable.nameOf(declaration);
    }
}
