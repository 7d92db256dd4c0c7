package org.scxfleet.sched;

import java.util.Arrays;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * CPUs whose present task is the idle task, and cores all of whose threads are such.
 *
 * <p><b>Why.</b> Whoever looks for an idle CPU on a large machine would otherwise ask one after the
 * other. With these sets it passes 64 at a time. A CPU changes sides at switches to and from the
 * idle task only, so that keeping them costs nothing where CPUs are busy.
 *
 * <p><b>Not the same as idle.</b> A vacant CPU may have been given a task that it has not switched
 * to yet. So these sets contain all idle CPUs, and whoever finds one here asks once more.
 */
public final class VacantCpus {
    private final CpuTopology topology;
    private final CpuSet cpus;
    private final CpuSet ofVacantCores;

    /** Vacant threads by core; empty without SMT. */
    private final int[] vacantThreads;

    /** All CPUs are vacant. */
    public VacantCpus(CpuTopology topology) {
        this.topology = topology;
        cpus = CpuSet.full(topology.cpuCount());
        ofVacantCores = topology.hasSmt() ? CpuSet.full(topology.cpuCount()) : cpus;
        vacantThreads = new int[topology.hasSmt() ? topology.coreCount() : 0];
        Arrays.setAll(vacantThreads, core -> topology.cpusOfCore(core).size());
    }

    /** A CPU switches to or from the idle task. */
    void changed(int cpu, boolean vacant) {
        if (vacant) {
            cpus.add(cpu);
        } else {
            cpus.remove(cpu);
        }
        if (vacantThreads.length > 0) {
            coreChanged(topology.core(cpu), vacant);
        }
    }

    private void coreChanged(int core, boolean vacant) {
        CpuSet threads = topology.cpusOfCore(core);
        vacantThreads[core] += vacant ? 1 : -1;
        if (vacant && vacantThreads[core] == threads.size()) {
            ofVacantCores.addAll(threads);
        } else if (!vacant && vacantThreads[core] == threads.size() - 1) {
            ofVacantCores.removeAll(threads);
        }
    }

    /** The set itself, not to be changed. */
    public CpuSet cpus() {
        return cpus;
    }

    /** CPUs of vacant cores; the set itself, not to be changed. */
    public CpuSet ofVacantCores() {
        return ofVacantCores;
    }
}
