/**
 * What a scenario expects of its result: figures by name, with bounds.
 *
 * <p>Knows neither the YAML nor how a figure is computed. Start at {@link
 * org.scxfleet.cli.expect.Expectation}.
 */
@NullMarked
package org.scxfleet.cli.expect;

import org.jspecify.annotations.NullMarked;
