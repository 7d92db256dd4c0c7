package org.scxfleet.cli.scenario;

import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.task.SchedParams;
import org.scxfleet.workload.openbrule.OpenbRuleParameters;
import org.scxfleet.workload.openbrule.OpenbRuleParameters.BestEffort;
import org.scxfleet.workload.openbrule.OpenbRuleParameters.Gpu;
import org.scxfleet.workload.openbrule.OpenbRuleParameters.PeriodicThreads;
import org.scxfleet.workload.openbrule.OpenbRuleParameters.Range;
import org.scxfleet.workload.openbrule.OpenbRuleParameters.Requests;
import org.scxfleet.workload.openbrule.OpenbRuleParameters.Share;

/** The numbers of the rule that gives pods something to do; what is not given is the default. */
final class OpenbRuleReader {
    private OpenbRuleReader() {}

    static OpenbRuleParameters read(Field field) {
        OpenbRuleParameters defaults = OpenbRuleParameters.DEFAULTS;
        Section section = field.section(ScenarioKeys.OPENB_RULE);
        if (section == null) {
            return defaults;
        }
        Range service = range(section, "request_service", defaults.requests().service());
        Range period = range(section, "burstable_period", defaults.periodic().period());
        Range compute = range(section, "be_compute", defaults.bestEffort().compute());
        int nice =
                section.read(
                        "be_nice",
                        defaults.bestEffort().nice(),
                        value -> value.integer(SchedParams.MIN_NICE, SchedParams.MAX_NICE));
        Gpu gpu = section.made(() -> gpu(section, defaults.gpu()));
        OpenbRuleParameters rule =
                section.made(() ->
                        new OpenbRuleParameters(
                                section.read(
                                        "utilisation",
                                        defaults.utilisation(),
                                        OpenbRuleReader::shares),
                                new Requests(service),
                                new PeriodicThreads(period),
                                new BestEffort(compute, nice),
                                gpu == null ? defaults.gpu() : gpu));
        return rule == null ? defaults : rule;
    }

    private static Gpu gpu(Section section, Gpu defaults) {
        return new Gpu(
                range(section, "gpu_step", defaults.step()),
                share(section, "gpu_preparation_share", defaults.preparationShare()),
                range(section, "gpu_kernel", defaults.kernel()),
                share(section, "gpu_whole_device_duty", defaults.wholeDeviceDuty()),
                share(section, "gpu_graph_share", defaults.graphShare()),
                share(section, "gpu_slack_share", defaults.slackShare()));
    }

    private static double share(Section section, String key, double fallback) {
        return section.read(key, fallback, field -> field.decimal(0, 1));
    }

    private static Range range(Section section, String key, Range fallback) {
        return section.read(
                key,
                fallback,
                field -> {
                    Section range = field.section(ScenarioKeys.UNIFORM);
                    Range read =
                            range == null
                                    ? fallback
                                    : range.made(() ->
                                            new Range(
                                                    range.read(
                                                            "min", fallback.minNs(), Field::timeNs),
                                                    range.read(
                                                            "max",
                                                            fallback.maxNs(),
                                                            Field::timeNs)));
                    return read == null ? fallback : read;
                });
    }

    private static Share shares(Field field) {
        Share fallback = OpenbRuleParameters.DEFAULTS.utilisation();
        Section section = field.section(ScenarioKeys.SHARE_RANGE);
        Share read =
                section == null
                        ? fallback
                        : section.made(() ->
                                new Share(
                                        share(section, "min", fallback.min()),
                                        share(section, "max", fallback.max())));
        return read == null ? fallback : read;
    }
}
