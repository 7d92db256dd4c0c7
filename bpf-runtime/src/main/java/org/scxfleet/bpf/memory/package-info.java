/**
 * The memory that BPF programs see: numbered regions behind 64-bit addresses, bounds checks, lazily
 * backed pages, the arena.
 *
 * <p>Knows nothing of instructions, maps or the kernel. Start reading at {@link
 * org.scxfleet.bpf.memory.AddressSpace}.
 */
@NullMarked
package org.scxfleet.bpf.memory;

import org.jspecify.annotations.NullMarked;
