package org.scxfleet.bpf.scx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.object.BpfObject;
import org.scxfleet.bpf.object.GlobalSection;
import org.scxfleet.bpf.object.LoadPlan;
import org.scxfleet.bpf.object.ObjectMap;
import org.scxfleet.bpf.object.StructOps;
import org.scxfleet.bpf.profile.Expression;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.bpf.profile.OptionValues;
import org.scxfleet.bpf.profile.ProfileValue;
import org.scxfleet.ops.OpsSettings;
import org.scxfleet.ops.SchedulerEnvironment;

/** One profile on one host: carries out what it says on a load plan. */
final class ProfileApplication {
    /** Bytes of the exit dump when the ops do not say, as in the kernel. */
    private static final long EXIT_DUMP_BYTES = 32_768;

    /** Variables that a message lists at most. */
    private static final int NAMES_SHOWN = 20;

    private static final String DUMP_SUFFIX = "_dump";
    private static final String LENGTH_SUFFIX = "_dump_len";
    private static final String CONSTANT_PREFIX = "__SCX_";

    private final LoaderProfile profile;
    private final LoadPlan plan;
    private final BpfObject object;
    private final HostNames names;
    private final OptionValues options;

    /**
     * @throws IllegalArgumentException if an option is wrong or the host does not meet a
     *     requirement
     */
    ProfileApplication(
            String scheduler,
            LoaderProfile profile,
            LoadPlan plan,
            SchedulerEnvironment environment) {
        this.profile = profile;
        this.plan = plan;
        this.object = plan.linked().object();
        this.names = new HostNames(environment, plan.linked().kernel().types());
        this.options = OptionValues.of(scheduler, profile.options(), environment.options(), names);
        names.use(options);
        for (LoaderProfile.Requirement requirement : profile.requirements()) {
            if (requirement.condition().evaluate(names) == 0) {
                throw new IllegalArgumentException(
                        "scheduler " + scheduler + ": " + requirement.message());
            }
        }
    }

    HostNames names() {
        return names;
    }

    OptionValues options() {
        return options;
    }

    /** Fills in the kernel's constants, which is the same on every host. */
    static void fillConstants(LoadPlan plan) {
        Btf types = plan.linked().kernel().types();
        for (ObjectMap map : plan.linked().object().maps()) {
            GlobalSection section = map.section();
            if (section == null) {
                continue;
            }
            for (String variable : section.variables().keySet()) {
                Long value =
                        variable.startsWith(CONSTANT_PREFIX)
                                ? types.constant(variable.substring(2))
                                : null;
                if (value != null) {
                    plan.setNumber(variable, value);
                }
            }
        }
    }

    /** The numbers of the ops: the object's, changed by the profile. */
    OpsSettings settings(StructOps ops) {
        return new OpsSettings(
                number(ops, "flags"),
                number(ops, "timeout_ms"),
                (int) number(ops, "dispatch_max_batch"),
                (int) number(ops, "exit_dump_len"),
                number(ops, "hotplug_seq"),
                (int) number(ops, "cid_shard_size"));
    }

    private long number(StructOps ops, String member) {
        long own = ops.number(member);
        Expression change = profile.ops().get(member);
        names.self(own);
        return change == null ? own : change.evaluate(names);
    }

    /** Sets sizes and variables. */
    void apply(OpsSettings settings, int hz) {
        plan.setNumber("CONFIG_HZ", hz);
        sizeDump(settings);
        if (profile.isNone()) {
            sizeArraysOverCpus();
        }
        profile.sections()
                .forEach((section, count) -> {
                    if (!isLeftOut(object.mapIndex(section))) {
                        resize(section, count.evaluate(names));
                    }
                });
        for (Map.Entry<String, ProfileValue> entry : profile.variables().entrySet()) {
            write(entry.getKey(), entry.getValue());
        }
        profile.maps()
                .forEach((name, setting) -> {
                    long count = setting.maxEntries().evaluate(names);
                    if (count >= 0 && !isLeftOut(object.mapIndex(name))) {
                        plan.maxEntries(mapIndex(name), (int) Math.min(count, Integer.MAX_VALUE));
                    }
                });
    }

