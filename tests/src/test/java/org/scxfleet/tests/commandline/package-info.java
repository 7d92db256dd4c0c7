/** The program as a user starts it: a process with arguments, output, and an exit status. */
@NullMarked
package org.scxfleet.tests.commandline;

import org.jspecify.annotations.NullMarked;
