/**
 * Nodes, pods and jobs of Kubernetes, YAML with several documents.
 *
 * <p>Knows the file, not what is made of it. Start reading at {@link
 * org.scxfleet.workload.kubernetes.KubernetesReader}.
 */
@NullMarked
package org.scxfleet.workload.kubernetes;

import org.jspecify.annotations.NullMarked;
