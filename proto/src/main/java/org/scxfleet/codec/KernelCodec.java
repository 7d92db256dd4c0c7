package org.scxfleet.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.scxfleet.host.CgroupSpec;
import org.scxfleet.host.KernelOptions;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.host.TimedAction;
import org.scxfleet.host.TimedAction.Act;
import org.scxfleet.v1.RunProto;

/** The parts of a kernel that are no table of their own: options, scheduler, cgroups, actions. */
final class KernelCodec {
    private static final RunProto.Step.Nothing NOTHING = RunProto.Step.Nothing.getDefaultInstance();

    private KernelCodec() {}

    static RunProto.KernelOptions encode(KernelOptions options) {
        return RunProto.KernelOptions.newBuilder()
                .setHz(options.hz())
                .setTickPhaseNs(options.tickPhaseNs())
                .setPreemption(preemption(options.preemption()))
                .setStealAccounting(options.stealAccounting())
                .setHrtick(options.hrtick())
                .setHousekeeping(options.housekeeping())
                .addAllNohzFull(options.nohzFull())
                .setNmiWatchdog(options.nmiWatchdog())
                .setProxyExecution(options.proxyExecution())
                .build();
    }

    static KernelOptions decode(RunProto.KernelOptions options) {
        return new KernelOptions(
                options.getHz(),
                options.getTickPhaseNs(),
                preemption(options.getPreemption()),
                options.getStealAccounting(),
                options.getHrtick(),
                options.getHousekeeping(),
                options.getNohzFullList(),
                options.getNmiWatchdog(),
                options.getProxyExecution());
    }

    static RunProto.Scheduler encode(SchedulerSpec scheduler) {
        RunProto.Scheduler.Builder out =
                RunProto.Scheduler.newBuilder()
                        .setName(scheduler.name())
                        .setObjectSha256(scheduler.objectSha256());
        scheduler
                .options()
                .forEach((key, value) ->
                        out.addOptions(
                                RunProto.Scheduler.Option.newBuilder()
                                        .setKey(key)
                                        .setValue(value)));
        return out.build();
    }

    static SchedulerSpec decode(RunProto.Scheduler scheduler) {
        SortedMap<String, String> options = new TreeMap<>();
        for (RunProto.Scheduler.Option option : scheduler.getOptionsList()) {
            options.put(option.getKey(), option.getValue());
        }
        return new SchedulerSpec(scheduler.getName(), options, scheduler.getObjectSha256());
    }

    static RunProto.Cgroup encode(CgroupSpec cgroup) {
        return RunProto.Cgroup.newBuilder()
                .setPath(cgroup.path())
                .setWeight(cgroup.weight())
                .setQuotaUs(cgroup.quotaUs())
                .setPeriodUs(cgroup.periodUs())
                .build();
    }

    static List<CgroupSpec> cgroups(List<RunProto.Cgroup> encoded) {
        List<CgroupSpec> cgroups = new ArrayList<>(encoded.size());
        for (RunProto.Cgroup cgroup : encoded) {
            cgroups.add(
                    new CgroupSpec(
                            cgroup.getPath(),
                            cgroup.getWeight(),
                            cgroup.getQuotaUs(),
                            cgroup.getPeriodUs()));
        }
        return cgroups;
    }

    static RunProto.Action encode(TimedAction action) {
        RunProto.Action.Builder out = RunProto.Action.newBuilder().setAtNs(action.atNs());
        return switch (action.act()) {
            case Act.LoadScheduler act -> out.setLoadScheduler(encode(act.scheduler())).build();
            case Act.AttachScheduler act -> out.setAttachScheduler(attach(act)).build();
            case Act.DetachScheduler act -> out.setDetachScheduler(act.link()).build();
            case Act.RunProgram act -> out.setRunProgram(runProgram(act)).build();
            case Act.UnloadScheduler() -> out.setUnloadScheduler(NOTHING).build();
            case Act.SysrqS() -> out.setSysrqS(NOTHING).build();
            case Act.CpuOffline act -> out.setCpuOffline(act.cpu()).build();
            case Act.CpuOnline act -> out.setCpuOnline(act.cpu()).build();
            case Act.SetScheduler act -> out.setSetScheduler(setScheduler(act)).build();
            case Act.SetAffinity act -> out.setSetAffinity(setAffinity(act)).build();
            case Act.SetCgroup act -> out.setSetCgroup(setCgroup(act)).build();
            case Act.SetCgroupWeight act -> out.setSetCgroupWeight(cgroupWeight(act)).build();
            case Act.PartitionGpu act -> out.setPartitionGpu(GpuCodec.encode(act)).build();
            case Act.SetDeadlineServer act -> out.setSetDeadlineServer(deadlineServer(act)).build();
        };
    }

    static TimedAction decode(RunProto.Action action) {
        return new TimedAction(action.getAtNs(), act(action));
    }

