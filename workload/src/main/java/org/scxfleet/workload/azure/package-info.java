/**
 * The public Azure traces, version 1: virtual machines, their CPU readings, and benchmark results
 * of short-lived machines.
 *
 * <p>Knows the file, not what is made of it. Start reading at {@link
 * org.scxfleet.workload.azure.AzureReader}.
 */
@NullMarked
package org.scxfleet.workload.azure;

import org.jspecify.annotations.NullMarked;
