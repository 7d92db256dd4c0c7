/**
 * The benchmarks behind {@code scxfleet bench}: each answers one question, beside its yardstick in
 * the same run, and is held against its budget.
 *
 * <p>Measures with real clocks and real threads, which nothing else in the emulator does. Knows no
 * command line. Start at {@link org.scxfleet.cli.bench.BenchSuite}, then {@link
 * org.scxfleet.cli.bench.SwitchBenchmark}.
 */
@NullMarked
package org.scxfleet.cli.bench;

import org.jspecify.annotations.NullMarked;
