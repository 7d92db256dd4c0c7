/**
 * The rule that gives a pod of the openb trace something to do.
 *
 * <p>The trace tells what a pod asks for, not what it does. This package invents the rest by a
 * documented rule, the same for everybody, from the seed of the run and the pod's name. It reads no
 * file. Start at {@link org.scxfleet.workload.openbrule.OpenbRule}.
 */
@NullMarked
package org.scxfleet.workload.openbrule;

import org.jspecify.annotations.NullMarked;
