package org.scxfleet.gpu;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model: processors, links, whether it can be partitioned. Bandwidths are what
 * programs get, not the nominal figures.
 *
 * @param name as scenarios call it
 * @param processors streaming multiprocessors
 * @param pcieBytesPerSecond from or to pinned memory, one way
 * @param nvlinkBytesPerSecond to another device, one way; 0 = no NVLink
 * @param busBytesPerSecond bus bandwidth of a collective among the devices of one host
 * @param collectiveLatencyNs of one step of such a collective
 */
public record GpuModel(
        String name,
        int processors,
        long pcieBytesPerSecond,
        long nvlinkBytesPerSecond,
        long busBytesPerSecond,
        long collectiveLatencyNs) {
    private static final long GB = 1_000_000_000L;
    private static final long PCIE_3 = 12 * GB;
    private static final long PCIE_4 = GpuWiring.DEFAULT_PCIE_BYTES_PER_SECOND;
    private static final long PCIE_5 = 55 * GB;

    /** What is assumed of a model of which nothing is known: PCIe and no NVLink. */
    public static final GpuModel UNKNOWN = new GpuModel("unknown", 0, PCIE_4, 0, 20 * GB, 4_000);

    private static final Map<String, GpuModel> MODELS = new LinkedHashMap<>();

    static {
        add("P100", 56, PCIE_3, 0, 10 * GB, 5_000);
        add("T4", 40, PCIE_3, 0, 10 * GB, 5_000);
        add("V100", 80, PCIE_3, 42 * GB, 130 * GB, 5_000);
        add("V100M16", 80, PCIE_3, 42 * GB, 130 * GB, 5_000);
        add("V100M32", 80, PCIE_3, 42 * GB, 130 * GB, 5_000);
        add("A10", 72, PCIE_4, 0, 20 * GB, 4_000);
        add("A30", 56, PCIE_4, 84 * GB, 80 * GB, 4_000);
        add("A100", 108, PCIE_4, 250 * GB, 208 * GB, 4_000);
        add("A100-40", 108, PCIE_4, 250 * GB, 208 * GB, 4_000);
        add("L4", 58, PCIE_4, 0, 20 * GB, 4_000);
        add("H100", 132, PCIE_5, 380 * GB, 370 * GB, 3_000);
        add("H200", 132, PCIE_5, 380 * GB, 370 * GB, 3_000);
        add("GH200", 132, 400 * GB, 380 * GB, 370 * GB, 3_000);
        add("B200", 148, PCIE_5, 750 * GB, 700 * GB, 3_000);
        add("GB200", 148, 400 * GB, 750 * GB, 700 * GB, 3_000);
    }

    private static void add(
            String name, int processors, long pcie, long nvlink, long bus, long latencyNs) {
        MODELS.put(name, new GpuModel(name, processors, pcie, nvlink, bus, latencyNs));
    }

    /** Null if nothing is known of the model. */
    public static @Nullable GpuModel of(String name) {
        return MODELS.get(name);
    }

    /** The wiring of a device of the model, in the host's only NVLink domain if it has NVLink. */
    public static GpuWiring wiring(String name, int chip) {
        GpuModel model = of(name);
        GpuWiring plain = GpuWiring.DEFAULT;
        long pcie = model == null ? plain.pcieBytesPerSecond() : model.pcieBytesPerSecond;
        long nvlink = model == null ? 0 : model.nvlinkBytesPerSecond;
        return new GpuWiring(
                chip,
                nvlink > 0 ? 0 : GpuWiring.NO_NVLINK,
                0,
                0,
                chip,
                pcie,
                nvlink > 0 ? nvlink : plain.nvlinkBytesPerSecond(),
                plain.copyEngines(),
                plain.latencyNs());
    }
}
