package org.scxfleet.codec;

import java.util.List;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.v1.RunProto;

/** Tasks and their scheduling parameters. */
final class TaskCodec {
    private TaskCodec() {}

    static RunProto.Task encode(TaskSpec task, int program) {
        return RunProto.Task.newBuilder()
                .setName(task.name())
                .setGroup(task.group())
                .setInstances(task.instances())
                .setParams(encode(task.params()))
                .addAllCpus(task.cpus())
                .setCgroup(task.cgroup())
                .setDelayNs(task.delayNs())
                .setProgram(program)
                .build();
    }

    static TaskSpec decode(RunProto.Task task, List<Step> program) {
        return new TaskSpec(
                task.getName(),
                task.getGroup(),
                task.getInstances(),
                decode(task.getParams()),
                task.getCpusList(),
                task.getCgroup(),
                task.getDelayNs(),
                program);
    }

    static RunProto.SchedParams encode(SchedParams params) {
        return RunProto.SchedParams.newBuilder()
                .setPolicy(policy(params.policy()))
                .setNice(params.nice())
                .setRtPriority(params.rtPriority())
                .setRuntimeNs(params.runtimeNs())
                .setDeadlineNs(params.deadlineNs())
                .setPeriodNs(params.periodNs())
                .build();
    }

    static SchedParams decode(RunProto.SchedParams params) {
        return new SchedParams(
                policy(params.getPolicy()),
                params.getNice(),
                params.getRtPriority(),
                params.getRuntimeNs(),
                params.getDeadlineNs(),
                params.getPeriodNs());
    }

    private static RunProto.SchedParams.Policy policy(SchedPolicy policy) {
        return switch (policy) {
            case NORMAL -> RunProto.SchedParams.Policy.POLICY_NORMAL;
            case FIFO -> RunProto.SchedParams.Policy.POLICY_FIFO;
            case RR -> RunProto.SchedParams.Policy.POLICY_RR;
            case BATCH -> RunProto.SchedParams.Policy.POLICY_BATCH;
            case IDLE -> RunProto.SchedParams.Policy.POLICY_IDLE;
            case DEADLINE -> RunProto.SchedParams.Policy.POLICY_DEADLINE;
            case EXT -> RunProto.SchedParams.Policy.POLICY_EXT;
        };
    }

    private static SchedPolicy policy(RunProto.SchedParams.Policy policy) {
        return switch (policy) {
            case POLICY_NORMAL -> SchedPolicy.NORMAL;
            case POLICY_FIFO -> SchedPolicy.FIFO;
            case POLICY_RR -> SchedPolicy.RR;
            case POLICY_BATCH -> SchedPolicy.BATCH;
            case POLICY_IDLE -> SchedPolicy.IDLE;
            case POLICY_DEADLINE -> SchedPolicy.DEADLINE;
            case POLICY_EXT -> SchedPolicy.EXT;
            case POLICY_UNSPECIFIED, UNRECOGNIZED -> throw Unknown.value("scheduling policy");
        };
    }
}