    /** Whether a map that the profile means is not there, and need not be. */
    private boolean isLeftOut(int mapIndex) {
        return mapIndex < 0 && profile.lenient();
    }

    int mapIndex(String name) {
        int index = object.mapIndex(name);
        if (index < 0) {
            throw wrong(
                    "no map "
                            + name
                            + "; there are "
                            + object.maps().stream().map(map -> map.spec().name()).toList());
        }
        return index;
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException(
                "profile " + profile.source() + " for " + object.name() + ": " + why);
    }

    /** The buffer of the exit record's dump has the length that the ops ask for. */
    private void sizeDump(OpsSettings settings) {
        long length = settings.exitDumpLen() == 0 ? EXIT_DUMP_BYTES : settings.exitDumpLen();
        for (ObjectMap map : object.maps()) {
            GlobalSection section = map.section();
            if (section == null || !section.name().endsWith(DUMP_SUFFIX)) {
                continue;
            }
            String variable = section.name().substring(section.name().lastIndexOf('.') + 1);
            String record = variable.substring(0, variable.length() - DUMP_SUFFIX.length());
            if (plan.setNumber(record + LENGTH_SUFFIX, length)) {
                plan.resize(mapIndex(section.name()), (int) length);
            }
        }
    }

    /** Sections with nothing but an array of one element are meant to be sized by the loader. */
    private void sizeArraysOverCpus() {
        for (ObjectMap map : object.maps()) {
            GlobalSection section = map.section();
            GlobalSection.Variable last = section == null ? null : section.last();
            if (section == null
                    || last == null
                    || section.variables().size() != 1
                    || section.name().endsWith(DUMP_SUFFIX)
                    || section.name().lastIndexOf('.') <= 0) {
                continue;
            }
            if (object.btf().resolved(last.type()) instanceof BtfType.Array array
                    && array.count() == 1) {
                resize(section.name(), names.value("$topology.cpus", List.of()));
            }
        }
    }

    private void resize(String sectionName, long count) {
        int map = mapIndex(sectionName);
        GlobalSection section = object.maps().get(map).section();
        GlobalSection.Variable last = section == null ? null : section.last();
        if (last == null || !(object.btf().resolved(last.type()) instanceof BtfType.Array array)) {
            throw wrong("section " + sectionName + " does not end with an array");
        }
        long bytes =
                Math.addExact(
                        last.offset(),
                        Math.multiplyExact(count, object.btf().sizeBytes(array.element())));
        plan.resize(map, Math.toIntExact(bytes));
    }

    /** Names of variables that a profile may mean, not those that the compiler made up. */
    private String variables() {
        List<String> known = new ArrayList<>();
        for (ObjectMap map : object.maps()) {
            GlobalSection section = map.section();
            if (section != null) {
                section.variables().keySet().stream()
                        .filter(name -> name.indexOf('.') < 0 && !name.startsWith("__"))
                        .forEach(known::add);
            }
        }
        return known.size() <= NAMES_SHOWN
                ? String.join(", ", known)
                : String.join(", ", known.subList(0, NAMES_SHOWN)) + " …";
    }

    private void write(String variable, ProfileValue value) {
        LoadPlan.Location location = plan.find(variable);
        if (location == null && profile.lenient()) {
            return;
        }
        if (location == null) {
            throw wrong("no variable " + variable + "; there are " + variables());
        }
        ValueWriter.Target target =
                new ValueWriter.Target() {
                    @Override
                    public void write(int offset, byte[] bytes) {
                        plan.write(location.map(), offset, bytes);
                    }

                    @Override
                    public long read(int offset, int sizeBytes) {
                        return plan.readNumber(location.map(), offset, sizeBytes);
                    }
                };
        try {
            new ValueWriter(object.btf(), names, target)
                    .write(
                            variable,
                            location.variable().type(),
                            location.variable().offset(),
                            value);
        } catch (IllegalArgumentException | ArithmeticException problem) {
            throw wrong(String.valueOf(problem.getMessage()));
        }
    }
}
