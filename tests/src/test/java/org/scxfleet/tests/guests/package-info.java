/**
 * Do guests with schedulers of their own run on hosts with schedulers of their own? Every pair of
 * schedulers, one on the host and one in the guest.
 */
@NullMarked
package org.scxfleet.tests.guests;

import org.jspecify.annotations.NullMarked;
