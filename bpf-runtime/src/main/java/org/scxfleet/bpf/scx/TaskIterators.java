package org.scxfleet.bpf.scx;

import static org.scxfleet.bpf.scx.ScxTable.memory;

import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.memory.AddressSpace;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;
import org.scxfleet.task.TaskState;

/**
 * Walks over tasks: all of them, the threads of one, those of a cgroup.
 *
 * <p>Tasks come in the order in which they were created. Every task is a process of its own here,
 * so the threads of one are the task itself. A task that begins or ends during a walk is met or not
 * like in the kernel, where the list may change between two steps.
 */
final class TaskIterators {
    private static final long ALL_THREADS = 1;
    private static final long PROCESS_THREADS = 2;

    /** Of the walk over a cgroup's tasks: only leaders of processes, which all are. */
    private static final long CGROUP_FLAGS = 3;

    /** In an iterator: the number of the next task. */
    private static final int NEXT = 0;

    /** Then the first number beyond the walk, or the cgroup plus 1. */
    private static final int LIMIT = 4;

    private TaskIterators() {}

    static void addTo(ScxTable table) {
        table.add(
                null,
                Scx.ENODEV,
                "int bpf_iter_task_new(struct bpf_iter_task *it, struct task_struct"
                        + " *task__nullable, u32 flags)",
                TaskIterators::begin);
        table.add(
                null,
                0,
                "struct task_struct *bpf_iter_task_next(struct bpf_iter_task *it)",
                TaskIterators::next);
        table.add(
                null,
                0,
                "void bpf_iter_task_destroy(struct bpf_iter_task *it)",
                TaskIterators::end);
        table.add(
                null,
                Scx.ENODEV,
                "int bpf_iter_css_task_new(struct bpf_iter_css_task *it, struct"
                        + " cgroup_subsys_state *css, u32 flags)",
                TaskIterators::beginInCgroup);
        table.add(
                null,
                0,
                "struct task_struct *bpf_iter_css_task_next(struct bpf_iter_css_task *it)",
                TaskIterators::nextInCgroup);
        table.add(
                null,
                0,
                "void bpf_iter_css_task_destroy(struct bpf_iter_css_task *it)",
                TaskIterators::end);
    }

    private static void set(AddressSpace memory, long iterator, int next, int limit) {
        memory.store32(iterator + NEXT, next);
        memory.store32(iterator + LIMIT, limit);
    }

    private static long begin(
            Machine m, ExtKernel.All kernel, long iterator, long task, long flags, long d, long e) {
        set(m.memory(), iterator, 0, 0);
        long kind = flags & 0xffffffffL;
        if (kind > PROCESS_THREADS || (kind == PROCESS_THREADS && task == 0)) {
            return Scx.EINVAL;
        }
        if (kind <= ALL_THREADS) {
            set(m.memory(), iterator, 0, kernel.taskCount());
            return 0;
        }
        Task one = memory(m).task(task);
        if (one != null && one.number >= 0) {
            set(m.memory(), iterator, one.number, one.number + 1);
        }
        return 0;
    }

    private static long next(
            Machine m, ExtKernel.All kernel, long iterator, long b, long c, long d, long e) {
        return advance(m, kernel, iterator, (int) m.memory().load32(iterator + LIMIT), -1);
    }

    private static long beginInCgroup(
            Machine m, ExtKernel.All kernel, long iterator, long css, long flags, long d, long e) {
        int cgroup = memory(m).cgroupOfState(css);
        boolean wrong = cgroup < 0 || (flags & 0xffffffffL & ~CGROUP_FLAGS) != 0;
        set(m.memory(), iterator, 0, wrong ? 0 : cgroup + 1);
        return wrong ? Scx.EINVAL : 0;
    }

    private static long nextInCgroup(
            Machine m, ExtKernel.All kernel, long iterator, long b, long c, long d, long e) {
        int cgroup = (int) m.memory().load32(iterator + LIMIT) - 1;
        return cgroup < 0 ? 0 : advance(m, kernel, iterator, kernel.taskCount(), cgroup);
    }

    private static long advance(
            Machine m, ExtKernel.All kernel, long iterator, int end, int cgroup) {
        AddressSpace memory = m.memory();
        for (int number = (int) memory.load32(iterator + NEXT); number < end; number++) {
            Task task = kernel.taskByNumber(number);
            if (task != null
                    && task.state != TaskState.DEAD
                    && (cgroup < 0 || task.cgroup == cgroup)) {
                memory.store32(iterator + NEXT, number + 1);
                return memory(m).address(task);
            }
        }
        set(memory, iterator, 0, 0);
        return 0;
    }

    private static long end(
            Machine m, ExtKernel.All kernel, long iterator, long b, long c, long d, long e) {
        set(m.memory(), iterator, 0, 0);
        return 0;
    }
}
