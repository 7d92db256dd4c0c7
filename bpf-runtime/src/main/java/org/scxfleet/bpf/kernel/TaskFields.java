package org.scxfleet.bpf.kernel;

import org.scxfleet.task.ExtEntity;
import org.scxfleet.task.Task;
import org.scxfleet.task.Weight;

/**
 * The fields of {@code struct task_struct} that programs can read, and the three that they can
 * write (slice, vtime, disallow; Linux 7.3 allows no others).
 *
 * <p>Meaning and values as in include/linux/sched.h and include/linux/sched/ext.h. Every task is a
 * process of its own and a child of nobody in particular: the model knows no threads of a process.
 */
final class TaskFields {
    private static final int COMM_BYTES = 16;
    private static final long PF_IDLE = 0x2;
    private static final long PF_EXITING = 0x4;
    private static final long PF_KTHREAD = 0x200000;
    private static final long STATE_INTERRUPTIBLE = 1;
    private static final long STATE_DEAD = 0x80;
    private static final long STATE_NEW = 0x800;
    private static final long ENTITY_QUEUED = 1;
    private static final long ENTITY_IN_CUSTODY = 1 << 1;
    private static final long ENTITY_RESET_RUNNABLE_AT = 1 << 2;
    private static final long ENTITY_DEQUEUED_FOR_SLEEP = 1 << 3;
    private static final long ENTITY_IMMED = 1 << 5;
    private static final int ENTITY_STATE_SHIFT = 8;
    private static final int ENTITY_REASON_SHIFT = 12;
    private static final int PRIORITY_OF_NICE_0 = 120;

    private TaskFields() {}

    static ObjectType<Task> define(TypeTable table) {
        ObjectType.Builder<Task> type = ObjectType.of("task_struct");
        addState(type);
        addEntity(type);
        addIdentity(type);
        addRelations(type);
        return type.define(table);
    }

    private static void addState(ObjectType.Builder<Task> type) {
        type.field("u32", "__state", (memory, task, unit) -> state(task));
        type.field("u32", "flags", (memory, task, unit) -> flags(task));
        type.field("u8", "on_cpu", (memory, task, unit) -> task.onCpu ? 1 : 0);
        type.field("int", "on_rq", (memory, task, unit) -> task.queued ? 1 : 0);
        type.field("int", "recent_used_cpu", (memory, task, unit) -> task.wakeCpu);
        type.field("int", "wake_cpu", (memory, task, unit) -> task.wakeCpu);
        type.field("int", "prio", (memory, task, unit) -> task.priority);
        type.field("int", "static_prio", (memory, task, unit) -> PRIORITY_OF_NICE_0 + task.nice);
        type.field("int", "normal_prio", (memory, task, unit) -> task.normalPriority);
        type.field("u32", "rt_priority", (memory, task, unit) -> task.rtPriority);
        type.field("u32", "policy", (memory, task, unit) -> task.policy.number());
        type.field("int", "nr_cpus_allowed", (memory, task, unit) -> task.allowedCount);
        type.field("struct cpumask *", "cpus_ptr", (memory, task, unit) -> maskOf(memory, task));
        type.field(
                "struct cpumask *", "user_cpus_ptr", (memory, task, unit) -> maskOf(memory, task));
        type.nested("cpus_mask", "cpumask");
        type.field(
                "ulong[" + KernelMemory.maskWords() + "]",
                "cpus_mask.bits",
                (memory, task, unit) -> MaskRegion.word(task.allowed, unit));
        // A program raises its own task's count while it runs; with CONFIG_PREEMPT_RCU the common
        // headers of schedulers allow for that.
        type.field(
                "u16",
                "migration_disabled",
                (memory, task, unit) -> task.migrationDisabled + (memory.isCurrent(task) ? 1 : 0));
    }

    private static long maskOf(KernelMemory memory, Task task) {
        return memory.address(task) + KernelTypes.TASK.offset("cpus_mask.bits");
    }

