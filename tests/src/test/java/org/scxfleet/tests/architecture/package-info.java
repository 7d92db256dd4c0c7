/**
 * Do the walls stand? Rules on modules, packages, names, sizes and tests, checked on the compiled
 * classes and the sources of every module.
 *
 * <p>Start at {@link org.scxfleet.tests.architecture.ProductModule}: the table of modules and of
 * what each may see. Every rule takes its classes from {@link
 * org.scxfleet.tests.architecture.ProductClasses}, which fails when a source file has no compiled
 * class, so that no rule passes because it looked at nothing. Knows no module's behaviour.
 */
@NullMarked
package org.scxfleet.tests.architecture;

import org.jspecify.annotations.NullMarked;
