/**
 * A scenario file as a checked run: every section of the YAML becomes records of the models, every
 * mistake a message with file, line and key.
 *
 * <p>Opens the files that a scenario names; runs nothing. Start at {@link
 * org.scxfleet.cli.scenario.ScenarioReader}; the keys of all sections are in {@link
 * org.scxfleet.cli.scenario.ScenarioKeys}.
 */
@NullMarked
package org.scxfleet.cli.scenario;

import org.jspecify.annotations.NullMarked;
