package org.scxfleet.sched.ext;

import org.scxfleet.ops.Op;
import org.scxfleet.ops.Scx;
import org.scxfleet.sched.IdleWatcher;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.task.Task;
import org.scxfleet.topology.CpuSet;
import org.scxfleet.topology.CpuTopology;

/**
 * Built-in idle tracking and the default CPU selection (kernel/sched/ext/idle.c).
 *
 * <p>Two masks, one pair for the host or one per node: CPUs that run the idle task, and CPUs whose
 * whole SMT core does. A CPU is taken out by whoever picks it (a claim), and comes back when it
 * looks for work again and finds none; a claim that is not followed by work or a kick leaves it
 * out. Picks go round by a cursor of the executing CPU, so "lowest number first" is wrong.
 */
final class IdleCpus implements IdleWatcher {
    private final Ext ext;
    private final SchedCore core;
    private final CpuTopology topology;
    private final OpsCaller caller;
    private final boolean smt;
    private CpuSet[] idle;
    private CpuSet[] idleCores;
    private boolean enabled;
    private boolean perNode;
    private boolean llcMatters;
    private boolean nodeMatters;
    private final CpuSet candidates;
    private final CpuSet scratch;

    IdleCpus(Ext ext, OpsCaller caller) {
        this.ext = ext;
        this.core = ext.core();
        this.topology = core.topology();
        this.caller = caller;
        smt = topology.hasSmt();
        candidates = new CpuSet(core.cpuCount());
        scratch = new CpuSet(core.cpuCount());
        idle = new CpuSet[] {new CpuSet(core.cpuCount())};
        idleCores = new CpuSet[] {new CpuSet(core.cpuCount())};
    }

    /**
     * A scheduler is being loaded: masks start empty, every idle CPU comes back when it looks for
     * work.
     */
    void reset(LoadedScheduler loaded) {
        enabled =
                !loaded.implemented.contains(Op.UPDATE_IDLE)
                        || loaded.hasFlag(Scx.OPS_KEEP_BUILTIN_IDLE);
        perNode = loaded.hasFlag(Scx.OPS_BUILTIN_IDLE_PER_NODE);
        int masks = perNode ? topology.nodeCount() : 1;
        idle = new CpuSet[masks];
        idleCores = new CpuSet[masks];
        for (int i = 0; i < masks; i++) {
            idle[i] = new CpuSet(core.cpuCount());
            idleCores[i] = new CpuSet(core.cpuCount());
        }
        updateTopologyKeys();
    }

    /** The scheduler is gone: nobody asks any more. */
    void switchOff() {
        enabled = false;
    }

    void updateTopologyKeys() {
        int first = core.activeCpus().first();
        int online = core.activeCpus().size();
        int llcWeight = llcWeight(first);
        int nodeWeight = online(topology.cpusOfNode(topology.node(first)));
        llcMatters = llcWeight > 0 && llcWeight < online;
        boolean llcDiffers = false;
        for (int cpu = first; cpu >= 0; cpu = core.activeCpus().next(cpu + 1)) {
            llcDiffers |= llcWeight(cpu) != online(topology.cpusOfNode(topology.node(cpu)));
        }
        nodeMatters = !perNode && nodeWeight < online && llcDiffers;
    }

    /** CPUs that share the CPU's last-level cache; 0 if it shares it with none (no domain). */
    private int llcWeight(int cpu) {
        int weight = online(topology.cpusOfLlc(topology.llc(cpu)));
        return weight == 1 ? 0 : weight;
    }

    private int online(CpuSet set) {
        scratch.setToAnd(set, core.activeCpus());
        return scratch.size();
    }

    boolean isEnabled() {
        return enabled;
    }

    boolean isPerNode() {
        return perNode;
    }

    CpuSet idleOf(int node) {
        return idle[perNode ? node : 0];
    }

    CpuSet idleCoresOf(int node) {
        return smt ? idleCores[perNode ? node : 0] : idleOf(node);
    }

