package org.scxfleet.cli.jobstudy;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asks for.
 *
 * @param jobs the trace
 * @param profiles of applications, for formats that need them
 * @param throughputs table, for formats that need it
 * @param expected published figures to compare with
 * @param gpuType kind of GPU of a table of throughputs
 * @param nodes 0 for the number of the published study
 * @param gpusPerNode 0 for the number of the published study
 * @param nodeList nodes of the cluster, for formats that have a list of them
 * @param gpuFailureHours mean hours between two failures of one GPU, 0 for none
 * @param seed of the failures
 * @param colocated whether jobs that would wait may share GPUs
 * @param policies names, empty for all that fit
 */
public record StudyOptions(
        Path jobs,
        @Nullable Path profiles,
        @Nullable Path throughputs,
        @Nullable Path expected,
        String gpuType,
        int nodes,
        int gpusPerNode,
        @Nullable Path nodeList,
        int gpuFailureHours,
        long seed,
        boolean colocated,
        List<String> policies) {}