    private static Act act(RunProto.Action action) {
        return switch (action.getActCase()) {
            case LOAD_SCHEDULER -> new Act.LoadScheduler(decode(action.getLoadScheduler()));
            case ATTACH_SCHEDULER ->
                    new Act.AttachScheduler(
                            action.getAttachScheduler().getLink(),
                            decode(action.getAttachScheduler().getScheduler()));
            case DETACH_SCHEDULER -> new Act.DetachScheduler(action.getDetachScheduler());
            case RUN_PROGRAM ->
                    new Act.RunProgram(
                            action.getRunProgram().getProgram(),
                            action.getRunProgram().getContextList());
            case UNLOAD_SCHEDULER -> new Act.UnloadScheduler();
            case SYSRQ_S -> new Act.SysrqS();
            case CPU_OFFLINE -> new Act.CpuOffline(action.getCpuOffline());
            case CPU_ONLINE -> new Act.CpuOnline(action.getCpuOnline());
            case SET_SCHEDULER ->
                    new Act.SetScheduler(
                            action.getSetScheduler().getTask(),
                            TaskCodec.decode(action.getSetScheduler().getParams()));
            case SET_AFFINITY ->
                    new Act.SetAffinity(
                            action.getSetAffinity().getTask(),
                            action.getSetAffinity().getCpusList());
            case SET_CGROUP ->
                    new Act.SetCgroup(
                            action.getSetCgroup().getTask(), action.getSetCgroup().getPath());
            case SET_CGROUP_WEIGHT ->
                    new Act.SetCgroupWeight(
                            action.getSetCgroupWeight().getPath(),
                            action.getSetCgroupWeight().getWeight());
            case PARTITION_GPU -> GpuCodec.decode(action.getPartitionGpu());
            case SET_DEADLINE_SERVER ->
                    new Act.SetDeadlineServer(
                            action.getSetDeadlineServer().getExt(),
                            action.getSetDeadlineServer().getRuntimeNs(),
                            action.getSetDeadlineServer().getPeriodNs());
            case ACT_NOT_SET -> throw Unknown.value("action");
        };
    }

    private static RunProto.Action.AttachScheduler attach(Act.AttachScheduler act) {
        return RunProto.Action.AttachScheduler.newBuilder()
                .setLink(act.link())
                .setScheduler(encode(act.scheduler()))
                .build();
    }

    private static RunProto.Action.RunProgram runProgram(Act.RunProgram act) {
        return RunProto.Action.RunProgram.newBuilder()
                .setProgram(act.program())
                .addAllContext(act.context())
                .build();
    }

    private static RunProto.Action.SetScheduler setScheduler(Act.SetScheduler act) {
        return RunProto.Action.SetScheduler.newBuilder()
                .setTask(act.task())
                .setParams(TaskCodec.encode(act.params()))
                .build();
    }

    private static RunProto.Action.SetAffinity setAffinity(Act.SetAffinity act) {
        return RunProto.Action.SetAffinity.newBuilder()
                .setTask(act.task())
                .addAllCpus(act.cpus())
                .build();
    }

    private static RunProto.Action.SetCgroup setCgroup(Act.SetCgroup act) {
        return RunProto.Action.SetCgroup.newBuilder()
                .setTask(act.task())
                .setPath(act.path())
                .build();
    }

    private static RunProto.Action.SetCgroupWeight cgroupWeight(Act.SetCgroupWeight act) {
        return RunProto.Action.SetCgroupWeight.newBuilder()
                .setPath(act.path())
                .setWeight(act.weight())
                .build();
    }

    private static RunProto.Action.SetDeadlineServer deadlineServer(Act.SetDeadlineServer act) {
        return RunProto.Action.SetDeadlineServer.newBuilder()
                .setExt(act.ext())
                .setRuntimeNs(act.runtimeNs())
                .setPeriodNs(act.periodNs())
                .build();
    }

    private static RunProto.KernelOptions.Preemption preemption(
            KernelOptions.Preemption preemption) {
        return switch (preemption) {
            case LAZY -> RunProto.KernelOptions.Preemption.PREEMPTION_LAZY;
            case FULL -> RunProto.KernelOptions.Preemption.PREEMPTION_FULL;
            case RT -> RunProto.KernelOptions.Preemption.PREEMPTION_RT;
        };
    }

    private static KernelOptions.Preemption preemption(
            RunProto.KernelOptions.Preemption preemption) {
        return switch (preemption) {
            case PREEMPTION_LAZY -> KernelOptions.Preemption.LAZY;
            case PREEMPTION_FULL -> KernelOptions.Preemption.FULL;
            case PREEMPTION_RT -> KernelOptions.Preemption.RT;
            case PREEMPTION_UNSPECIFIED, UNRECOGNIZED -> throw Unknown.value("preemption model");
        };
    }
}
