package org.scxfleet.cli.scenario;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.CostProfile;
import org.scxfleet.host.CostProfiles;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.KernelOptions.Preemption;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.policy.option.PolicyOptions;

/** What the kernels of hosts and guests have in common: options, costs, scheduler, cgroups. */
final class KernelReader {
    private static final String OBJECT_ENDING = ".bpf.o";
    private static final long SECOND_NS = 1_000_000_000L;
    private static final Map<String, Preemption> PREEMPTION = new LinkedHashMap<>();

    static {
        PREEMPTION.put("lazy", Preemption.LAZY);
        PREEMPTION.put("full", Preemption.FULL);
        PREEMPTION.put("rt", Preemption.RT);
    }

    private final InputFiles files;
    private final PolicyCatalog catalog = new PolicyCatalog();
    private final ObjectFiles objects;

    KernelReader(InputFiles files, ObjectFiles objects) {
        this.files = files;
        this.objects = objects;
    }

    /** Reads the keys kernel, cost_profile, callback_cost, scheduler and cgroups of a section. */
    void readInto(KernelDraft draft, Section section, CostProfile defaultCosts) {
        draft.options =
                section.read("kernel", KernelOptions.DEFAULTS, field -> options(field, draft));
        draft.tickPhaseGiven = section.read("kernel", false, KernelReader::givesTickPhase);
        CostProfile costs = section.read("cost_profile", defaultCosts, this::costs);
        draft.costs = section.read("callback_cost", costs, field -> withCallbacks(field, costs));
        draft.scheduler = section.read("scheduler", SchedulerSpec.NONE, this::scheduler);
        for (Field item : section.items("cgroups")) {
            CgroupSpec cgroup = cgroup(item);
            if (cgroup != null) {
                draft.addCgroup(cgroup, item);
            }
        }
    }

    private static boolean givesTickPhase(Field field) {
        Section section = field.section(ScenarioKeys.KERNEL);
        return section != null && section.has("tick_phase_us");
    }

    private KernelOptions options(Field field, KernelDraft draft) {
        Section section = field.section(ScenarioKeys.KERNEL);
        if (section == null) {
            return KernelOptions.DEFAULTS;
        }
        KernelOptions defaults = KernelOptions.DEFAULTS;
        int hz =
                section.read(
                        "hz",
                        defaults.hz(),
                        hzField -> hzField.integer(KernelOptions.MIN_HZ, KernelOptions.MAX_HZ));
        KernelOptions options =
                section.made(() ->
                        new KernelOptions(
                                hz,
                                section.read(
                                        "tick_phase_us",
                                        0L,
                                        phase -> phase.inUnit(1_000, SECOND_NS)),
                                section.read(
                                        "preemption",
                                        defaults.preemption(),
                                        model -> model.oneOf(PREEMPTION)),
                                section.read(
                                        "steal_accounting",
                                        defaults.stealAccounting(),
                                        Field::flag),
                                section.read("hrtick", defaults.hrtick(), Field::flag),
                                defaults.housekeeping(),
                                List.of(),
                                section.read("nmi_watchdog", defaults.nmiWatchdog(), Field::flag),
                                section.read(
                                        "proxy_execution",
                                        defaults.proxyExecution(),
                                        Field::flag)));
        KernelOptions made = options == null ? defaults : options;
        return made.withNohzFull(
                section.read("nohz_full", List.of(), cpus -> nohzFull(cpus, draft)));
    }

    private static List<Integer> nohzFull(Field field, KernelDraft draft) {
        List<Integer> cpus = ParamsReader.cpus(field);
        draft.checkCpus("nohz_full", cpus, field);
        int asked = field.isText("all") ? draft.topology.cpuCount() : cpus.size();
        if (asked >= draft.topology.cpuCount()) {
            field.problem("one CPU at least must keep its tick, for housekeeping");
        }
        return cpus;
    }

    private CostProfile costs(Field field) {
        if (!field.isMapping()) {
            return namedCosts(field);
        }
        Section section = field.section(ScenarioKeys.COST_PROFILE);
        if (section == null) {
            return CostProfile.NONE;
        }
        CostProfile base = section.read("base", CostProfile.SERVER, KernelReader::namedCosts);
        CostProfile costs =
                section.made(() ->
                        new CostProfile(
                                base.name() + ", changed",
                                ns(section, "context_switch_ns", base.contextSwitchNs()),
                                ns(section, "wakeup_ns", base.wakeupNs()),
                                ns(section, "syscall_ns", base.syscallNs()),
                                ns(section, "migrate_llc_ns", base.migrateLlcNs()),
                                ns(section, "migrate_socket_ns", base.migrateSocketNs()),
                                ns(section, "migrate_node_ns", base.migrateNodeNs()),
                                ns(section, "migrate_remote_ns", base.migrateRemoteNs()),
                                ns(section, "ipi_ns", base.ipiNs()),
                                ns(section, "timer_ns", base.timerNs()),
                                section.read(
                                        "smt_per_1024",
                                        base.smtPer1024(),
                                        smt -> smt.integer(1, 1024)),
                                base.perOpNs(),
                                base.perInsnNs()));
        return costs == null ? base : costs;
    }