    private static void addEntity(ObjectType.Builder<Task> type) {
        type.nested("scx", "sched_ext_entity");
        type.field("u64", "scx.ddsp_dsq_id", (memory, task, unit) -> task.scx.directDsq);
        type.field("u64", "scx.ddsp_enq_flags", (memory, task, unit) -> task.scx.directEnqFlags);
        type.field("u32", "scx.dsq_seq", (memory, task, unit) -> task.scx.dsqSequence);
        type.field("u32", "scx.dsq_flags", (memory, task, unit) -> task.scx.dsqByVtime ? 1 : 0);
        type.field("u32", "scx.flags", (memory, task, unit) -> entityFlags(task.scx));
        type.field("u32", "scx.weight", (memory, task, unit) -> task.scx.weight);
        type.field("u32", "scx.reenq_cnt", (memory, task, unit) -> task.scx.reenqueueCount);
        type.field("s32", "scx.sticky_cpu", (memory, task, unit) -> task.scx.stickyCpu);
        type.field("s32", "scx.holding_cpu", (memory, task, unit) -> task.scx.holdingCpu);
        type.field("s32", "scx.selected_cpu", (memory, task, unit) -> task.scx.selectedCpu);
        type.field(
                "ulong",
                "scx.runnable_at",
                (memory, task, unit) -> memory.jiffies(task.scx.runnableAtNs));
        type.field("u64", "scx.tid", (memory, task, unit) -> tid(task));
        type.writable(
                "u64",
                "scx.slice",
                (memory, task, unit) -> task.scx.sliceNs,
                (memory, task, value) -> {
                    memory.requireCpuForm("scx.slice");
                    task.scx.sliceNs = value;
                });
        type.writable(
                "u64",
                "scx.dsq_vtime",
                (memory, task, unit) -> task.scx.dsqVtime,
                (memory, task, value) -> {
                    memory.requireCpuForm("scx.dsq_vtime");
                    task.scx.dsqVtime = value;
                });
        type.writable(
                "bool",
                "scx.disallow",
                (memory, task, unit) -> task.scx.disallow ? 1 : 0,
                (memory, task, value) -> task.scx.disallow = (value & 0xff) != 0);
    }

    private static void addIdentity(ObjectType.Builder<Task> type) {
        type.nested("se", "sched_entity").nested("se.avg", "sched_avg");
        type.field(
                "u64",
                "se.exec_start",
                (memory, task, unit) -> KernelMemory.clockNs(task.execStartNs));
        type.field("u64", "se.sum_exec_runtime", (memory, task, unit) -> task.sumExecNs);
        type.field(
                "u64",
                "se.prev_sum_exec_runtime",
                (memory, task, unit) -> task.sumExecAtSwitchInNs);
        type.field(
                "ulong",
                "se.avg.util_avg",
                (memory, task, unit) -> task.isRunnable() ? Weight.NICE_0 : 0);
        type.field("int", "pid", (memory, task, unit) -> task.pid);
        type.field("int", "tgid", (memory, task, unit) -> task.pid);
        type.field("char[" + COMM_BYTES + "]", "comm", (memory, task, unit) -> comm(task, unit));
        type.field("u64", "utime", (memory, task, unit) -> task.sumExecNs);
        type.field("u64", "stime", (memory, task, unit) -> 0);
        type.field(
                "u64", "start_time", (memory, task, unit) -> KernelMemory.clockNs(task.startedNs));
        type.field(
                "u64",
                "start_boottime",
                (memory, task, unit) -> KernelMemory.clockNs(task.startedNs));
        type.field("ulong", "nvcsw", (memory, task, unit) -> task.tally.blocked);
        type.field("ulong", "nivcsw", (memory, task, unit) -> task.tally.preempted);
        type.field("int", "numa_preferred_nid", (memory, task, unit) -> -1);
    }

