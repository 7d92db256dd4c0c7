/**
 * Random hosts under random schedulers with every invariant on. It must not know what a particular
 * scheduler should decide, only what holds whatever it decides. Start at {@code RandomHostsTest}.
 */
@NullMarked
package org.scxfleet.tests.fuzz;

import org.jspecify.annotations.NullMarked;
