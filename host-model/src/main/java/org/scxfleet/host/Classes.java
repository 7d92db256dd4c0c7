package org.scxfleet.host;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cgroup.CgroupTree;
import org.scxfleet.sched.Migrator;
import org.scxfleet.sched.RunQueue;
import org.scxfleet.sched.SchedClass;
import org.scxfleet.sched.SchedCore;
import org.scxfleet.sched.ServerControl;
import org.scxfleet.sched.StopClass;
import org.scxfleet.sched.ext.SchedExt;
import org.scxfleet.task.ClassId;
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

    Classes(
            SchedCore core,
            int owner,
            Migrator migrator,
            CgroupTree cgroups,
            KernelOptions options,
            SchedExt ext) {
        all =
                List.of(
                        new StopClass(core),
                        new Unused(ClassId.DEADLINE),
                        new Unused(ClassId.RT),
                        new Unused(ClassId.FAIR),
                        ext.schedClass());
    }

    List<SchedClass> all() {
        return all;
    }

    ServerControl servers() {
        return ServerControl.NONE;
    }

    void hrtick(RunQueue rq) {}

    void deadlineEvent(int source) {}

    void bandwidthEvent(int source) {}

    void workItem(int source) {}

    void setServer(boolean ext, long runtimeNs, long periodNs) {}

    void cgroupWeightChanged(int cgroup) {}

    private static final class Unused extends SchedClass {
        Unused(ClassId id) {
            super(id);
        }

        @Override
        public void enqueue(RunQueue rq, Task task, long flags) {}

        @Override
        public boolean dequeue(RunQueue rq, Task task, long flags) {
            return true;
        }

        @Override
        public @Nullable Task pick(RunQueue rq, @Nullable Task prev) {
            return null;
        }

        @Override
        public void putPrevious(RunQueue rq, Task task, @Nullable Task next) {}

        @Override
        public void setNext(RunQueue rq, Task task, boolean first) {}

        @Override
        public int selectCpu(Task task, int prevCpu, long wakeFlags) {
            return prevCpu;
        }

        @Override
        public void wakeupPreempt(RunQueue rq, Task task, long wakeFlags) {}

        @Override
        public void updateCurrent(RunQueue rq) {}

        @Override
        public void tick(RunQueue rq, Task task) {}
    }
}
