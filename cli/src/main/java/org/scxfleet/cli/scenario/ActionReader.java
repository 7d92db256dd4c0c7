package org.scxfleet.cli.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.host.TimedAction.Act;

/** The timeline of what an operator does while the run goes on. */
final class ActionReader {
    private static final List<String> WHEN_AND_WHERE = List.of("at", "on", "guest");

    private final KernelReader kernels;

    ActionReader(KernelReader kernels) {
        this.kernels = kernels;
    }

    void read(Field field, Targets targets, long endNs) {
        for (Field item : field.items()) {
            Section section = item.section(ScenarioKeys.ACTION);
            if (section != null) {
                readAction(section, targets, endNs);
            }
        }
    }

    private void readAction(Section section, Targets targets, long endNs) {
        Field at = section.required("at");
        long atNs = at == null ? 0 : at.timeNs();
        if (at != null && endNs > 0 && atNs >= endNs) {
            at.problem("the run ends before that; its duration is " + endNs / 1_000 + " us");
        }
        List<String> acts = new ArrayList<>(section.given());
        acts.removeAll(WHEN_AND_WHERE);
        if (acts.size() != 1) {
            section.problem(
                    acts.isEmpty()
                            ? "nothing is done; give one of "
                                    + String.join(
                                            ", ",
                                            ScenarioKeys.ACTION.names().stream()
                                                    .filter(key -> !WHEN_AND_WHERE.contains(key))
                                                    .toList())
                            : "an action does one thing; begin a new item for each of " + acts);
            return;
        }
        String what = acts.getFirst();
        for (KernelDraft kernel : targets.kernels(section)) {
            Act act = act(what, section, kernel);
            if (act != null) {
                kernel.addAction(new TimedAction(atNs, act));
            }
        }
    }

    private @Nullable Act act(String what, Section section, KernelDraft kernel) {
        Field field = section.field(what);
        if (what.equals("unload_scheduler")) {
            return new Act.UnloadScheduler();
        }
        if (what.equals("sysrq_s")) {
            return new Act.SysrqS();
        }
        if (field == null) {
            section.problem("'" + what + "' needs a value");
            return null;
        }
        return switch (what) {
            case "load_scheduler" -> new Act.LoadScheduler(kernels.scheduler(field));
            case "cpu_offline" -> new Act.CpuOffline(cpu(field, kernel));
            case "cpu_online" -> new Act.CpuOnline(cpu(field, kernel));
            case "set_scheduler" ->
                    in(
                            field.section(ScenarioKeys.ACT_SCHEDULER),
                            act -> new Act.SetScheduler(task(act, kernel), ParamsReader.read(act)));
            case "set_affinity" -> affinity(field.section(ScenarioKeys.ACT_AFFINITY), kernel);
            case "set_cgroup" ->
                    in(
                            field.section(ScenarioKeys.ACT_CGROUP),
                            act -> new Act.SetCgroup(task(act, kernel), path(act, kernel)));
            case "set_cgroup_weight" ->
                    in(
                            field.section(ScenarioKeys.ACT_WEIGHT),
                            act ->
                                    new Act.SetCgroupWeight(
                                            path(act, kernel),
                                            act.read(
                                                    "weight",
                                                    CgroupSpec.DEFAULT_WEIGHT,
                                                    weight ->
                                                            weight.integer(
                                                                    1, CgroupSpec.MAX_WEIGHT))));
            case "partition_gpu" -> PartitionReader.read(field, kernel);
            case "set_deadline_server" ->
                    in(
                            field.section(ScenarioKeys.ACT_DEADLINE_SERVER),
                            ActionReader::deadlineServer);
            default -> throw new IllegalStateException("no reader of action '" + what + "'");
        };
    }

    private static @Nullable Act in(@Nullable Section section, Function<Section, Act> reader) {
        return section == null ? null : reader.apply(section);
    }

    private static @Nullable Act affinity(@Nullable Section section, KernelDraft kernel) {
        Field cpusField = section == null ? null : section.required("cpus");
        if (section == null || cpusField == null) {
            return null;
        }
        List<Integer> cpus = ParamsReader.cpus(cpusField);
        kernel.checkCpus("the action", cpus, cpusField);
        return new Act.SetAffinity(task(section, kernel), cpus);
    }

    private static Act deadlineServer(Section section) {
        String served = section.read("class", "ext", field -> field.oneOf(List.of("ext", "fair")));
        long periodNs = section.read("period", 1_000_000_000L, Field::timeNs);
        Field runtime = section.required("runtime");
        long runtimeNs = runtime == null ? 0 : runtime.timeNs();
        if (runtimeNs > periodNs) {
            section.problem("the runtime is longer than the period");
        }
        return new Act.SetDeadlineServer(served.equals("ext"), runtimeNs, periodNs);
    }

    private static int cpu(Field field, KernelDraft kernel) {
        return field.integer(0, kernel.topology.cpuCount() - 1);
    }

    private static String task(Section section, KernelDraft kernel) {
        Field field = section.required("task");
        if (field == null) {
            return "?";
        }
        String name = field.text();
        if (kernel.task(name) == null) {
            List<String> names = kernel.taskNames();
            field.problem(
                    kernel.label
                            + " has no task '"
                            + name
                            + "'"
                            + (names.isEmpty() ? "" : NearestName.hint(name, names)));
        }
        return name;
    }

    private static String path(Section section, KernelDraft kernel) {
        Field field = section.required("path");
        String path = field == null ? "/" : field.text();
        if (field != null && !path.equals("/") && !kernel.cgroupPaths().contains(path)) {
            List<String> paths = kernel.cgroupPaths();
            field.problem(
                    kernel.label
                            + " has no cgroup "
                            + path
                            + (paths.isEmpty() ? "" : NearestName.hint(path, paths)));
        }
        return path;
    }
}
