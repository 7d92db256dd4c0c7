/**
 * BPF objects, their execution and their binding to the host model. Exported is what tools and
 * nodes need: reading and linking objects, running them, and the maps and memory through which a
 * user-space half talks to them. The table of helpers and the compiler's inside stay here.
 */
module org.scxfleet.bpf.runtime {
    requires static org.jspecify;
    requires transitive org.scxfleet.host.model;

    exports org.scxfleet.bpf.agent;
    exports org.scxfleet.bpf.btf;
    exports org.scxfleet.bpf.call;
    exports org.scxfleet.bpf.code;
    exports org.scxfleet.bpf.compile;
    exports org.scxfleet.bpf.kernel;
    exports org.scxfleet.bpf.map;
    exports org.scxfleet.bpf.memory;
    exports org.scxfleet.bpf.object;
    exports org.scxfleet.bpf.profile;
    exports org.scxfleet.bpf.scx;
}
