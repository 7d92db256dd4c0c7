/**
 * BPF schedulers on emulated hosts: the kernel functions of sched_ext, and compiled objects as
 * schedulers of the host model.
 *
 * <p>Start reading at {@link org.scxfleet.bpf.scx.BpfSchedulerFactory} (an object becomes
 * schedulers), then {@link org.scxfleet.bpf.scx.BpfScheduler} (callbacks) and {@link
 * org.scxfleet.bpf.scx.ScxKernel} (what objects are linked against).
 */
@NullMarked
package org.scxfleet.bpf.scx;

import org.jspecify.annotations.NullMarked;
