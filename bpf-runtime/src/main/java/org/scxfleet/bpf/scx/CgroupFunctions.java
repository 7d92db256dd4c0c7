package org.scxfleet.bpf.scx;

import static org.scxfleet.bpf.scx.ScxTable.memory;
import static org.scxfleet.bpf.scx.ScxTable.task;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.kernel.KernelMemory;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.ops.CgroupView;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.OpsContext.Group;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/**
 * Cgroups: of a task, by id, ancestors, and walks over the tree. References are not counted: a
 * cgroup stays while the run lasts.
 */
final class CgroupFunctions {
    private static final long DESCENDANTS_PRE = 1;
    private static final long DESCENDANTS_POST = 2;
    private static final long ANCESTORS_UP = 3;

    /**
     * Words of an iterator: the address of the next state, the number of the first cgroup, order.
     */
    private static final int NEXT = 0;

    private static final int ROOT = 8;
    private static final int ORDER = 16;

    private CgroupFunctions() {}

    static void addTo(ScxTable table) {
        table.add(
                Group.ANY,
                0,
                "struct cgroup *scx_bpf_task_cgroup(struct task_struct *p)",
                (m, kernel, p, b, c, d, e) -> {
                    Task task = task(m, kernel, p);
                    return memory(m).cgroupAddress(task == null ? 0 : kernel.taskCgroup(task));
                });
        table.add(
                null,
                0,
                "struct cgroup *bpf_cgroup_from_id(u64 cgid)",
                (m, kernel, id, b, c, d, e) -> memory(m).cgroupAddress(byId(kernel, id)));
        table.add(
                null,
                0,
                "struct cgroup *bpf_cgroup_ancestor(struct cgroup *cgrp, int level)",
                CgroupFunctions::ancestor);
        table.add(
                null,
                0,
                "struct cgroup *bpf_cgroup_acquire(struct cgroup *cgrp)",
                (m, kernel, cgroup, b, c, d, e) -> memory(m).cgroupNumber(cgroup) < 0 ? 0 : cgroup);
        table.add(
                null,
                0,
                "void bpf_cgroup_release(struct cgroup *cgrp)",
                (m, kernel, cgroup, b, c, d, e) -> 0);
        table.add(
                null,
                0,
                "long bpf_task_under_cgroup(struct task_struct *task, struct cgroup *ancestor)",
                CgroupFunctions::isUnder);
        addIterator(table);
    }

    /** The number of the cgroup with an id, or -1. */
    private static int byId(ExtKernel.All kernel, long id) {
        CgroupView cgroups = kernel.cgroups();
        for (int number = 0; number < cgroups.count(); number++) {
            if (cgroups.id(number) == id && cgroups.isOnline(number)) {
                return number;
            }
        }
        return -1;
    }

    private static long ancestor(
            Machine m, ExtKernel.All kernel, long cgroup, long level, long c, long d, long e) {
        int number = memory(m).cgroupNumber(cgroup);
        boolean possible =
                number >= 0 && (int) level >= 0 && (int) level <= kernel.cgroups().level(number);
        return possible
                ? memory(m).cgroupAddress(kernel.cgroups().ancestor(number, (int) level))
                : 0;
    }

    private static long isUnder(
            Machine m, ExtKernel.All kernel, long p, long cgroup, long c, long d, long e) {
        Task task = task(m, kernel, p);
        int ancestor = memory(m).cgroupNumber(cgroup);
        if (task == null || ancestor < 0) {
            return 0;
        }
        int level = kernel.cgroups().level(ancestor);
        return kernel.cgroups().ancestor(kernel.taskCgroup(task), level) == ancestor ? 1 : 0;
    }

    private static void addIterator(ScxTable table) {
        table.add(
                null,
                Scx.ENODEV,
                "int bpf_iter_css_new(struct bpf_iter_css *it, struct cgroup_subsys_state *start,"
                        + " u32 flags)",
                CgroupFunctions::begin);
        table.add(
                null,
                0,
                "struct cgroup_subsys_state *bpf_iter_css_next(struct bpf_iter_css *it)",
                CgroupFunctions::next);
        table.add(
                null,
                0,
                "void bpf_iter_css_destroy(struct bpf_iter_css *it)",
                (m, kernel, iterator, b, c, d, e) -> {
                    m.memory().store64(iterator + NEXT, 0);
                    return 0;
                });
    }

    private static long begin(
            Machine m,
            ExtKernel.All kernel,
            long iterator,
            long start,
            long flags,
            long d,
            long e) {
        AddressSpace memory = m.memory();
        memory.store64(iterator + NEXT, 0);
        long order = flags & 0xffffffffL;
        int number = memory(m).cgroupOfState(start);
        if (order < DESCENDANTS_PRE || order > ANCESTORS_UP || number < 0) {
            return Scx.EINVAL;
        }
        int first = order == DESCENDANTS_POST ? deepestFirst(kernel.cgroups(), number) : number;
        memory.store64(iterator + NEXT, stateLike(m, start, number, first));
        memory.store64(iterator + ROOT, number);
        memory.store64(iterator + ORDER, order);
        return 0;
    }

    private static long next(
            Machine m, ExtKernel.All kernel, long iterator, long b, long c, long d, long e) {
        AddressSpace memory = m.memory();
        long state = memory.load64(iterator + NEXT);
        if (state == 0) {
            return 0;
        }
        int number = memory(m).cgroupOfState(state);
        int following =
                following(
                        kernel.cgroups(),
                        number,
                        (int) memory.load64(iterator + ROOT),
                        memory.load64(iterator + ORDER));
        memory.store64(iterator + NEXT, following < 0 ? 0 : stateLike(m, state, number, following));
        return state;
    }

    /** The state of another cgroup, of the same kind as a given one. */
    private static long stateLike(Machine m, long state, int number, int other) {
        KernelMemory memory = memory(m);
        long inCgroup = state - memory.cgroupAddress(number);
        boolean embedded =
                memory.cgroupNumber(memory.cgroupAddress(number)) == number
                        && inCgroup >= 0
                        && inCgroup < memory.cgroupAddress(1) - memory.cgroupAddress(0);
        return embedded ? memory.cgroupAddress(other) + inCgroup : memory.taskGroupAddress(other);
    }

    private static int following(CgroupView cgroups, int number, int root, long order) {
        if (order == ANCESTORS_UP) {
            return cgroups.parent(number);
        }
        if (order == DESCENDANTS_POST) {
            if (number == root) {
                return -1;
            }
            int sibling = childAfter(cgroups, cgroups.parent(number), number);
            return sibling < 0 ? cgroups.parent(number) : deepestFirst(cgroups, sibling);
        }
        int child = childAfter(cgroups, number, -1);
        int at = number;
        while (child < 0 && at != root) {
            child = childAfter(cgroups, cgroups.parent(at), at);
            at = cgroups.parent(at);
        }
        return child;
    }

    private static int deepestFirst(CgroupView cgroups, int number) {
        int at = number;
        for (int child = childAfter(cgroups, at, -1);
                child >= 0;
                child = childAfter(cgroups, at, -1)) {
            at = child;
        }
        return at;
    }

    /** The child with the least number above another, or -1. */
    private static int childAfter(CgroupView cgroups, int parent, int after) {
        for (int number = after + 1; number < cgroups.count(); number++) {
            if (cgroups.parent(number) == parent && cgroups.isOnline(number)) {
                return number;
            }
        }
        return -1;
    }
}
