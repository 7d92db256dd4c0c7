/**
 * The kernel's self-tests of sched_ext with their own compiled objects: each runs on an emulated
 * machine, and the test's condition is asserted on the object itself, its counters and its exit
 * record.
 *
 * <p>The objects are those that {@code kernel-bpf-objects.sh} of the shared tools compiles; without
 * them the tests are skipped. Start reading at {@link
 * org.scxfleet.tests.conformance.objects.SelfTestObject}.
 */
@NullMarked
package org.scxfleet.tests.conformance.objects;

import org.jspecify.annotations.NullMarked;
