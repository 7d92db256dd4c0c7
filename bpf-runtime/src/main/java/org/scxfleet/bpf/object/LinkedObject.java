package org.scxfleet.bpf.object;

import java.util.List;
import org.scxfleet.bpf.code.ProgramImage;

/**
 * An object linked against a kernel: its code is final and serves every host. A {@link LoadPlan}
 * makes machines of it.
 *
 * @param object what was linked
 * @param kernel what it was linked against
 * @param image all its functions
 * @param missing what the kernel does not have, in the order of the code
 * @param kernelFunctions names of the kfuncs that are called or asked for, in the order of the code
 * @param helpers numbers of the helpers that are called, in ascending order
 */
public record LinkedObject(
        BpfObject object,
        KernelInterface kernel,
        ProgramImage image,
        List<Missing> missing,
        List<String> kernelFunctions,
        List<Integer> helpers) {
    /** Address, in the program's view, at which the arena's global variables begin. */
    public static final long ARENA_IMAGE_START = 1L << 20;

    /** Returns whether nothing that is needed is missing. */
    public boolean runs() {
        return missing.stream().noneMatch(Missing::fatal);
    }
}
