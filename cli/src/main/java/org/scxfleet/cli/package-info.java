/**
 * The one main class. Everything else is in the packages below: commands, scenarios, reports,
 * traces, YAML.
 */
@NullMarked
package org.scxfleet.cli;

import org.jspecify.annotations.NullMarked;