    private static void addRelations(ObjectType.Builder<Task> type) {
        type.field("struct mm_struct *", "mm", TaskFields::addressSpace);
        type.field("struct mm_struct *", "active_mm", TaskFields::addressSpace);
        type.field("struct task_struct *", "real_parent", TaskFields::parent);
        type.field("struct task_struct *", "parent", TaskFields::parent);
        type.field(
                "struct task_struct *",
                "group_leader",
                (memory, task, unit) -> memory.address(task));
        type.field("struct task_struct *", "last_wakee", (memory, task, unit) -> 0);
        type.field("u32", "wakee_flips", (memory, task, unit) -> 0);
        type.field("struct css_set *", "cgroups", (memory, task, unit) -> cssSet(task));
        type.field(
                "struct sched_class *",
                "sched_class",
                (memory, task, unit) ->
                        KernelMemory.opaque(Opaque.SCHED_CLASS, task.schedClass.ordinal()));
        type.field("struct task_group *", "sched_task_group", TaskFields::taskGroup);
        type.field("struct mempolicy *", "mempolicy", (memory, task, unit) -> 0);
        type.field(
                "struct pid *",
                "thread_pid",
                (memory, task, unit) -> KernelMemory.opaque(Opaque.PID, task.pid));
        type.field("struct signal_struct *", "signal", TaskFields::signal);
        type.nested("thread_node", "list_head");
        type.field("struct list_head *", "thread_node.next", (memory, task, unit) -> 0);
        type.field("struct list_head *", "thread_node.prev", (memory, task, unit) -> 0);
        type.field("struct cred *", "real_cred", TaskFields::credentials);
        type.field("struct cred *", "cred", TaskFields::credentials);
    }

    /** Kinds of objects that programs compare but do not look into. */
    private static final class Opaque {
        static final int ADDRESS_SPACE = 0;
        static final int SCHED_CLASS = 1;
        static final int PID = 2;
        static final int SIGNAL = 3;
        static final int CREDENTIALS = 4;

        private Opaque() {}
    }

    private static long addressSpace(KernelMemory memory, Task task, int unit) {
        return task.kernelThread ? 0 : KernelMemory.opaque(Opaque.ADDRESS_SPACE, task.pid);
    }

    private static long signal(KernelMemory memory, Task task, int unit) {
        return KernelMemory.opaque(Opaque.SIGNAL, task.pid);
    }

    private static long credentials(KernelMemory memory, Task task, int unit) {
        return KernelMemory.opaque(Opaque.CREDENTIALS, 0);
    }

    private static long parent(KernelMemory memory, Task task, int unit) {
        return memory.address(memory.idle(0));
    }

    private static long cssSet(Task task) {
        return KernelRegions.address(
                KernelRegions.CSS_SETS, KernelRegions.CSS_SET_SHIFT, task.cgroup);
    }

    private static long taskGroup(KernelMemory memory, Task task, int unit) {
        return KernelRegions.address(
                KernelRegions.TASK_GROUPS, KernelRegions.TASK_GROUP_SHIFT, task.cgroup);
    }

    /** The identifier that scx_bpf_tid_to_task takes: never 0, never used again. */
    static long tid(Task task) {
        return task.number + 1L;
    }

    /** The kernel's number of a task's state. */
    static long state(Task task) {
        return switch (task.state) {
            case NEW -> STATE_NEW;
            case RUNNABLE -> 0;
            case SLEEPING -> STATE_INTERRUPTIBLE;
            case DEAD -> STATE_DEAD;
        };
    }

    private static long flags(Task task) {
        return (task.kernelThread ? PF_KTHREAD : 0)
                | (task.exiting ? PF_EXITING : 0)
                | (task.pid == 0 ? PF_IDLE : 0);
    }

    private static long comm(Task task, int at) {
        return at < COMM_BYTES - 1 && at < task.name.length() ? task.name.charAt(at) & 0xff : 0;
    }

    private static long entityFlags(ExtEntity entity) {
        return (entity.queued ? ENTITY_QUEUED : 0)
                | (entity.inCustody ? ENTITY_IN_CUSTODY : 0)
                | (entity.resetRunnableAt ? ENTITY_RESET_RUNNABLE_AT : 0)
                | (entity.dequeuedForSleep ? ENTITY_DEQUEUED_FOR_SLEEP : 0)
                | (entity.immed ? ENTITY_IMMED : 0)
                | (long) entity.state.ordinal() << ENTITY_STATE_SHIFT
                | (long) entity.reenqueueReason.ordinal() << ENTITY_REASON_SHIFT;
    }
}
