/**
 * rt-app's workload files: a JSON object of tasks, their phases and their events.
 *
 * <p>Two dialects: rt-app's own grammar as its tutorial and its preprocessor {@code workgen} define
 * it, and the one in which the measured cases of a real kernel are written. The reader turns a file
 * into tasks whose behaviour is data; it opens no file and knows no scheduler. Start at {@link
 * org.scxfleet.workload.rtapp.RtAppReader}; the grammar's words are in {@link
 * org.scxfleet.workload.rtapp.EventKind}.
 */
@NullMarked
package org.scxfleet.workload.rtapp;

import org.jspecify.annotations.NullMarked;
