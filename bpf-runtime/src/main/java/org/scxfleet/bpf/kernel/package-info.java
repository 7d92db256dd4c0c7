/**
 * The emulated kernel as a BPF program sees it: the types it publishes, the addresses of its
 * objects, the views behind them, and the host that programs ask for time, CPU and task.
 *
 * <p>Knows the host model through the interface that schedulers have ({@code org.scxfleet.ops}) and
 * nothing of how scheduling works. Start reading at {@link org.scxfleet.bpf.kernel.KernelMemory},
 * then {@link org.scxfleet.bpf.kernel.ObjectType} (how a struct is described).
 */
@NullMarked
package org.scxfleet.bpf.kernel;

import org.jspecify.annotations.NullMarked;
