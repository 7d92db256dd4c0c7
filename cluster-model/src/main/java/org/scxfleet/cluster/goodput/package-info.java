/**
 * Training jobs that may have any number of GPUs: how fast a step is on which GPUs, how much a step
 * of which batch size is worth, and so how far a job gets (goodput, Qiao et al., OSDI 2021).
 *
 * <p>Knows no file and no policy. Start reading at {@link
 * org.scxfleet.cluster.goodput.GoodputWork}; what an application has measured is an {@link
 * org.scxfleet.cluster.goodput.ApplicationProfile}.
 */
@NullMarked
package org.scxfleet.cluster.goodput;

import org.jspecify.annotations.NullMarked;
