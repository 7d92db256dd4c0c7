package org.scxfleet.tests.architecture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The modules, and which others each may see. This is the module picture of the design as a table.
 */
enum ProductModule {
    HOST_MODEL("host-model", Kind.PURE),
    BPF_RUNTIME("bpf-runtime", Kind.PURE, HOST_MODEL),
    HIERARCHICAL_POLICIES("hierarchical-policies", Kind.PURE, HOST_MODEL),
    PARAVIRT("paravirt", Kind.PURE, HOST_MODEL),
    CLUSTER_MODEL("cluster-model", Kind.PURE, HOST_MODEL, HIERARCHICAL_POLICIES),
    WORKLOAD("workload", Kind.PARSERS, HOST_MODEL, CLUSTER_MODEL),
    PROTO("proto", Kind.SHELL, HOST_MODEL, CLUSTER_MODEL),
    NODE_EMULATOR(
            "node-emulator",
            Kind.SHELL,
            HOST_MODEL,
            BPF_RUNTIME,
            HIERARCHICAL_POLICIES,
            PARAVIRT,
            PROTO),
    COORDINATOR("coordinator", Kind.SHELL, HOST_MODEL, HIERARCHICAL_POLICIES, CLUSTER_MODEL, PROTO),
    CLI(
            "cli",
            Kind.SHELL,
            HOST_MODEL,
            BPF_RUNTIME,
            HIERARCHICAL_POLICIES,
            PARAVIRT,
            CLUSTER_MODEL,
            WORKLOAD,
            PROTO,
            NODE_EMULATOR,
            COORDINATOR);

    /** How much of the outside world a module may know. */
    enum Kind {
        /** The JDK without threads, clocks, files, sockets. */
        PURE,
        /** The same, and libraries that parse. */
        PARSERS,
        SHELL
    }

    final String folder;
    final Kind kind;
    private final List<ProductModule> seen;

    ProductModule(String folder, Kind kind, ProductModule... seen) {
        this.folder = folder;
        this.kind = kind;
        this.seen = List.of(seen);
    }

    boolean maySee(ProductModule other) {
        return other == this || seen.contains(other);
    }

    Path path() {
        return Checkout.ROOT.resolve(folder);
    }

    static List<ProductModule> ofKind(Kind... kinds) {
        List<ProductModule> modules = new ArrayList<>();
        for (ProductModule module : values()) {
            if (Arrays.asList(kinds).contains(module.kind)) {
                modules.add(module);
            }
        }
        return modules;
    }
}
