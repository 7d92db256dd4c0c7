package org.scxfleet.host;

/**
 * What a kernel shows of itself at this moment: /sys/kernel/sched_ext, and the deadline bandwidth
 * of the scheduler's debug file.
 *
 * @param state enabling, enabled, disabling or disabled
 * @param scheduler name of the attached scheduler, empty if none
 * @param switchAll every normal task belongs to the scheduler
 * @param rejected tasks of policy EXT that it has refused
 * @param hotplugSequence CPUs that came or went since boot
 * @param enableSequence schedulers attached since boot
 * @param deadlineBandwidth what deadline tasks and servers have reserved (total_bw): CPUs times
 *     2^20
 */
public record KernelState(
        String state,
        String scheduler,
        boolean switchAll,
        int rejected,
        long hotplugSequence,
        long enableSequence,
        long deadlineBandwidth) {}
