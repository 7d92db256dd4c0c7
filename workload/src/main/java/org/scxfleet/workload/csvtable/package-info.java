/**
 * Comma-separated tables with a header line.
 *
 * <p>Knows no format's columns: a reader names the ones that it needs, finds values by name, and
 * gets errors that carry file, line and column. Start at {@link
 * org.scxfleet.workload.csvtable.CsvTable}.
 */
@NullMarked
package org.scxfleet.workload.csvtable;

import org.jspecify.annotations.NullMarked;
