/**
 * Schedulers in BPF objects as the program uses them: loader profiles in YAML, loading, and the
 * report on an object.
 *
 * <p>Opens no file and knows no command and no scenario. Start at {@link
 * org.scxfleet.cli.bpf.BpfSchedulers}.
 */
@NullMarked
package org.scxfleet.cli.bpf;

import org.jspecify.annotations.NullMarked;
