/**
 * Guests: how a virtual machine monitor runs vCPUs as tasks of the host, and what the guest sees of
 * it.
 *
 * <p>The mechanism (whose events stand still, who is woken) is the host model's; here is the policy
 * and the state machine of a vCPU. Knows nothing of scheduling classes. Start at {@link
 * org.scxfleet.paravirt.GuestMachine}.
 */
@NullMarked
package org.scxfleet.paravirt;

import org.jspecify.annotations.NullMarked;
