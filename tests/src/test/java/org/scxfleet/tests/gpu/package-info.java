/**
 * Do shared and starved GPUs behave as published measurements say? Scenarios under {@code gpu}, and
 * bands for what comes out of them.
 */
@NullMarked
package org.scxfleet.tests.gpu;

import org.jspecify.annotations.NullMarked;
