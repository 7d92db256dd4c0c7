package org.scxfleet.bpf.object;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.map.SpecialField;

/**
 * Finds the fields of a value that belong to the kernel, by the names of their types and by type
 * tags.
 */
final class SpecialFields {
    private static final int DEPTH_MAX = 16;
    private static final int FIELDS_MAX = 4096;

    private final Btf btf;
    private final List<SpecialField> found = new ArrayList<>();

    private SpecialFields(Btf btf) {
        this.btf = btf;
    }

    /** The special fields of a type, in ascending order. */
    static List<SpecialField> of(Btf btf, int type) {
        SpecialFields fields = new SpecialFields(btf);
        fields.visit(type, 0, 0);
        return fields.sorted();
    }

    /** The special fields of all variables of a section, in ascending order. */
    static List<SpecialField> ofSection(Btf btf, GlobalSection section) {
        SpecialFields fields = new SpecialFields(btf);
        for (GlobalSection.Variable variable : section.variables().values()) {
            fields.visit(variable.type(), variable.offset(), 0);
        }
        return fields.sorted();
    }

    private List<SpecialField> sorted() {
        found.sort(Comparator.comparingInt(SpecialField::offset));
        return List.copyOf(found);
    }

    private void visit(int type, long offset, int depth) {
        if (depth > DEPTH_MAX || found.size() >= FIELDS_MAX || offset > Integer.MAX_VALUE) {
            return;
        }
        switch (btf.resolved(type)) {
            case BtfType.Composite composite -> {
                SpecialField.Kind kind = kindOf(composite.name());
                if (kind != null) {
                    found.add(new SpecialField(kind, (int) offset, composite.sizeBytes()));
                    return;
                }
                for (BtfType.Member member : composite.members()) {
                    visit(member.type(), offset + member.bitOffset() / 8, depth + 1);
                }
            }
            case BtfType.Array array -> {
                if (array.count() > 0 && mayBeSpecial(array.element())) {
                    long size = btf.sizeBytes(array.element());
                    for (int i = 0; i < array.count() && found.size() < FIELDS_MAX; i++) {
                        int before = found.size();
                        visit(array.element(), offset + i * size, depth + 1);
                        if (found.size() == before) {
                            return;
                        }
                    }
                }
            }
            case BtfType.Pointer pointer -> {
                if (btf.type(pointer.target()) instanceof BtfType.TypeTag tag
                        && tag.name().contains("kptr")) {
                    found.add(new SpecialField(SpecialField.Kind.KPTR, (int) offset, Long.BYTES));
                }
            }
            default -> {
                // Nothing of the kernel's in it.
            }
        }
    }

    private boolean mayBeSpecial(int type) {
        return switch (btf.resolved(type)) {
            case BtfType.Composite composite -> true;
            case BtfType.Pointer pointer -> true;
            case BtfType.Array array -> true;
            default -> false;
        };
    }

    private static SpecialField.@Nullable Kind kindOf(String typeName) {
        return switch (typeName) {
            case "bpf_spin_lock", "bpf_res_spin_lock" -> SpecialField.Kind.SPIN_LOCK;
            case "bpf_timer" -> SpecialField.Kind.TIMER;
            case "bpf_wq" -> SpecialField.Kind.WORKQUEUE;
            case "bpf_list_head" -> SpecialField.Kind.LIST_HEAD;
            case "bpf_list_node" -> SpecialField.Kind.LIST_NODE;
            case "bpf_rb_root" -> SpecialField.Kind.RB_ROOT;
            case "bpf_rb_node" -> SpecialField.Kind.RB_NODE;
            case "bpf_refcount" -> SpecialField.Kind.REFCOUNT;
            default -> null;
        };
    }
}
