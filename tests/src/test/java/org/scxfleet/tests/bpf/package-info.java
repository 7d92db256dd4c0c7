/**
 * Schedulers in BPF that are compiled from this checkout: the examples, and programs that check the
 * runtime from inside.
 *
 * <p>Their sources are in {@code examples/bpf} and {@code tests/src/bpf}. Start at {@link
 * org.scxfleet.tests.bpf.CompiledObjects}.
 */
@NullMarked
package org.scxfleet.tests.bpf;

import org.jspecify.annotations.NullMarked;
