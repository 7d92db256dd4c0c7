/**
 * The options of a scheduler, as its user-space loader takes them: what there is ({@link
 * org.scxfleet.policy.option.PolicyOption}) and what was given ({@link
 * org.scxfleet.policy.option.PolicyOptions}).
 *
 * <p>Knows nothing of any scheduler. A wrong option is bad input: it is answered with one message
 * that says what would be right.
 */
@NullMarked
package org.scxfleet.policy.option;

import org.jspecify.annotations.NullMarked;
