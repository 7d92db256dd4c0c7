package org.scxfleet.bpf.scx;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.agent.ObjectView;
import org.scxfleet.bpf.agent.UserspaceAgent;
import org.scxfleet.bpf.code.Executor;
import org.scxfleet.bpf.code.Interpreter;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.compile.ImageCompiler;
import org.scxfleet.bpf.kernel.HostEnvironment;
import org.scxfleet.bpf.map.MapType;
import org.scxfleet.bpf.memory.MemoryLimit;
import org.scxfleet.bpf.memory.PageSharing;
import org.scxfleet.bpf.memory.ProgramFault;
import org.scxfleet.bpf.object.BpfObject;
import org.scxfleet.bpf.object.LinkedObject;
import org.scxfleet.bpf.object.LoadPlan;
import org.scxfleet.bpf.object.Missing;
import org.scxfleet.bpf.object.ObjectReport;
import org.scxfleet.bpf.object.ProgramLinker;
import org.scxfleet.bpf.object.StructOps;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.SchedulerFactory;
import org.scxfleet.ops.SchedulerOps;
import org.scxfleet.ops.Scx;

/**
 * A compiled BPF object with its loader profile, ready to become the scheduler of any number of
 * hosts.
 *
 * <p>Reading, linking, checking and compiling are done once, here. What a host gets of its own is
 * memory: maps, stack, variables. A factory does not change after it is made, so any number of
 * threads may use it.
 */
public final class BpfSchedulerFactory implements SchedulerFactory {
    /** Tick rate that is assumed while linking; each host gets its own. */
    private static final int LINK_HZ = 250;

    private static final String NO_PROFILE =
            "no loader profile: variables that the scheduler's user-space half would set are zero";

    private final LinkedObject linked;
    private final StructOps ops;
    private final OpsForm form;
    private final OpsProgram program;
    private final LoadPlan plan;
    private final LoaderProfile profile;
    private final UserspaceAgent.@Nullable Kind agent;
    private final TracingPrograms tracing;
    private final long memoryBytes;
    private long instructionBudget;
    private PageSharing pageSharing = PageSharing.NONE;

    private BpfSchedulerFactory(
            LinkedObject linked,
            StructOps ops,
            OpsForm form,
            OpsProgram program,
            LoadPlan plan,
            LoaderProfile profile) {
        this.linked = linked;
        this.ops = ops;
        this.form = form;
        this.program = program;
        this.plan = plan;
        this.profile = profile;
        this.agent = agentOf(profile);
        this.tracing = new TracingPrograms(linked, profile.programs());
        this.memoryBytes = MemoryLimit.DEFAULT_BYTES;
        this.instructionBudget = Machine.DEFAULT_BUDGET;
    }

    /**
     * Loads an object whose programs are compiled.
     *
     * @param name of the object, for messages
     * @throws ProgramRefused if the object is no scheduler that can run here; the message says why
     */
    public static BpfSchedulerFactory of(String name, byte[] object, LoaderProfile profile) {
        return of(name, object, profile, ImageCompiler::compile);
    }

    /** Loads an object whose programs are interpreted: slower, and the same in every result. */
    public static BpfSchedulerFactory interpreted(
            String name, byte[] object, LoaderProfile profile) {
        return of(name, object, profile, Interpreter::new);
    }

    /** Has hosts share what they lay out alike; to be called before the first host is made. */
    public BpfSchedulerFactory sharing(PageSharing sharing) {
        pageSharing = sharing;
        return this;
    }

