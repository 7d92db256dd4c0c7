package org.scxfleet.bpf.map;

/**
 * A map that programs only name: a struct_ops variable, an array of perf events without counters,
 * stack traces that are never taken, or cgroups that user space did not put in. Look-ups find
 * nothing.
 */
public final class InertMap extends BpfMap {
    InertMap(MapSpec spec, MapStorage storage) {
        super(spec, storage.memory());
    }
}
