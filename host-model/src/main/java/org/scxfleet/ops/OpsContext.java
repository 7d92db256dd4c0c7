package org.scxfleet.ops;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;

/**
 * Which group of kernel functions may be called from which op: the kernel's
 * scx_kfunc_context_filter as one table (kernel/sched/ext/ext.c; table in sched-ext-core.md 8.1).
 *
 * <p>A Java scheduler cannot break it, because each op receives the view it may use. The BPF
 * binding checks this table at load; syscall programs have {@link #SYSCALL}, tracing programs
 * {@link #TRACING}.
 */
public final class OpsContext {
    /** Groups of kernel functions. */
    public enum Group {
        /** Insert into a DSQ. */
        ENQUEUE_DISPATCH,
        /** Work on the dispatch buffer and move tasks to the local DSQ. */
        DISPATCH,
        /** Move tasks between DSQs from an iterator. */
        MOVE,
        /** Re-enqueue the local DSQ when a CPU is taken away. */
        CPU_RELEASE,
        /** Create DSQs. */
        UNLOCKED,
        /** Pick an idle CPU for the task. */
        SELECT_CPU,
        /** Override the cid layout. */
        INIT_CIDS,
        /** Everything that is allowed everywhere. */
        ANY
    }

    public static final EnumSet<Group> SYSCALL =
            EnumSet.of(Group.MOVE, Group.UNLOCKED, Group.SELECT_CPU, Group.ANY);

    public static final EnumSet<Group> TRACING = EnumSet.of(Group.ANY);

    private static final Map<Op, EnumSet<Group>> ALLOWED = table();

    private OpsContext() {}

    /** The groups that the op may call. */
    public static EnumSet<Group> allowed(Op op) {
        return EnumSet.copyOf(groups(op));
    }

    public static boolean allows(Op op, Group group) {
        return groups(op).contains(group);
    }

    private static EnumSet<Group> groups(Op op) {
        return Objects.requireNonNull(ALLOWED.get(op));
    }

    private static Map<Op, EnumSet<Group>> table() {
        Map<Op, EnumSet<Group>> table = new EnumMap<>(Op.class);
        for (Op op : Op.values()) {
            table.put(op, groupsOf(op));
        }
        return table;
    }

    private static EnumSet<Group> groupsOf(Op op) {
        return switch (op) {
            case SELECT_CPU, ENQUEUE ->
                    EnumSet.of(Group.ENQUEUE_DISPATCH, Group.SELECT_CPU, Group.ANY);
            case DISPATCH, SUB_ECAPS_UPDATED ->
                    EnumSet.of(Group.ENQUEUE_DISPATCH, Group.DISPATCH, Group.MOVE, Group.ANY);
            case CPU_RELEASE -> EnumSet.of(Group.CPU_RELEASE, Group.ANY);
            case INIT_TASK,
                    DUMP,
                    CGROUP_INIT,
                    CGROUP_EXIT,
                    CGROUP_PREP_MOVE,
                    CGROUP_CANCEL_MOVE,
                    CGROUP_SET_WEIGHT,
                    CGROUP_SET_BANDWIDTH,
                    CGROUP_SET_IDLE,
                    SUB_ATTACH,
                    SUB_DETACH,
                    CPU_ONLINE,
                    CPU_OFFLINE,
                    INIT,
                    EXIT ->
                    EnumSet.of(Group.UNLOCKED, Group.MOVE, Group.SELECT_CPU, Group.ANY);
            case INIT_CIDS ->
                    EnumSet.of(
                            Group.UNLOCKED,
                            Group.MOVE,
                            Group.SELECT_CPU,
                            Group.INIT_CIDS,
                            Group.ANY);
            case DEQUEUE,
                    TICK,
                    RUNNABLE,
                    RUNNING,
                    STOPPING,
                    QUIESCENT,
                    YIELD,
                    CORE_SCHED_BEFORE,
                    SET_WEIGHT,
                    SET_CPUMASK,
                    UPDATE_IDLE,
                    CPU_ACQUIRE,
                    EXIT_TASK,
                    ENABLE,
                    DISABLE,
                    DUMP_CPU,
                    DUMP_TASK,
                    CGROUP_MOVE,
                    SUB_CAPS_UPDATED ->
                    EnumSet.of(Group.ANY);
        };
    }
}
