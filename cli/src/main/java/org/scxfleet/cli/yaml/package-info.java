/**
 * YAML input with the line of every value, and typed reading of it that collects everything wrong
 * before it gives up.
 *
 * <p>Knows nothing of what a scenario is. Start at {@link org.scxfleet.cli.yaml.YamlReader} (text
 * to values) and {@link org.scxfleet.cli.yaml.Section} (values to numbers, names and sub-sections).
 */
@NullMarked
package org.scxfleet.cli.yaml;

import org.jspecify.annotations.NullMarked;
