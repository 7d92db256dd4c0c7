/**
 * Java twins of the small example schedulers that come with the kernel (tools/sched_ext of Linux
 * 7.3): simple, cpu0, central, pair, sdt.
 *
 * <p>A twin makes the same calls in the same order as the compiled BPF program, with the same
 * constants and the same integer arithmetic; it is written from the described behaviour. Where the
 * kernel model offers no counterpart, the class says what is approximated. Knows nothing of how the
 * kernel is modelled. Start at {@link org.scxfleet.policy.example.SimpleScheduler}.
 */
@NullMarked
package org.scxfleet.policy.example;

import org.jspecify.annotations.NullMarked;
