package org.scxfleet.bpf.scx;

import java.util.Arrays;
import java.util.EnumSet;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.object.StructOps;
import org.scxfleet.ops.Op;
import org.scxfleet.ops.OpsForm;

/** Which function of an image implements which op. */
final class OpsProgram {
    private static final int NONE = -1;

    private final OpsForm form;
    private final int[] functionOf = new int[Op.values().length];

    private OpsProgram(OpsForm form) {
        this.form = form;
        Arrays.fill(functionOf, NONE);
    }

    /**
     * Finds the functions of the ops.
     *
     * @param dropped members that the loader clears
     */
    static OpsProgram of(StructOps ops, OpsForm form, ProgramImage image, EnumSet<Op> dropped) {
        OpsProgram program = new OpsProgram(form);
        for (Op op : Op.values()) {
            String function = ops.functions().get(form.member(op));
            if (function != null && !dropped.contains(op)) {
                int index = image.functionIndex(function);
                if (index < 0) {
                    throw new ProgramRefused("ops." + form.member(op) + " has no program");
                }
                program.functionOf[op.ordinal()] = index;
            }
        }
        return program;
    }

    OpsForm form() {
        return form;
    }

    boolean has(Op op) {
        return functionOf[op.ordinal()] != NONE;
    }

    /** The index of an op's function in the image. */
    int function(Op op) {
        return functionOf[op.ordinal()];
    }

    EnumSet<Op> implemented() {
        EnumSet<Op> ops = EnumSet.noneOf(Op.class);
        for (Op op : Op.values()) {
            if (has(op)) {
                ops.add(op);
            }
        }
        return ops;
    }
}
