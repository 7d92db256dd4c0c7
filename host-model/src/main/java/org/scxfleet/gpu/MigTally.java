package org.scxfleet.gpu;

/**
 * What became of the slices of one partitioned chip.
 *
 * @param model of the chip
 * @param computeSlices that it has
 * @param freeComputeSlices of no instance, at the end
 * @param strandedComputeSlices of the free ones, those that no further instance can use, at the end
 * @param freeMemorySlices of no instance, at the end
 * @param freeSliceNs free compute slices times time
 * @param strandedSliceNs stranded compute slices times time
 * @param repartitions how often it was partitioned anew
 * @param refusedRepartitions how often it could not be
 */
public record MigTally(
        String model,
        int computeSlices,
        int freeComputeSlices,
        int strandedComputeSlices,
        int freeMemorySlices,
        long freeSliceNs,
        long strandedSliceNs,
        int repartitions,
        int refusedRepartitions) {}
