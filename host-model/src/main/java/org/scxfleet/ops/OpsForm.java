package org.scxfleet.ops;

import org.jspecify.annotations.Nullable;

/**
 * The two forms in which a scheduler's ops come: over CPU numbers, or over cids, the topological
 * numbering of CPUs ({@link org.scxfleet.cid.CidMap}).
 *
 * <p>The forms differ in the names of some members, in the meaning of their CPU arguments, and in
 * that the cid form gets the affinity of a task as a mask of cids.
 */
public enum OpsForm {
    CPU("sched_ext_ops"),
    CID("sched_ext_ops_cid");

    private final String structName;

    OpsForm(String structName) {
        this.structName = structName;
    }

    /** The name of the struct. */
    public String structName() {
        return structName;
    }

    /** The form of a struct, or null when it is neither. */
    public static @Nullable OpsForm of(String structName) {
        return structName.equals(CPU.structName)
                ? CPU
                : structName.equals(CID.structName) ? CID : null;
    }

    /** The name of an op's member in this form. */
    public String member(Op op) {
        if (this == CPU) {
            return op.kernelName();
        }
        return switch (op) {
            case SELECT_CPU -> "select_cid";
            case SET_CPUMASK -> "set_cmask";
            case DUMP_CPU -> "dump_cid";
            case CPU_ONLINE -> "cid_online";
            case CPU_OFFLINE -> "cid_offline";
            case CGROUP_INIT,
                    CGROUP_EXIT,
                    CGROUP_PREP_MOVE,
                    CGROUP_MOVE,
                    CGROUP_CANCEL_MOVE,
                    CGROUP_SET_WEIGHT,
                    CGROUP_SET_BANDWIDTH,
                    CGROUP_SET_IDLE ->
                    "cpuctl_" + op.kernelName().substring("cgroup_".length());
            case Op other -> other.kernelName();
        };
    }
}
