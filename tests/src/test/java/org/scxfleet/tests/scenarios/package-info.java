/**
 * Does it do what it did? Each scenario of the resources has a file with the summary that it must
 * print. {@code -Dscenarios.rewrite} writes the files anew; the difference is reviewed like code.
 */
@NullMarked
package org.scxfleet.tests.scenarios;

import org.jspecify.annotations.NullMarked;
