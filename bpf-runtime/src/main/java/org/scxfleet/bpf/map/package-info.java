/**
 * BPF maps: what programs look up, update, push and reserve, and what the loader reads and writes
 * from outside.
 *
 * <p>Values live in regions of the {@link org.scxfleet.bpf.memory.AddressSpace}, so that a look-up
 * returns an address. Nothing here knows instructions or the kernel. Start reading at {@link
 * org.scxfleet.bpf.map.BpfMap}.
 */
@NullMarked
package org.scxfleet.bpf.map;

import org.jspecify.annotations.NullMarked;
