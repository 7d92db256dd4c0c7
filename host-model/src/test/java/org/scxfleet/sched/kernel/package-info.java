/** A kernel of scheduling classes without a host, for tests. */
@NullMarked
package org.scxfleet.sched.kernel;

import org.jspecify.annotations.NullMarked;
