package org.scxfleet.bpf.btf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CO-RE access path walked through the types of one BTF.
 *
 * @param steps the named members and array indices on the way, anonymous members left out
 * @param bitOffset of the accessed field from the start of the root
 * @param member the last member, or null when the path ends in an array element or at the root
 * @param type id of the accessed field's type
 */
record FieldPath(List<Step> steps, long bitOffset, BtfType.@Nullable Member member, int type) {
    private static final int DEPTH_MAX = 64;

    /** A named member, or an index into an array (name null). */
    record Step(@Nullable String name, int index, int type) {}

    /** Parses "0:1:2". */
    static int[] indices(String access, InputName source) {
        String[] parts = access.split(":", -1);
        if (parts.length > DEPTH_MAX) {
            throw source.refused("access path of " + parts.length + " steps");
        }
        int[] indices = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                indices[i] = Integer.parseInt(parts[i]);
            } catch (NumberFormatException notNumber) {
                throw source.refused("malformed access path " + access);
            }
            if (indices[i] < 0) {
                throw source.refused("malformed access path " + access);
            }
        }
        return indices;
    }

    /** Names the relocation in refusals. */
    @FunctionalInterface
    interface InputName {
        /** Makes a refusal. */
        org.scxfleet.bpf.code.ProgramRefused refused(String why);
    }

    /** Walks the local types by index. */
    static FieldPath local(Btf btf, int root, int[] indices, InputName source) {
        List<Step> steps = new ArrayList<>();
        int type = btf.resolve(root);
        steps.add(new Step(null, indices[0], type));
        long bits = 0;
        if (indices[0] > 0) {
            bits = indices[0] * btf.sizeBytes(type) * 8;
        }
        BtfType.Member last = null;
        for (int i = 1; i < indices.length; i++) {
            int index = indices[i];
            switch (btf.type(type)) {
                case BtfType.Composite composite -> {
                    if (index >= composite.members().size()) {
                        throw source.refused(
                                "member " + index + " of " + composite.name() + " does not exist");
                    }
                    last = composite.members().get(index);
                    bits += last.bitOffset();
                    type = btf.resolve(last.type());
                    if (!last.name().isEmpty()) {
                        steps.add(new Step(last.name(), index, type));
                    }
                }
                case BtfType.Array array -> {
                    type = btf.resolve(array.element());
                    bits += index * btf.sizeBytes(type) * 8;
                    last = null;
                    steps.add(new Step(null, index, type));
                }
                default -> throw source.refused("access path leads through a type without members");
            }
        }
        return new FieldPath(List.copyOf(steps), bits, last, type);
    }

    /**
     * Walks a target type by the names of a local path; null when it does not lead to a compatible
     * field.
     */
    static @Nullable FieldPath target(Btf local, FieldPath path, Btf target, int root) {
        int type = target.resolve(root);
        long bits = 0;
        BtfType.Member last = null;
        for (int i = 0; i < path.steps().size(); i++) {
            Step step = path.steps().get(i);
            if (i == 0) {
                bits = step.index() == 0 ? 0 : step.index() * target.sizeBytes(type) * 8;
            } else if (step.name() == null) {
                if (!(target.type(type) instanceof BtfType.Array array)
                        || (step.index() >= array.count() && array.count() > 0)) {
                    return null;
                }
                type = target.resolve(array.element());
                bits += step.index() * target.sizeBytes(type) * 8;
                last = null;
            } else {
                Found found = find(target, type, step.name(), 0);
                if (found == null) {
                    return null;
                }
                bits += found.bitOffset();
                last = found.member();
                type = target.resolve(found.member().type());
            }
            if (i > 0 && !TypeMatch.fieldsAreCompatible(local, step.type(), target, type)) {
                return null;
            }
        }
        return new FieldPath(path.steps(), bits, last, type);
    }

    private record Found(BtfType.Member member, long bitOffset) {}

    /** Finds a member by name, looking into anonymous members as well. */
    private static @Nullable Found find(Btf btf, int type, String name, int depth) {
        if (depth > DEPTH_MAX || !(btf.type(type) instanceof BtfType.Composite composite)) {
            return null;
        }
        for (BtfType.Member member : composite.members()) {
            if (member.name().equals(name)) {
                return new Found(member, member.bitOffset());
            }
            if (member.name().isEmpty()) {
                Found inside = find(btf, btf.resolve(member.type()), name, depth + 1);
                if (inside != null) {
                    return new Found(inside.member(), inside.bitOffset() + member.bitOffset());
                }
            }
        }
        return null;
    }
}
