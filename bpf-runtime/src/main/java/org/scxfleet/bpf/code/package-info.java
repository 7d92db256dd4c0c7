/**
 * BPF instructions: decoding, structural checks, the image of a linked object, its execution state
 * and the interpreter.
 *
 * <p>Knows nothing of object files, the compiler or scheduling. Start reading at {@link
 * org.scxfleet.bpf.code.ProgramImage} (what is run), then {@link org.scxfleet.bpf.code.Machine}
 * (what it runs on) and {@link org.scxfleet.bpf.code.Interpreter} (how).
 */
@NullMarked
package org.scxfleet.bpf.code;

import org.jspecify.annotations.NullMarked;
