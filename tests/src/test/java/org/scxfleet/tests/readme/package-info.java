/** Do the commands of the documents work as they are written? */
@NullMarked
package org.scxfleet.tests.readme;

import org.jspecify.annotations.NullMarked;
