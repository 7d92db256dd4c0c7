/**
 * A small kernel for tests of schedulers: it records calls, keeps simple DSQs, and can run hogs
 * tick by tick. It checks nothing about the kernel itself; start at {@link
 * org.scxfleet.policy.fake.FakeKernel}.
 */
@NullMarked
package org.scxfleet.policy.fake;

import org.jspecify.annotations.NullMarked;
