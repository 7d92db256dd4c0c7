package org.scxfleet.bpf.scx;

import org.scxfleet.bpf.btf.SourceLines;
import org.scxfleet.bpf.code.BpfFunction;
import org.scxfleet.bpf.code.ProgramImage;
import org.scxfleet.bpf.memory.ProgramFault;
import org.scxfleet.bpf.object.BpfObject;

/** Says where in its source a program went wrong. */
final class FaultText {
    private final BpfObject object;
    private final ProgramImage image;

    FaultText(BpfObject object, ProgramImage image) {
        this.object = object;
        this.image = image;
    }

    /** Program, instruction, source line if the object has it, and what happened. */
    String describe(ProgramFault fault) {
        int at = fault.instruction();
        for (int i = 0; i < image.functions().size(); i++) {
            BpfFunction function = image.functions().get(i);
            if (at >= function.start() && at < function.end()) {
                int inFunction = at - function.start();
                SourceLines.Line line = object.line(i, inFunction);
                return "BPF fault in "
                        + function.name()
                        + "+"
                        + inFunction
                        + (line == null ? "" : " (" + line + ")")
                        + ": "
                        + fault.getMessage();
            }
        }
        return "BPF fault: " + fault.getMessage();
    }
}
