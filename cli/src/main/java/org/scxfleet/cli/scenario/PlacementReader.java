package org.scxfleet.cli.scenario;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.yaml.Field;
import org.scxfleet.cli.yaml.NearestName;
import org.scxfleet.cli.yaml.Section;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.fleet.HostPort;

/** Who places the pods: a policy of the program by its name, or another program by its address. */
final class PlacementReader {
    private static final PlacementPolicy DEFAULT = PlacementPolicy.LEAST_ALLOCATED;
    private static final List<String> NAMES =
            Arrays.stream(PlacementPolicy.values()).map(PlacementPolicy::officialName).toList();
    private static final Map<String, Boolean> FALLS_BACK =
            new TreeMap<>(Map.of("fallback", true, "stop", false));

    private PlacementReader() {}

    /**
     * The answer.
     *
     * @param policy as the scenario writes it, or {@link RunSpec#EXTERNAL_PLACEMENT}
     * @param external null for a policy of the program
     */
    record Choice(String policy, @Nullable ExternalPlacement external) {
        static final Choice STANDARD = new Choice(DEFAULT.officialName(), null);
    }

    static Choice read(Field field) {
        if (!field.isMapping()) {
            return new Choice(policy(field), null);
        }
        Section section = field.section(ScenarioKeys.PLACEMENT);
        if (section == null) {
            return Choice.STANDARD;
        }
        Field address = section.field("external");
        if (address != null) {
            if (section.has("policy")) {
                section.problem("'policy' and 'external' exclude each other");
            }
            return new Choice(RunSpec.EXTERNAL_PLACEMENT, external(section, address));
        }
        for (String key : List.of("timeout_ms", "on_timeout", "fallback")) {
            if (section.has(key)) {
                section.problem("'" + key + "' belongs to 'external'");
            }
        }
        Field named = section.required("policy");
        return named == null ? Choice.STANDARD : new Choice(policy(named), null);
    }

    private static String policy(Field field) {
        String name = field.text();
        if (NAMES.stream().noneMatch(known -> plain(known).equals(plain(name)))) {
            field.problem("no placement policy '" + name + "'" + NearestName.hint(name, NAMES));
        }
        return name;
    }

    private static String plain(String name) {
        return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    private static @Nullable ExternalPlacement external(Section section, Field addressField) {
        HostPort address = addressField.made(() -> HostPort.parse(addressField.text()));
        if (address != null && address.port() == 0) {
            addressField.problem("a port above 0 is expected");
        }
        long timeoutMs =
                section.read(
                        "timeout_ms",
                        ExternalPlacement.DEFAULT_TIMEOUT_MS,
                        field -> field.number(1, ExternalPlacement.TIMEOUT_MS_MAX));
        boolean fallsBack = section.read("on_timeout", false, field -> field.oneOf(FALLS_BACK));
        if (section.has("fallback") && !fallsBack) {
            section.problem("'fallback' needs 'on_timeout: fallback'");
        }
        String fallback = section.read("fallback", DEFAULT.officialName(), PlacementReader::policy);
        if (address == null || NAMES.stream().noneMatch(n -> plain(n).equals(plain(fallback)))) {
            return null;
        }
        return new ExternalPlacement(
                address, timeoutMs, fallsBack ? PlacementPolicy.named(fallback) : null);
    }
}
