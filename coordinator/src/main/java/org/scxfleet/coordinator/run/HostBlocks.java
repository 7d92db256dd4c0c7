package org.scxfleet.coordinator.run;

import java.util.ArrayList;
import java.util.List;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.KernelSpec;
import org.scxfleet.task.TaskSpec;

/**
 * Which process carries which hosts: contiguous blocks by number, of about equal work. The result
 * of a run does not depend on it.
 */
final class HostBlocks {
    private final int[] firstHost;

    private HostBlocks(int[] firstHost) {
        this.firstHost = firstHost;
    }

    /** Shares hosts out to at most so many processes; no process is left without a host. */
    static HostBlocks of(List<HostSpec> hosts, int processes) {
        int blocks = Math.min(processes, hosts.size());
        long total = 0;
        for (HostSpec host : hosts) {
            total += weight(host);
        }
        int[] first = new int[blocks + 1];
        long before = 0;
        int host = 0;
        for (int block = 0; block < blocks; block++) {
            first[block] = host;
            int last = hosts.size() - (blocks - block - 1);
            long target = total * (block + 1) / blocks;
            do {
                before += weight(hosts.get(host));
                host++;
            } while (host < last && before + weight(hosts.get(host)) / 2 <= target);
        }
        first[blocks] = hosts.size();
        return new HostBlocks(first);
    }

    int count() {
        return firstHost.length - 1;
    }

    /** The hosts of a block. */
    List<HostSpec> of(int block, List<HostSpec> hosts) {
        return hosts.subList(firstHost[block], firstHost[block + 1]);
    }

    /** Number of the first host of a block; that of the block after the last is the host count. */
    int first(int block) {
        return firstHost[block];
    }

    /** Events come from CPUs (ticks) and from tasks. */
    private static long weight(HostSpec host) {
        List<KernelSpec> kernels = new ArrayList<>();
        kernels.add(host.kernel());
        for (GuestSpec guest : host.guests()) {
            kernels.add(guest.kernel());
        }
        long weight = 0;
        for (KernelSpec kernel : kernels) {
            weight += kernel.topology().cpuCount();
            for (TaskSpec task : kernel.tasks()) {
                weight += task.instances();
            }
        }
        return weight;
    }
}
