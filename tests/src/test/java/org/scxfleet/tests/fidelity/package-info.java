/**
 * Does the host model behave as a measured kernel did? The cases that it is known to reproduce,
 * whatever is left to chance, must stay reproduced.
 */
@NullMarked
package org.scxfleet.tests.fidelity;

import org.jspecify.annotations.NullMarked;
