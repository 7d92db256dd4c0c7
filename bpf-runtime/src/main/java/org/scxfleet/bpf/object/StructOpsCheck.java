package org.scxfleet.bpf.object;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;

/**
 * Compares the struct_ops variables of an object with the kernel's types: members are matched by
 * name, and one that the kernel lacks is accepted only while it is unset.
 */
final class StructOpsCheck {
    private StructOpsCheck() {}

    static List<Missing> missing(BpfObject object, KernelInterface kernel) {
        List<Missing> missing = new ArrayList<>();
        for (StructOps ops : object.structOps()) {
            String typeName = Btf.essentialName(ops.type());
            BtfType.Composite type = kernel.types().lookup(BtfType.Composite.class, typeName);
            if (type == null || !kernel.structOpsTypes().contains(typeName)) {
                missing.add(new Missing(Missing.Kind.STRUCT_OPS_TYPE, ops.type(), true));
                continue;
            }
            LinkedHashSet<String> known = new LinkedHashSet<>();
            type.members().forEach(member -> known.add(member.name()));
            ops.functions()
                    .forEach((member, function) -> {
                        if (!known.contains(member)) {
                            missing.add(member(ops, member));
                        }
                        if (object.functions().stream().noneMatch(f -> f.name().equals(function))) {
                            missing.add(new Missing(Missing.Kind.PROGRAM, function, true));
                        }
                    });
            ops.values()
                    .forEach((member, bytes) -> {
                        if (!known.contains(member) && isSet(bytes)) {
                            missing.add(member(ops, member));
                        }
                    });
        }
        return missing;
    }

    private static Missing member(StructOps ops, String member) {
        return new Missing(Missing.Kind.STRUCT_OPS_MEMBER, ops.type() + "." + member, true);
    }

    private static boolean isSet(byte[] bytes) {
        for (byte b : bytes) {
            if (b != 0) {
                return true;
            }
        }
        return false;
    }
}
