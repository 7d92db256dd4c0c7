package org.scxfleet.bpf.code;

/**
 * A function inside a program image: a program's entry or a subprogram.
 *
 * @param name symbol name
 * @param start index of its first instruction
 * @param end index after its last instruction
 */
public record BpfFunction(String name, int start, int end) {
    public BpfFunction {
        if (start < 0 || end <= start) {
            throw new ProgramRefused("function " + name + " is empty");
        }
    }
}