    @Override
    public void idleChanged(RunQueue rq, boolean nowIdle, boolean transition) {
        if (nowIdle) {
            markIdle(rq.cpu);
        } else {
            markBusy(rq.cpu);
        }
        ExtCpu cpu = ext.cpu(rq);
        if (cpu.bypassing || !caller.has(Op.UPDATE_IDLE)) {
            return;
        }
        if (transition || (nowIdle && cpu.owesIdleNotice)) {
            cpu.owesIdleNotice = false;
            caller.updateIdle(rq.cpu, nowIdle);
        }
    }

    private void markIdle(int cpu) {
        if (!enabled || !core.runQueue(cpu).active) {
            return;
        }
        CpuSet mask = idleOf(topology.node(cpu));
        mask.add(cpu);
        if (smt) {
            markCoreIdle(mask, topology.siblings(cpu), cpu);
        }
    }

    private void markCoreIdle(CpuSet mask, CpuSet siblings, int cpu) {
        for (int s = siblings.first(); s >= 0; s = siblings.next(s + 1)) {
            if (!mask.contains(s) && core.runQueue(s).active) {
                return;
            }
        }
        CpuSet cores = idleCoresOf(topology.node(cpu));
        for (int s = siblings.first(); s >= 0; s = siblings.next(s + 1)) {
            if (mask.contains(s)) {
                cores.add(s);
            }
        }
    }

    /** The CPU goes offline: it is nobody's idle CPU any more. */
    void forget(int cpu) {
        markBusy(cpu);
    }

    private void markBusy(int cpu) {
        if (!enabled) {
            return;
        }
        idleOf(topology.node(cpu)).remove(cpu);
        if (smt) {
            idleCoresOf(topology.node(cpu)).removeAll(topology.siblings(cpu));
        }
    }

    /** Takes the CPU out of the masks; true if it was idle. The core's SMT bits go in any case. */
    boolean claim(int cpu) {
        int node = topology.node(cpu);
        if (smt) {
            idleCoresOf(node).removeAll(topology.siblings(cpu));
        }
        return idleOf(node).testAndRemove(cpu);
    }

    boolean isIdle(int cpu) {
        return idleOf(topology.node(cpu)).contains(cpu);
    }

    /**
     * An idle CPU of the mask from the node's masks (from all, if not per node), claimed; or
     * -EBUSY.
     */
    int pickInNode(CpuSet allowed, int node, long pickFlags) {
        if (smt) {
            int cpu = core.anyDistributed(idleCoresOf(node), allowed);
            if (cpu >= 0) {
                claim(cpu);
                return cpu;
            }
            if ((pickFlags & Scx.PICK_IDLE_CORE) != 0) {
                return Scx.EBUSY;
            }
        }
        int cpu = core.anyDistributed(idleOf(node), allowed);
        if (cpu < 0) {
            return Scx.EBUSY;
        }
        claim(cpu);
        return cpu;
    }

    /** As {@link #pickInNode}, going on to other nodes by distance if masks are per node. */
    int pick(CpuSet allowed, int node, long pickFlags) {
        int cpu = pickInNode(allowed, node, pickFlags);
        if (cpu >= 0 || !perNode || (pickFlags & Scx.PICK_IDLE_IN_NODE) != 0) {
            return cpu;
        }
        int tried = 1;
        long last = 0;
        while (tried < topology.nodeCount()) {
            int next = nextNode(node, last);
            if (next < 0) {
                return Scx.EBUSY;
            }
            last = order(node, next);
            cpu = pickInNode(allowed, next, pickFlags);
            if (cpu >= 0) {
                return cpu;
            }
            tried++;
        }
        return Scx.EBUSY;
    }

    private long order(int from, int to) {
        return ((long) topology.nodeDistance(from, to) << 32) + to + 1;
    }

