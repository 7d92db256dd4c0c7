/**
 * The commands of the program: options in, exit status out. Each reads its input, has the work done
 * by the modules below, and prints a report.
 *
 * <p>Start at {@link org.scxfleet.cli.command.Scxfleet}; how a run is carried out is in {@link
 * org.scxfleet.cli.command.RunExecution}.
 */
@NullMarked
package org.scxfleet.cli.command;

import org.jspecify.annotations.NullMarked;
