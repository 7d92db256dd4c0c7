package org.scxfleet.bpf.map;

/**
 * A map that programs only name: a struct_ops variable, or a perf event array without counters.
 * Look-ups find nothing.
 */
public final class InertMap extends BpfMap {
    InertMap(MapSpec spec, MapStorage storage) {
        super(spec, storage.memory());
    }
}
