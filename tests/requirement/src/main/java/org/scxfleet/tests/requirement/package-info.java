/**
 * What a test needs from outside the checkout, such as measured data that lies beside it.
 *
 * <p>A test asks {@link org.scxfleet.tests.requirement.Requirement}. Where the thing is missing,
 * the test is skipped aloud and counted, or fails when the build runs with {@code -Drequire.all}.
 * Knows nothing of the modules under test.
 */
@NullMarked
package org.scxfleet.tests.requirement;

import org.jspecify.annotations.NullMarked;
