package org.scxfleet.bpf.scx;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.SourceLines;
import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.HostFunction;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.object.BpfObject;
import org.scxfleet.bpf.object.GlobalSection;
import org.scxfleet.bpf.object.LinkedObject;
import org.scxfleet.bpf.object.LoadPlan;
import org.scxfleet.bpf.object.ObjectProgram;
import org.scxfleet.bpf.object.StructOps;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsContext;
import org.scxfleet.ops.OpsContext.Group;
import org.scxfleet.ops.OpsForm;

/**
 * Whether each program of an object may call what it calls, and treats arguments that may be NULL
 * as such: what a kernel refuses to load, it refuses.
 *
 * <p>A program is checked with everything it can reach, timer callbacks included, as the kernel
 * does it. Of what the kernel's verifier proves, this is all that is checked: memory safety is
 * looked after while programs run.
 */
final class ProgramRights {
    private static final int SECOND_ARGUMENT = 1;
    private static final int NONE = -1;

    private final LinkedObject linked;
    private final ProgramImage image;
    private final LoadPlan plan;
    private final Map<Integer, FunctionScan> scans = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    private ProgramRights(LinkedObject linked, LoadPlan plan) {
        this.linked = linked;
        this.image = linked.image();
        this.plan = plan;
    }

    /**
     * Checks an object.
     *
     * @param plan holds the read-only variables as they will be
     * @param wanted optional programs that are loaded
     * @return what is wrong, in words; empty if nothing is
     */
    static List<String> problems(LinkedObject linked, LoadPlan plan, List<String> wanted) {
        ProgramRights rights = new ProgramRights(linked, plan);
        rights.check(wanted);
        return rights.problems;
    }

    /**
     * Checks the programs of struct_ops that are none of sched_ext: they may call none of its
     * functions.
     *
     * @return what is wrong, in words; empty if nothing is
     */
    static List<String> problemsOfForeignOps(LinkedObject linked, LoadPlan plan) {
        ProgramRights rights = new ProgramRights(linked, plan);
        Rights none = new Rights(EnumSet.noneOf(Group.class), true, null);
        for (StructOps ops : linked.object().structOps()) {
            if (OpsForm.of(ops.kernelType()) == null) {
                ops.functions()
                        .forEach((member, function) ->
                                rights.check(function, ops.type() + "." + member, none, NONE));
            }
        }
        return rights.problems;
    }

    private void check(List<String> wanted) {
        BpfObject object = linked.object();
        for (StructOps ops : object.structOps()) {
            OpsForm form = OpsForm.of(ops.kernelType());
            for (Op op : Op.values()) {
                String name = form == null ? null : ops.functions().get(form.member(op));
                if (form != null && name != null) {
                    ObjectProgram program = program(name);
                    boolean sleepable = program != null && program.sleepable();
                    int nullable = op == Op.DISPATCH || op == Op.YIELD ? SECOND_ARGUMENT : NONE;
                    check(
                            name,
                            "ops." + form.member(op),
                            new Rights(OpsContext.allowed(op), sleepable, form),
                            nullable);
                }
            }
        }
        for (ObjectProgram program : object.programs()) {
            boolean loaded = !program.optional() || wanted.contains(program.name());
            Rights rights = loaded ? rightsOf(program) : null;
            if (rights != null) {
                check(program.name(), program.section(), rights, NONE);
            }
        }
    }

    /** What a program may call; a null form stands for both. */
    private record Rights(EnumSet<Group> groups, boolean sleepable, @Nullable OpsForm form) {}

    /** The rights of a program outside the ops; null where the ops decide. */
    private static @Nullable Rights rightsOf(ObjectProgram program) {
        return switch (program.type()) {
            case STRUCT_OPS -> null;
            case SYSCALL -> new Rights(OpsContext.SYSCALL, true, null);
            case RAW_TRACEPOINT_BTF, FENTRY, FEXIT, FMOD_RETURN, ITERATOR, LSM ->
                    new Rights(OpsContext.TRACING, program.sleepable(), null);
            case KPROBE,
                    KRETPROBE,
                    UPROBE,
                    URETPROBE,
                    TRACEPOINT,
                    TRACEPOINT_SHORT,
                    RAW_TRACEPOINT,
                    PERF_EVENT,
                    UNKNOWN ->
                    new Rights(EnumSet.noneOf(Group.class), program.sleepable(), null);
        };
    }

    private @Nullable ObjectProgram program(String name) {
        for (ObjectProgram program : linked.object().programs()) {
            if (program.name().equals(name)) {
                return program;
            }
        }
        return null;
    }

    private void check(String name, String context, Rights rights, int nullable) {
        int entry = image.functionIndex(name);
        if (entry < 0) {
            return;
        }
        TreeSet<Integer> seen = new TreeSet<>();
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(entry));
        while (!open.isEmpty()) {
            int function = open.remove();
            if (!seen.add(function)) {
                continue;
            }
            FunctionScan scan =
                    function == entry && nullable >= 0
                            ? new FunctionScan(image, function, this::constant, nullable)
                            : scans.computeIfAbsent(
                                    function,
                                    key -> new FunctionScan(image, key, this::constant, NONE));
            if (scan.nullAccess() >= 0) {
                problems.add(
                        place(function, scan.nullAccess())
                                + " looks through argument "
                                + (nullable + 1)
                                + " of "
                                + context
                                + ", which may be NULL, without a test");
            }
            scan.calls().forEach((at, target) -> checkCall(function, at, target, context, rights));
            open.addAll(scan.callees());
        }
    }

    private void checkCall(
            int function, int at, HostFunction target, String context, Rights rights) {
        ScxFunction called = ScxTable.TABLE.of(target);
        if (called == null) {
            return;
        }
        Group group = called.group();
        String why = null;
        if (group != null && !rights.groups().contains(group)) {
            why = "which may not be called from " + context;
        } else if (called.sleeps() && !rights.sleepable()) {
            why = "which sleeps, from " + context + ", which may not";
        } else if (called.cpuFormOnly() && rights.form() == OpsForm.CID) {
            why = "which schedulers of the cid form may not call";
        }
        if (why != null) {
            problems.add(place(function, at) + " calls " + called.name() + ", " + why);
        }
    }

    private String place(int function, int at) {
        SourceLines.Line line =
                linked.object().line(function, at - image.functions().get(function).start());
        return image.place(at) + (line == null ? "" : " (" + line + ")");
    }

    /** A value of a read-only section. */
    private @Nullable Long constant(long address, int sizeBytes) {
        long region = (address >>> 32) - AddressLayout.MAPS_FIRST;
        if (region < 0 || region >= linked.object().maps().size()) {
            return null;
        }
        GlobalSection section = linked.object().maps().get((int) region).section();
        boolean constant =
                section != null
                        && section.kind() != GlobalSection.Kind.WRITABLE
                        && (address & 0xffffffffL) <= section.sizeBytes() - sizeBytes;
        return constant ? plan.readNumber((int) region, (int) address, sizeBytes) : null;
    }
}
