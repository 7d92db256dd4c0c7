package org.scxfleet.bpf.object;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.map.MapSpec;

/**
 * A map of an object.
 *
 * @param spec what it is
 * @param section for global data, the section; otherwise null
 * @param valueType id of the value's type in the object's BTF, or 0
 * @param initialInner names of the maps that a map of maps starts with; an empty name stands for
 *     none
 */
public record ObjectMap(
        MapSpec spec, @Nullable GlobalSection section, int valueType, List<String> initialInner) {}
