/**
 * The schedulers that are written in Java, by name.
 *
 * <p>{@link org.scxfleet.policy.PolicyCatalog} lists and makes them. Each one sees a kernel only
 * through {@link org.scxfleet.ops.ExtKernel}, so that it cannot do what a BPF scheduler could not.
 * Knows nothing of how the kernel is modelled.
 */
@NullMarked
package org.scxfleet.policy;

import org.jspecify.annotations.NullMarked;
