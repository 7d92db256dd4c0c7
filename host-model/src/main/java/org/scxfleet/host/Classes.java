package org.scxfleet.host;

import java.util.List;
import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedClass;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.ServerControl;
import org.scxfleet.sched.StopClass;
import org.scxfleet.sched.deadline.DeadlineClass;
import org.scxfleet.sched.ext.SchedExt;
import org.scxfleet.sched.fair.FairClass;
import org.scxfleet.sched.fair.FairFeatures;
import org.scxfleet.sched.rt.RtClass;
import org.scxfleet.task.ClassId;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Task;

/** The scheduling classes of one kernel and the events that belong to them. */
final class Classes {
    /**
     * Sources of WORK_ITEM events that belong to the fair class, from here to {@link
     * #LAST_WORK_ITEM}.
     */
    static final int FIRST_WORK_ITEM = 100;

    static final int LAST_WORK_ITEM = 1_000;

    private final List<SchedClass> all;
    private final SchedCore core;
    private final FairClass fair;
    private final DeadlineClass deadline;

    Classes(
            SchedCore core,
            int owner,
            long seed,
            CgroupTree cgroups,
            KernelOptions options,
            SchedExt ext) {
        this.core = core;
        boolean lazy = options.preemption() == KernelOptions.Preemption.LAZY;
        FairFeatures features = FairFeatures.DEFAULTS.with(options.hrtick(), lazy);
        fair = new FairClass(core, owner, seed, cgroups, features, ext::hasSwitchedAll);
        deadline = new DeadlineClass(core, owner, options.hrtick());
        all = List.of(new StopClass(core), deadline, new RtClass(core), fair, ext.schedClass());
    }

    List<SchedClass> all() {
        return all;
    }

    ServerControl servers() {
        return deadline.servers();
    }

    void hrtick(RunQueue rq) {
        core.hrtick(rq);
    }

    void deadlineEvent(int source) {
        deadline.event(source);
    }

    /** Handles an IRQ_WORK event if it is the fair class's. */
    boolean interrupt(int source) {
        if (source < FairClass.firstInterrupt(core.cpuCount())) {
            return false;
        }
        fair.interrupt(source);
        return true;
    }

    void bandwidthEvent(int source) {
        fair.bandwidth().event(source);
    }

    /** 0, or the errno with which the deadline class refuses those parameters. */
    int admit(Task task, SchedParams params) {
        // Only deadline tasks are held against a bandwidth.
        return params.policy() == SchedPolicy.DEADLINE ? deadline.admit(task, params) : 0;
    }

    void setServer(boolean ext, long runtimeNs, long periodNs) {
        ClassId id = ext ? ClassId.EXT : ClassId.FAIR;
        for (int cpu = 0; cpu < core.cpuCount(); cpu++) {
            deadline.servers().configure(id, cpu, runtimeNs, periodNs);
        }
    }

    /** Bandwidth that deadline tasks and servers have reserved, CPUs times 2^20. */
    long deadlineBandwidth() {
        return deadline.totalBandwidth();
    }

    void cgroupWeightChanged(int cgroup) {
        fair.cgroupWeightChanged(cgroup);
    }
}
