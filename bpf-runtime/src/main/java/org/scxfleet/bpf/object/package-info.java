/**
 * Compiled BPF objects: reading the file, linking its programs against a kernel's types and
 * functions, and describing what it needs.
 *
 * <p>Gets bytes, never a path. Knows nothing of scheduling: which kernel functions and variables
 * exist is asked of a {@link org.scxfleet.bpf.object.KernelInterface}. Start reading at {@link
 * org.scxfleet.bpf.object.BpfObject} (the file), then {@link org.scxfleet.bpf.object.ProgramLinker}
 * (what becomes of it).
 */
@NullMarked
package org.scxfleet.bpf.object;

import org.jspecify.annotations.NullMarked;
