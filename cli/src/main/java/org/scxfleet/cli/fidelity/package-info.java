/**
 * Replays measured cases of a real kernel on the host model and compares every figure.
 *
 * <p>The measurements are read by {@link org.scxfleet.cli.fidelity.MeasurementFolder}, objects by
 * {@link org.scxfleet.cli.fidelity.RealObjects}; nothing else here opens files. A case is run once
 * per measured repetition, its figures are pooled as the measured ones are, and judged by fixed
 * rules. Knows no command line. Start at {@link org.scxfleet.cli.fidelity.FidelityStudy}.
 */
@NullMarked
package org.scxfleet.cli.fidelity;

import org.jspecify.annotations.NullMarked;
