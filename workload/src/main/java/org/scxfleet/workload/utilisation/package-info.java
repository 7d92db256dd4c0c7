/**
 * How busy machines were, sample by sample, and tasks that are as busy.
 *
 * <p>Knows no format. Start reading at {@link org.scxfleet.workload.utilisation.UtilisationTasks}.
 */
@NullMarked
package org.scxfleet.workload.utilisation;

import org.jspecify.annotations.NullMarked;