    private static long ns(Section section, String key, long fallback) {
        return section.read(key, fallback, field -> field.number(0, SECOND_NS));
    }

    private static CostProfile namedCosts(Field field) {
        String name = field.text();
        if (!CostProfiles.namesAndPresets().contains(name)) {
            String nearest = NearestName.of(name, CostProfiles.namesAndPresets());
            field.problem(
                    "no cost profile '"
                            + name
                            + "'"
                            + (nearest == null
                                    ? "; there are " + String.join(", ", CostProfiles.names())
                                    : "; did you mean '" + nearest + "'?"));
            return CostProfile.NONE;
        }
        return CostProfiles.named(name);
    }

    private CostProfile withCallbacks(Field field, CostProfile costs) {
        Section section = field.section(ScenarioKeys.CALLBACK_COST);
        if (section == null) {
            return costs;
        }
        CostProfile changed =
                section.made(() ->
                        new CostProfile(
                                costs.name(),
                                costs.contextSwitchNs(),
                                costs.wakeupNs(),
                                costs.syscallNs(),
                                costs.migrateLlcNs(),
                                costs.migrateSocketNs(),
                                costs.migrateNodeNs(),
                                costs.migrateRemoteNs(),
                                costs.ipiNs(),
                                costs.timerNs(),
                                costs.smtPer1024(),
                                ns(section, "per_op_ns", costs.perOpNs()),
                                section.read(
                                        "per_insn_ns",
                                        costs.perInsnNs(),
                                        insn -> insn.inUnit(1_000, 1_000_000))));
        return changed == null ? costs : changed;
    }

    /** A name, a BPF object, or a mapping with options. */
    SchedulerSpec scheduler(Field field) {
        if (!field.isMapping()) {
            return isObject(field)
                    ? object(field, null, new TreeMap<>())
                    : builtin(field, new TreeMap<>());
        }
        Section section = field.section(ScenarioKeys.SCHEDULER);
        if (section == null) {
            return SchedulerSpec.NONE;
        }
        SortedMap<String, String> options = section.read("options", new TreeMap<>(), Field::texts);
        Field object = section.field("object");
        Field named = section.field("name");
        if (object != null && named != null) {
            section.problem("either 'name' or 'object', not both");
        }
        if (object == null && named != null && isObject(named)) {
            object = named;
        }
        if (object != null) {
            return object(object, section.field("profile"), options);
        }
        if (section.has("profile")) {
            section.problem("'profile' belongs to 'object'");
        }
        Field name = section.required("name");
        return name == null ? SchedulerSpec.NONE : builtin(name, options);
    }

    private static boolean isObject(Field field) {
        return field.text().endsWith(OBJECT_ENDING);
    }

    private SchedulerSpec builtin(Field field, SortedMap<String, String> options) {
        String name = field.text();
        if (catalog.contains(name)) {
            field.made(() -> PolicyOptions.parse(name, catalog.entry(name).options(), options));
        } else if (!name.equals(SchedulerSpec.FAIR)) {
            List<String> known = new ArrayList<>();
            catalog.entries().forEach(entry -> known.add(entry.name()));
            known.add(SchedulerSpec.FAIR);
            field.problem("no scheduler '" + name + "'" + NearestName.hint(name, known));
        } else if (!options.isEmpty()) {
            field.problem(name + " has no options");
        }
        return new SchedulerSpec(name, options, "");
    }

    private SchedulerSpec object(
            Field field, @Nullable Field profile, SortedMap<String, String> options) {
        Path file = files.existing(field);
        Path profileFile = profile == null ? null : files.existing(profile);
        return file == null
                ? SchedulerSpec.NONE
                : objects.scheduler(file, profileFile, options, field);
    }

    static @Nullable CgroupSpec cgroup(Field field) {
        Section section = field.section(ScenarioKeys.CGROUP);
        Field path = section == null ? null : section.required("path");
        if (section == null || path == null) {
            return null;
        }
        return section.made(() ->
                new CgroupSpec(
                        path.text(),
                        section.read(
                                "weight",
                                CgroupSpec.DEFAULT_WEIGHT,
                                weight -> weight.integer(1, CgroupSpec.MAX_WEIGHT)),
                        section.read(
                                "quota_us",
                                CgroupSpec.UNLIMITED,
                                quota -> quota.number(CgroupSpec.MIN_QUOTA_US, Integer.MAX_VALUE)),
                        section.read(
                                "period_us",
                                CgroupSpec.DEFAULT_PERIOD_US,
                                period ->
                                        period.number(
                                                CgroupSpec.MIN_PERIOD_US,
                                                CgroupSpec.MAX_PERIOD_US))));
    }
}