    private static BpfSchedulerFactory of(
            String name,
            byte[] bytes,
            LoaderProfile profile,
            Function<ProgramImage, Executor> compiler) {
        BpfObject object = BpfObject.read(name, bytes);
        LinkedObject linked =
                ProgramLinker.link(object, new ScxKernel(LINK_HZ), profile.programs());
        refuseForeignCalls(name, linked);
        StructOps ops = schedulerOf(object, linked, profile.attached());
        OpsForm form = OpsForm.of(ops.kernelType());
        if (form == null) {
            throw new ProgramRefused(name + ": " + ops.type() + " is no scheduler");
        }
        LoadPlan plan = new LoadPlan(linked, compiler.apply(linked.image()));
        ProfileApplication.fillConstants(plan);
        List<String> problems = ProgramRights.problems(linked, plan, profile.programs());
        if (!problems.isEmpty()) {
            throw new ProgramRefused(name + ": " + String.join("; ", problems));
        }
        OpsProgram program = OpsProgram.of(ops, form, linked.image(), dropped(form, profile));
        return new BpfSchedulerFactory(linked, ops, form, program, plan, profile);
    }

    /** The kernel refuses such programs when it loads them, whatever their ops are for. */
    private static void refuseForeignCalls(String name, LinkedObject linked) {
        List<String> problems = foreignCalls(linked);
        if (!problems.isEmpty()) {
            throw new ProgramRefused(name + ": " + String.join("; ", problems));
        }
    }

    private static List<String> foreignCalls(LinkedObject linked) {
        for (StructOps ops : linked.object().structOps()) {
            if (OpsForm.of(ops.kernelType()) == null) {
                LoadPlan plan = new LoadPlan(linked, new Interpreter(linked.image()));
                return ProgramRights.problemsOfForeignOps(linked, plan);
            }
        }
        return List.of();
    }

    private static UserspaceAgent.@Nullable Kind agentOf(LoaderProfile profile) {
        if (profile.agent().isEmpty()) {
            return null;
        }
        try {
            return UserspaceAgent.Kind.of(profile.agent());
        } catch (IllegalArgumentException unknown) {
            throw new ProgramRefused(
                    "profile " + profile.source() + ": agent: " + unknown.getMessage());
        }
    }

    /** The ops to attach: those of a kernel that has everything they need. */
    private static StructOps schedulerOf(BpfObject object, LinkedObject linked, String attached) {
        List<String> missing = new ArrayList<>();
        for (Missing each : linked.missing()) {
            if (each.fatal()) {
                missing.add(each.kind() + " " + each.name());
            }
        }
        if (!missing.isEmpty()) {
            throw new ProgramRefused(
                    object.name() + ": this kernel has no " + String.join(", no ", missing));
        }
        if (object.structOps().isEmpty()) {
            throw new ProgramRefused(object.name() + ": no sched_ext_ops, so no scheduler");
        }
        if (!object.license().contains("GPL")) {
            throw new ProgramRefused(
                    object.name()
                            + ": license '"
                            + object.license()
                            + "'; sched_ext loads only GPL-compatible schedulers");
        }
        for (StructOps ops : object.structOps()) {
            if (attached.isEmpty() || ops.name().equals(attached)) {
                requireArena(object, ops);
                return ops;
            }
        }
        throw new ProgramRefused(
                object.name()
                        + ": no ops named "
                        + attached
                        + "; there are "
                        + object.structOps().stream().map(StructOps::name).toList());
    }

    /** The cid form keeps masks in the arena that its programs use, so there is one. */
    private static void requireArena(BpfObject object, StructOps ops) {
        long arenas =
                object.maps().stream().filter(map -> map.spec().type() == MapType.ARENA).count();
        if (OpsForm.of(ops.kernelType()) == OpsForm.CID && arenas != 1) {
            throw new ProgramRefused(
                    object.name()
                            + ": cid-form scheduler "
                            + (arenas == 0
                                    ? "must use a BPF arena map"
                                    : "uses multiple arena maps"));
        }
    }

    private static EnumSet<Op> dropped(OpsForm form, LoaderProfile profile) {
        EnumSet<Op> dropped = EnumSet.noneOf(Op.class);
        for (String member : profile.dropped()) {
            boolean known = false;
            for (Op op : Op.values()) {
                if (form.member(op).equals(member)) {
                    dropped.add(op);
                    known = true;
                }
            }
            if (!known) {
                throw new ProgramRefused(
                        "profile " + profile.source() + ": drop_ops: no member " + member);
            }
        }
        return dropped;
    }

