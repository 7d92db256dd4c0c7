/**
 * The kernel's own tests of sched_ext (tools/testing/selftests/sched_ext of Linux 7.3), as tests of
 * the model: each with its scheduler written anew in Java, on a host of the public API, and with
 * the conditions under which the kernel's test passes.
 *
 * <p>Start at {@code SelfTestCatalogTest}, which lists them all, then at {@code SelfTestHost}, on
 * which they run.
 */
@NullMarked
package org.scxfleet.tests.conformance;

import org.jspecify.annotations.NullMarked;
