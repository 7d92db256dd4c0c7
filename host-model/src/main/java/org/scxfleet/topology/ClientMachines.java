package org.scxfleet.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Laptops, desktops, phones and boards, most of them with CPUs of different strength.
 *
 * <p>Capacities are the kernel's own where it shows them (device trees; Linux on GB10). Intel's
 * hybrid machines with SMT show no capacity to the kernel; here the efficient cores have 0.60 of a
 * performance core, because the capacity is also the speed of the model. Low-power and compact
 * cores are set by their clock against the strongest.
 */
final class ClientMachines {
    private static final String HYBRID = "intel-hybrid";
    private static final String ZEN_CLIENT = "amd-zen-client";
    private static final String MOBILE = "arm-mobile";

    private static final int INTEL_E_CORE = 614;
    private static final int INTEL_LOW_POWER_E_CORE = 512;
    private static final int ZEN5C = 663;

    private ClientMachines() {}

    static List<TopologyPreset> list() {
        return Stream.concat(mobile().stream(), desktop().stream()).toList();
    }

    private static List<TopologyPreset> mobile() {
        return List.of(
                pixel6(),
                of(
                        "hikey960",
                        "4 x A53 and 4 x A73, a cache for each cluster",
                        MOBILE,
                        new CpuGrouping("hikey960", 8)
                                .llcs(List.of("0-3", "4-7"))
                                .capacity("0-3", 462)),
                of(
                        "juno-r0",
                        "4 x A53 and 2 x A57; the strong ones are CPUs 1 and 2",
                        MOBILE,
                        new CpuGrouping("juno-r0", 6)
                                .llcs(List.of("0,3-5", "1-2"))
                                .capacity("0,3-5", 447)),
                of(
                        "rk3399",
                        "4 x A53 and 2 x A72, a cache for each cluster",
                        MOBILE,
                        new CpuGrouping("rk3399", 6)
                                .llcs(List.of("0-3", "4-5"))
                                .capacity("0-3", 381)),
                of(
                        "rk3588",
                        "4 x A55 and 2 x 2 x A76 behind one L3",
                        MOBILE,
                        new CpuGrouping("rk3588", 8).capacity("0-3", 397)),
                of(
                        "apple-m1-pro-like",
                        "2 efficient cores and two clusters of 3 strong ones",
                        MOBILE,
                        new CpuGrouping("apple-m1-pro-like", 8)
                                .llcs(List.of("0-1", "2-4", "5-7"))
                                .capacity("0-1", 456)));
    }

    private static List<TopologyPreset> desktop() {
        return List.of(
                hybrid(
                        "intel-raptorlake-h",
                        "Core i7-1370P: 6 P-cores with SMT, 8 E-cores, one L3",
                        6,
                        8),
                hybrid(
                        "intel-raptorlake-s",
                        "Core i9-13900K: 8 P-cores with SMT, 16 E-cores, one L3",
                        8,
                        16),
                hybrid(
                        "intel-alderlake-s",
                        "Core i9-12900K: 8 P-cores with SMT, 8 E-cores, one L3",
                        8,
                        8),
                of(
                        "intel-arrowlake-u",
                        "Core Ultra 5 225U: 2 P with SMT, 8 E, 2 low-power E outside the L3",
                        HYBRID,
                        new CpuGrouping("intel-arrowlake-u", 14)
                                .cores(
                                        List.of(
                                                "0-1", "2-3", "4", "5", "6", "7", "8", "9", "10",
                                                "11", "12", "13"))
                                .llcs(List.of("0-11", "12-13"))
                                .capacity("4-11", INTEL_E_CORE)
                                .capacity("12-13", INTEL_LOW_POWER_E_CORE)),
                strixPoint(),
                of(
                        "dgx-spark",
                        "GB10: two clusters of 5 + 5 cores, an L3 for each",
                        MOBILE,
                        new CpuGrouping("dgx-spark", 20)
                                .llcs(List.of("0-9", "10-19"))
                                .capacity("0-4,10-14", 718)
                                .capacity("5-9", 997)),
                regular("steamdeck", "4 Zen 2 cores with SMT, one L3", 1, 4),
                regular("ryzen-5950x", "16 Zen 3 cores with SMT, two L3", 2, 8),
                regular("ryzen-7950x", "16 Zen 4 cores with SMT, two L3", 2, 8));
    }

    private static TopologyPreset pixel6() {
        return of(
                "pixel6",
                "4 x A55, 2 x A76, 2 x X1 behind one L3",
                MOBILE,
                new CpuGrouping("pixel6", 8).capacity("0-3", 160).capacity("4-5", 498));
    }

    private static TopologyPreset strixPoint() {
        List<String> cores =
                List.of(
                        "0,12", "1,13", "2,14", "3,15", "4,16", "5,17", "6,18", "7,19", "8,20",
                        "9,21", "10,22", "11,23");
        return of(
                "amd-strix-point",
                "Ryzen AI 9 HX 370: 4 Zen 5 and 8 Zen 5c cores with SMT, an L3 for each kind",
                ZEN_CLIENT,
                new CpuGrouping("amd-strix-point", 24)
                        .cores(cores)
                        .llcs(List.of("0-3,12-15", "4-11,16-23"))
                        .capacity("4-11,16-23", ZEN5C));
    }

    /** Performance cores first, their hardware threads side by side, then the efficient cores. */
    private static TopologyPreset hybrid(
            String name, String description, int performanceCores, int efficientCores) {
        List<String> cores = new ArrayList<>();
        for (int core = 0; core < performanceCores; core++) {
            cores.add(2 * core + "-" + (2 * core + 1));
        }
        int firstEfficient = 2 * performanceCores;
        int cpuCount = firstEfficient + efficientCores;
        for (int cpu = firstEfficient; cpu < cpuCount; cpu++) {
            cores.add(String.valueOf(cpu));
        }
        return of(
                name,
                description,
                HYBRID,
                new CpuGrouping(name, cpuCount)
                        .cores(cores)
                        .capacity(firstEfficient + "-" + (cpuCount - 1), INTEL_E_CORE));
    }

    private static TopologyPreset regular(
            String name, String description, int llcs, int coresPerLlc) {
        RegularMachine machine = new RegularMachine(1, 1, llcs, coresPerLlc, 2, 12, 32);
        return new TopologyPreset(
                name, description, ZEN_CLIENT, () -> machine.named(name), List.of());
    }

    private static TopologyPreset of(
            String name, String description, String costs, CpuGrouping grouping) {
        return new TopologyPreset(name, description, costs, grouping::build, List.of());
    }
}