    private int nextNode(int from, long after) {
        int best = -1;
        for (int node = 0; node < topology.nodeCount(); node++) {
            boolean candidate = node != from && order(from, node) > after;
            if (candidate && (best < 0 || order(from, node) < order(from, best))) {
                best = node;
            }
        }
        return best;
    }

    /** The default selection (scx_select_cpu_dfl); the CPU, claimed, or -EBUSY. */
    int selectDefault(Task task, int prevCpu, long wakeFlags, CpuSet allowed, long pickFlags) {
        if (task.allowedCount == core.cpuCount()) {
            candidates.copyFrom(allowed);
        } else {
            candidates.setToAnd(allowed, task.allowed);
        }
        if (candidates.isEmpty()) {
            return Scx.EBUSY;
        }
        boolean prevAllowed = candidates.contains(prevCpu);
        if ((wakeFlags & Scx.WAKE_SYNC) != 0) {
            int cpu = selectForSync(prevCpu, prevAllowed, pickFlags);
            if (cpu >= 0) {
                return cpu;
            }
        }
        int node = topology.node(prevCpu);
        if (smt) {
            int cpu = selectCore(prevCpu, prevAllowed, node, pickFlags);
            if (cpu >= 0 || (pickFlags & Scx.PICK_IDLE_CORE) != 0) {
                return cpu;
            }
        }
        if (prevAllowed && claim(prevCpu)) {
            return prevCpu;
        }
        if (smt) {
            CpuSet siblings = topology.siblings(prevCpu);
            for (int cpu = siblings.first(); cpu >= 0; cpu = siblings.next(cpu + 1)) {
                if (candidates.contains(cpu) && claim(cpu)) {
                    return cpu;
                }
            }
        }
        if (llcMatters && scratch.setToAnd(topology.cpusOfLlc(topology.llc(prevCpu)), candidates)) {
            int cpu = pickInNode(scratch, node, 0);
            if (cpu >= 0) {
                return cpu;
            }
        }
        if (nodeMatters && scratch.setToAnd(topology.cpusOfNode(node), candidates)) {
            int cpu = pickInNode(scratch, node, 0);
            if (cpu >= 0) {
                return cpu;
            }
        }
        return pick(candidates, node, pickFlags);
    }

    private int selectForSync(int prevCpu, boolean prevAllowed, long pickFlags) {
        int waker = core.thisCpu();
        if (prevAllowed && topology.llc(prevCpu) == topology.llc(waker) && claim(prevCpu)) {
            return prevCpu;
        }
        RunQueue rq = core.runQueue(waker);
        boolean exiting = rq.current != null && rq.current.exiting;
        int wakerNode = topology.node(waker);
        boolean nodeFits =
                (pickFlags & Scx.PICK_IDLE_IN_NODE) == 0 || topology.node(prevCpu) == wakerNode;
        boolean quiet = ext.cpu(waker).local.length() == 0;
        if (!exiting
                && quiet
                && nodeFits
                && !idleOf(wakerNode).isEmpty()
                && candidates.contains(waker)) {
            claim(waker);
            return waker;
        }
        return Scx.EBUSY;
    }

    private int selectCore(int prevCpu, boolean prevAllowed, int node, long pickFlags) {
        if (prevAllowed && idleCoresOf(node).contains(prevCpu) && claim(prevCpu)) {
            return prevCpu;
        }
        long core1 = Scx.PICK_IDLE_CORE;
        if (llcMatters && scratch.setToAnd(topology.cpusOfLlc(topology.llc(prevCpu)), candidates)) {
            int cpu = pickInNode(scratch, node, core1);
            if (cpu >= 0) {
                return cpu;
            }
        }
        if (nodeMatters && scratch.setToAnd(topology.cpusOfNode(node), candidates)) {
            int cpu = pickInNode(scratch, node, core1);
            if (cpu >= 0) {
                return cpu;
            }
        }
        return pick(candidates, node, pickFlags | core1);
    }
}
