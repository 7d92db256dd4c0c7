package org.scxfleet.sched.ext;

import org.jspecify.annotations.Nullable;
import org.scxfleet.cid.CidMap;
import org.scxfleet.cid.CidMask;
import org.scxfleet.cid.CidTopology;
import org.scxfleet.ops.ExtKernel;
import org.scxfleet.ops.Scx;
import org.scxfleet.task.Task;

/**
 * The kernel functions over cids (cid.c, ext.c): each finds the CPU of a cid and does what its twin
 * over CPUs does.
 */
abstract class CidCalls extends HostCalls implements ExtKernel.InitCids {
    CidCalls(Ext ext, OpsCaller caller, Kicks kicks, TaskTable tasks, ExtTimers timers) {
        super(ext, caller, kicks, tasks, timers);
    }

    @Override
    public int cidCount() {
        return core.cpuCount();
    }

    @Override
    public int onlineCidCount() {
        return core.activeCpus().size();
    }

    @Override
    public @Nullable CidMask onlineCids() {
        return ext.loaded().onlineCids;
    }

    @Override
    public int cidToCpu(int cid) {
        return ext.cidToCpu(ext.loaded(), cid);
    }

    @Override
    public int cpuToCid(int cpu) {
        return validCpu(cpu) ? cid(cpu) : Scx.EINVAL;
    }

    private int cid(int cpu) {
        CidMap map = ext.loaded().cids;
        return map == null ? Scx.EINVAL : map.cid(cpu);
    }

    @Override
    public CidTopology cidTopology(int cid) {
        int cpu = cidToCpu(cid);
        return cpu < 0 ? CidTopology.NOWHERE : ext.loaded().finalCids().place(cid);
    }

    @Override
    public int thisCid() {
        return cid(core.thisCpu());
    }

    @Override
    public int taskCid(Task task) {
        return cid(task.cpu);
    }

    @Override
    public @Nullable Task cidCurrent(int cid) {
        int cpu = cidToCpu(cid);
        return cpu < 0 ? null : core.runQueue(cpu).current;
    }

    @Override
    public void kickCid(int cid, long kickFlags) {
        int cpu = cidToCpu(cid);
        if (cpu >= 0) {
            kicks.kick(cpu, kickFlags);
        }
    }

    @Override
    public int cidPerfCapacity(int cid) {
        int cpu = cidToCpu(cid);
        return cpu < 0 ? Scx.CPUPERF_ONE : capacity(cpu);
    }

    @Override
    public int cidPerfCurrent(int cid) {
        cidToCpu(cid);
        return Scx.CPUPERF_ONE;
    }

    @Override
    public int cidPerfSet(int cid, int perf) {
        int cpu = cidToCpu(cid);
        return cpu < 0 ? cpu : setPerformance(cpu, perf);
    }

    @Override
    public void overrideCids(int[] cidOfCpu, int[] shardStart) {
        LoadedScheduler loaded = ext.loaded();
        if (loaded.draftCids == null) {
            throw new IllegalStateException("cids are numbered in init_cids only");
        }
        String problem = CidMap.problem(cidOfCpu, shardStart, core.cpuCount());
        if (problem == null) {
            loaded.draftCids = CidMap.override(core.topology(), cidOfCpu, shardStart);
        } else {
            ext.error(problem);
        }
    }
}
