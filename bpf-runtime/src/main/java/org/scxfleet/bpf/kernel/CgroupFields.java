package org.scxfleet.bpf.kernel;

import org.scxfleet.bpf.kernel.KernelMemory.CgroupNumber;
import org.scxfleet.ops.CgroupView;
import org.scxfleet.ops.ExtKernel;

/**
 * The structs behind a cgroup: the cgroup itself, its directory entry, the membership of tasks, and
 * the cpu controller's part.
 */
final class CgroupFields {
    /** Controllers of a cgroup; only the cpu controller's is modelled. */
    private static final int SUBSYSTEMS = 14;

    private static final int CPU_SUBSYSTEM = 1;

    /** Levels for which {@code cgroup.ancestors} has room. */
    private static final int ANCESTORS = 32;

    private static final String STATE = "struct cgroup_subsys_state *";

    private CgroupFields() {}

    static ObjectType<CgroupNumber> defineCgroup(TypeTable table) {
        ObjectType.Builder<CgroupNumber> type = ObjectType.of("cgroup");
        type.nested("self", "cgroup_subsys_state");
        addState(type, "self", (memory, group) -> stateOf(memory, parent(memory, group)));
        type.field("int", "level", (memory, group, unit) -> view(memory).level(group.number()));
        type.field(
                "struct kernfs_node *",
                "kn",
                (memory, group, unit) ->
                        KernelRegions.address(
                                KernelRegions.CGROUP_NODES,
                                KernelRegions.CGROUP_NODE_SHIFT,
                                group.number()));
        type.field(
                STATE + "[" + SUBSYSTEMS + "]",
                "subsys",
                (memory, group, unit) -> unit == CPU_SUBSYSTEM ? taskGroup(group.number()) : 0);
        type.field(
                "struct cgroup *",
                "dom_cgrp",
                (memory, group, unit) -> memory.cgroupAddress(group.number()));
        type.field(
                "struct cgroup *[" + ANCESTORS + "]",
                "ancestors",
                (memory, group, unit) ->
                        memory.cgroupAddress(view(memory).ancestor(group.number(), unit)));
        return type.define(table);
    }

    /** How the parent's state is found. */
    private interface ParentState {
        long address(KernelMemory memory, CgroupNumber group);
    }

    private static void addState(
            ObjectType.Builder<CgroupNumber> type, String path, ParentState parent) {
        type.field(
                "struct cgroup *",
                path + ".cgroup",
                (memory, group, unit) -> memory.cgroupAddress(group.number()));
        type.field(STATE, path + ".parent", (memory, group, unit) -> parent.address(memory, group));
        type.nested(path + ".refcnt", "percpu_ref");
        // The two low bits mark a reference count that is being shut down.
        type.field(
                "ulong",
                path + ".refcnt.percpu_count_ptr",
                (memory, group, unit) -> view(memory).isOnline(group.number()) ? 0 : 3);
        type.field("int", path + ".id", (memory, group, unit) -> group.number() + 1L);
    }

    static ObjectType<CgroupNumber> defineNode(TypeTable table) {
        ObjectType.Builder<CgroupNumber> type = ObjectType.of("kernfs_node");
        type.field("u64", "id", (memory, group, unit) -> view(memory).id(group.number()));
        type.field(
                "char *",
                "name",
                (memory, group, unit) ->
                        KernelRegions.address(
                                KernelRegions.CGROUP_NAMES,
                                KernelRegions.CGROUP_NAME_SHIFT,
                                group.number()));
        return type.define(table);
    }

    static ObjectType<CgroupNumber> defineMembership(TypeTable table) {
        ObjectType.Builder<CgroupNumber> type = ObjectType.of("css_set");
        type.field(
                STATE + "[" + SUBSYSTEMS + "]",
                "subsys",
                (memory, group, unit) -> unit == CPU_SUBSYSTEM ? taskGroup(group.number()) : 0);
        type.field(
                "struct cgroup *",
                "dfl_cgrp",
                (memory, group, unit) -> memory.cgroupAddress(group.number()));
        return type.define(table);
    }

    static ObjectType<CgroupNumber> defineTaskGroup(TypeTable table) {
        ObjectType.Builder<CgroupNumber> type = ObjectType.of("task_group");
        type.nested("css", "cgroup_subsys_state");
        addState(
                type,
                "css",
                (memory, group) -> {
                    int parent = parent(memory, group);
                    return parent < 0 ? 0 : taskGroup(parent);
                });
        type.field(
                "struct task_group *",
                "parent",
                (memory, group, unit) -> {
                    int parent = parent(memory, group);
                    return parent < 0 ? 0 : taskGroup(parent);
                });
        type.nested("scx", "scx_task_group");
        type.field("u32", "scx.flags", (memory, group, unit) -> 1);
        type.field(
                "u32", "scx.weight", (memory, group, unit) -> view(memory).weight(group.number()));
        return type.define(table);
    }

    private static CgroupView view(KernelMemory memory) {
        ExtKernel.All kernel = memory.kernel();
        if (kernel == null) {
            throw new IllegalStateException("a cgroup is looked at before a kernel is there");
        }
        return kernel.cgroups();
    }

    private static int parent(KernelMemory memory, CgroupNumber group) {
        return view(memory).parent(group.number());
    }

    private static long taskGroup(int number) {
        return KernelRegions.address(
                KernelRegions.TASK_GROUPS, KernelRegions.TASK_GROUP_SHIFT, number);
    }

    private static long stateOf(KernelMemory memory, int number) {
        return number < 0
                ? 0
                : memory.cgroupAddress(number) + KernelTypes.CGROUP.offset("self.cgroup");
    }
}
