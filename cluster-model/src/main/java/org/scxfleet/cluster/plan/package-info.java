/**
 * What becomes of a run when its pods are placed: a description of every host, the doors between
 * them, and an account of the placement.
 *
 * <p>Pure arithmetic on {@link org.scxfleet.cluster.run.RunSpec}; runs nothing. Start at {@link
 * org.scxfleet.cluster.plan.RunPlan}.
 */
@NullMarked
package org.scxfleet.cluster.plan;

import org.jspecify.annotations.NullMarked;