    /**
     * Describes an object and says whether it runs here; never throws for a bad one.
     *
     * <p>Missing functions, maps and programs are listed; what a kernel's verifier would refuse is
     * the refusal.
     */
    public static ObjectReport inspect(String name, byte[] bytes) {
        try {
            BpfObject object = BpfObject.read(name, bytes);
            LinkedObject linked = ProgramLinker.link(object, new ScxKernel(LINK_HZ), List.of());
            ObjectReport report = ObjectReport.of(linked);
            List<String> foreign = foreignCalls(linked);
            if (!foreign.isEmpty()) {
                return report.refused(String.join("; ", foreign));
            }
            if (!report.runs() || object.structOps().isEmpty()) {
                return report;
            }
            String refusal = refusal(object, linked);
            if (refusal != null) {
                return report.refused(refusal);
            }
            LoadPlan plan = new LoadPlan(linked, new Interpreter(linked.image()));
            ProfileApplication.fillConstants(plan);
            List<String> problems = ProgramRights.problems(linked, plan, List.of());
            return problems.isEmpty() ? report : report.refused(String.join("; ", problems));
        } catch (ProgramRefused refused) {
            return ObjectReport.refusal(name, String.valueOf(refused.getMessage()));
        }
    }

    private static @Nullable String refusal(BpfObject object, LinkedObject linked) {
        try {
            schedulerOf(object, linked, "");
            return null;
        } catch (ProgramRefused refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    /** Returns the object as linked, for inspection. */
    public LinkedObject linked() {
        return linked;
    }

    /** Gives each run of a program so many instructions. */
    BpfSchedulerFactory withInstructionBudget(long instructions) {
        instructionBudget = instructions;
        return this;
    }

    /** Returns what a user should know about how the object was loaded, one sentence each. */
    public List<String> notices() {
        List<String> notices = new ArrayList<>();
        if (profile.isNone()) {
            notices.add(NO_PROFILE);
        }
        for (String each : tracing.neverCalled()) {
            notices.add("program " + each + " is never called: no such event happens here");
        }
        return notices;
    }

    @Override
    public SchedulerOps create(SchedulerEnvironment environment) {
        String name = opsName();
        LoadPlan own = plan.copy();
        ProfileApplication application;
        OpsSettings settings;
        Machine machine;
        try {
            application = new ProfileApplication(name, profile, own, environment);
            settings = application.settings(ops);
            application.apply(settings, environment.hz());
            machine =
                    own.newMachine(
                            new HostEnvironment(environment),
                            new MemoryLimit(memoryBytes),
                            instructionBudget);
        } catch (ProgramRefused | ProgramFault refused) {
            throw new IllegalArgumentException(
                    "scheduler " + name + ": " + refused.getMessage(), refused);
        }
        HostEnvironment.of(machine).memory().mapInto(machine.memory());
        FaultText faults = new FaultText(linked.object(), linked.image());
        SetupRuns setup = new SetupRuns(profile, own, machine, application.names(), faults);
        setup.beforeAttach();
        ObjectView view = new ObjectView(own, machine);
        Counters counters = new Counters(profile, view);
        UserspaceAgent half = agent == null ? null : agent.make(view, application.options());
        return new BpfScheduler(
                name,
                settings,
                program,
                machine,
                faults,
                setup,
                tracing,
                counters,
                half,
                pageSharing);
    }

    @Override
    public boolean bringsThreads() {
        return agent != null;
    }

    /** The name of the ops; a loader may not change it, and the kernel wants one. */
    private String opsName() {
        String name = ops.text("name");
        if (name.isEmpty() || name.length() >= Scx.OPS_NAME_LEN) {
            throw new IllegalArgumentException(
                    linked.object().name() + ": the ops have no name (" + form + ")");
        }
        return name;
    }
}
