package org.scxfleet.bpf.kernel;

import java.util.List;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.kernel.KernelMemory.CgroupNumber;
import org.scxfleet.bpf.kernel.KernelMemory.CpuNumber;
import org.scxfleet.task.Task;

/**
 * The types that the emulated kernel publishes: the structs that programs look into, the structs
 * that are handed to callbacks and kernel functions, constants and variables.
 *
 * <p>Only what the model has. An access to anything else is answered as on a kernel that lacks the
 * field: a question with no, an access with the end of the program that gets there.
 */
public final class KernelTypes {
    private static final TypeTable TABLE = new TypeTable();

    public static final ObjectType<Task> TASK = TaskFields.define(TABLE);
    static final ObjectType<CgroupNumber> CGROUP = CgroupFields.defineCgroup(TABLE);
    static final ObjectType<CgroupNumber> CGROUP_NODE = CgroupFields.defineNode(TABLE);
    static final ObjectType<CgroupNumber> CSS_SET = CgroupFields.defineMembership(TABLE);
    static final ObjectType<CgroupNumber> TASK_GROUP = CgroupFields.defineTaskGroup(TABLE);
    static final ObjectType<CpuNumber> RUN_QUEUE = CpuFields.defineRunQueue(TABLE);
    static final ObjectType<CpuNumber> FREQUENCY_POLICY = CpuFields.definePolicy(TABLE);

    static {
        KernelConstants.addTo(TABLE);
        KernelStructs.addTo(TABLE);
        for (PerCpuVariable variable : PerCpuVariable.values()) {
            TABLE.variable(variable.declaration());
        }
    }

    private KernelTypes() {}

    /** Returns the types, for kernel functions to be added. */
    public static TypeTable table() {
        return TABLE.copy();
    }

    /** Returns all object types that have a view. */
    public static List<ObjectType<?>> viewed() {
        return List.of(TASK, CGROUP, CGROUP_NODE, CSS_SET, TASK_GROUP, RUN_QUEUE, FREQUENCY_POLICY);
    }

    /** Returns the offset of a member of a struct without nested structs. */
    public static int offset(String struct, String member) {
        BtfType.Composite composite = TABLE.composite(struct);
        if (composite != null) {
            for (BtfType.Member each : composite.members()) {
                if (each.name().equals(member)) {
                    return each.bitOffset() / 8;
                }
            }
        }
        throw new IllegalArgumentException("struct " + struct + " has no member " + member);
    }

    /** Returns the size of a struct. */
    public static int sizeBytes(String struct) {
        BtfType.Composite composite = TABLE.composite(struct);
        if (composite == null) {
            throw new IllegalArgumentException("struct " + struct + " is not defined");
        }
        return composite.sizeBytes();
    }

    /** Returns the address of a kernel variable, or 0 when there is none of that name. */
    public static long variableAddress(String name) {
        PerCpuVariable variable = PerCpuVariable.named(name);
        return variable == null ? 0 : variable.address();
    }
}
