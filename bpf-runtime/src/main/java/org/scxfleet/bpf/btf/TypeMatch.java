package org.scxfleet.bpf.btf;

import java.util.List;

/**
 * When types of two BTFs count as the same.
 *
 * <p>Three degrees, as in libbpf (relo_core.c, 2026): fields are compatible when a load of one can
 * be a load of the other; types are compatible when their kinds agree down to pointers and
 * prototypes; types match when in addition every local member and constant exists on the other
 * side.
 */
public final class TypeMatch {
    private static final int DEPTH_MAX = 32;

    private TypeMatch() {}

    static boolean fieldsAreCompatible(Btf local, int localId, Btf target, int targetId) {
        return fieldsAreCompatible(local, localId, target, targetId, 0);
    }

    private static boolean fieldsAreCompatible(
            Btf local, int localId, Btf target, int targetId, int depth) {
        if (depth > DEPTH_MAX) {
            return false;
        }
        BtfType a = local.resolved(localId);
        BtfType b = target.resolved(targetId);
        return switch (a) {
            case BtfType.Composite composite -> b instanceof BtfType.Composite;
            case BtfType.Pointer pointer -> b instanceof BtfType.Pointer;
            case BtfType.Int integer -> b instanceof BtfType.Int;
            case BtfType.Floating floating -> b instanceof BtfType.Floating;
            case BtfType.Enumeration enumeration ->
                    b instanceof BtfType.Enumeration other && sameName(enumeration, other);
            case BtfType.Forward forward ->
                    b instanceof BtfType.Forward other && sameName(forward, other);
            case BtfType.Array array ->
                    b instanceof BtfType.Array other
                            && fieldsAreCompatible(
                                    local, array.element(), target, other.element(), depth + 1);
            case BtfType other -> false;
        };
    }

    private static boolean sameName(BtfType a, BtfType b) {
        return a.name().isEmpty()
                || b.name().isEmpty()
                || Btf.essentialName(a.name()).equals(Btf.essentialName(b.name()));
    }

    /**
     * Returns whether two types agree in kind, through pointers and prototypes. This is also the
     * test that decides whether an object's declaration of a kfunc fits the kernel's.
     */
    public static boolean areCompatible(Btf local, int localId, Btf target, int targetId) {
        return areCompatible(local, localId, target, targetId, 0);
    }

    private static boolean areCompatible(
            Btf local, int localId, Btf target, int targetId, int depth) {
        if (depth > DEPTH_MAX) {
            return false;
        }
        BtfType a = local.resolved(localId);
        BtfType b = target.resolved(targetId);
        return switch (a) {
            case BtfType.Void nothing -> b instanceof BtfType.Void;
            case BtfType.Int integer -> b instanceof BtfType.Int;
            case BtfType.Floating floating -> b instanceof BtfType.Floating;
            case BtfType.Enumeration enumeration -> b instanceof BtfType.Enumeration;
            case BtfType.Composite composite ->
                    (b instanceof BtfType.Composite other && other.union() == composite.union())
                            || isForward(b, composite.union());
            case BtfType.Forward forward ->
                    isForward(b, forward.union())
                            || (b instanceof BtfType.Composite other
                                    && other.union() == forward.union());
            case BtfType.Pointer pointer ->
                    b instanceof BtfType.Pointer other
                            && areCompatible(
                                    local, pointer.target(), target, other.target(), depth + 1);
            case BtfType.Array array ->
                    b instanceof BtfType.Array other
                            && areCompatible(
                                    local, array.element(), target, other.element(), depth + 1);
            case BtfType.Function function ->
                    b instanceof BtfType.Function other
                            && areCompatible(
                                    local,
                                    function.prototype(),
                                    target,
                                    other.prototype(),
                                    depth + 1);
            case BtfType.Prototype prototype ->
                    b instanceof BtfType.Prototype other
                            && prototypesAgree(local, prototype, target, other, depth);
            case BtfType other -> false;
        };
    }

    private static boolean isForward(BtfType type, boolean union) {
        return type instanceof BtfType.Forward forward && forward.union() == union;
    }

    private static boolean prototypesAgree(
            Btf local, BtfType.Prototype a, Btf target, BtfType.Prototype b, int depth) {
        List<BtfType.Parameter> ours = a.parameters();
        List<BtfType.Parameter> theirs = b.parameters();
        if (ours.size() != theirs.size()
                || !areCompatible(local, a.result(), target, b.result(), depth + 1)) {
            return false;
        }
        for (int i = 0; i < ours.size(); i++) {
            if (!areCompatible(
                    local, ours.get(i).type(), target, theirs.get(i).type(), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a local type matches a target type, members and constants included. */
    static boolean matches(Btf local, int localId, Btf target, int targetId, int depth) {
        if (depth > DEPTH_MAX) {
            return false;
        }
        BtfType a = local.resolved(localId);
        BtfType b = target.resolved(targetId);
        if (!sameName(a, b)) {
            return false;
        }
        return switch (a) {
            case BtfType.Composite ours when b instanceof BtfType.Composite theirs ->
                    ours.union() == theirs.union()
                            && ours.members().stream()
                                    .allMatch(member ->
                                            hasMember(local, member, target, theirs, depth));
            case BtfType.Enumeration ours when b instanceof BtfType.Enumeration theirs ->
                    ours.constants().stream().allMatch(constant -> hasConstant(constant, theirs));
            case BtfType.Int ours when b instanceof BtfType.Int theirs ->
                    ours.sizeBytes() == theirs.sizeBytes() && ours.signed() == theirs.signed();
            // Behind a pointer only the name counts: the kernel may know the type by a forward
            // declaration.
            case BtfType.Pointer ours when b instanceof BtfType.Pointer ->
                    areCompatible(local, localId, target, targetId, depth);
            case BtfType.Array ours when b instanceof BtfType.Array theirs ->
                    ours.count() == theirs.count()
                            && matches(local, ours.element(), target, theirs.element(), depth + 1);
            case BtfType other -> areCompatible(local, localId, target, targetId, depth);
        };
    }

    private static boolean hasMember(
            Btf local, BtfType.Member member, Btf target, BtfType.Composite theirs, int depth) {
        return theirs.members().stream()
                .anyMatch(other ->
                        other.name().equals(member.name())
                                && matches(local, member.type(), target, other.type(), depth + 1));
    }

    private static boolean hasConstant(BtfType.Constant constant, BtfType.Enumeration theirs) {
        String wanted = Btf.essentialName(constant.name());
        return theirs.constants().stream()
                .anyMatch(other -> Btf.essentialName(other.name()).equals(wanted));
    }
}
