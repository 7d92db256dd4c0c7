package org.scxfleet.workload.rtapp;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.scxfleet.task.SchedParams;
import org.scxfleet.task.SchedPolicy;
import org.scxfleet.task.Step;
import org.scxfleet.task.TaskSpec;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.laxjson.Member;
import org.scxfleet.workload.rtapp.TaskSource.PhaseSource;

/**
 * Builds one task.
 *
 * <p>rt-app sets a thread's parameters at the beginning of every turn of a phase, but makes a
 * system call only where something changes. Here the parameters of the first phase are the ones
 * that the task starts with, and a phase opens with a change only if the state in which it can be
 * entered, in the first or in a later turn of the thread, differs. The rules of the three kinds are
 * rt-app's: affinity falls back to the task's where a phase names none; scheduling parameters and
 * cgroup stay as they are.
 */
final class TaskBuilder {
    private final TaskSource task;
    private final Dialect dialect;
    private final NoticeLog notices;
    private final EventReader events;
    private final Set<String> cgroups;
    private final List<PhasePlan> plans = new ArrayList<>();

    /** What a thread has at some point of its program. */
    private record State(SchedParams params, List<Integer> cpus, String cgroup) {
        State entering(PhasePlan plan) {
            return new State(
                    plan.params() == null ? params : plan.params(),
                    plan.cpus(),
                    plan.cgroup() == null ? cgroup : plan.cgroup());
        }
    }

    /**
     * @param params to set, or null to keep
     * @param cgroup to enter, or null to keep
     */
    private record PhasePlan(
            PhaseSource source,
            @Nullable SchedParams params,
            List<Integer> cpus,
            @Nullable String cgroup) {}

    TaskBuilder(
            TaskSource task,
            Dialect dialect,
            NoticeLog notices,
            EventReader events,
            Set<String> cgroups) {
        this.task = task;
        this.dialect = dialect;
        this.notices = notices;
        this.events = events;
        this.cgroups = cgroups;
    }

    TaskSpec build(SchedPolicy defaultPolicy) {
        State start = planPhases(taskState(defaultPolicy));
        Member delay = task.object().find("delay");
        return new TaskSpec(
                task.name(),
                task.name(),
                task.instances(),
                start.params(),
                start.cpus(),
                start.cgroup(),
                delay == null ? 0 : Microseconds.toNs(delay, 0, dialect),
                program(start));
    }

    private State taskState(SchedPolicy defaultPolicy) {
        SchedulingKeys written = SchedulingKeys.read(task.object(), dialect);
        SchedulingKeys keys = written.withLegacyDeadlineKeys(task.object(), defaultPolicy, notices);
        SchedPolicy policy = keys.policy() == null ? defaultPolicy : keys.policy();
        Properties.noteIgnored(
                task.object(),
                true,
                !task.phased(),
                policy == SchedPolicy.DEADLINE,
                dialect,
                notices);
        SchedulingKeys complete =
                new SchedulingKeys(
                        policy,
                        keys.policyMember(),
                        keys.priority(),
                        keys.runtime(),
                        keys.period(),
                        keys.deadline());
        SchedParams params = complete.apply(SchedParams.NORMAL, task.member(), dialect, notices);
        List<Integer> cpus = Properties.cpus(task.object());
        String cgroup = Properties.taskgroup(task.object());
        State state =
                new State(params, cpus == null ? List.of() : cpus, cgroup == null ? "/" : cgroup);
        checkCgroup(task.member(), state);
        return state;
    }

    /** Fills in the plans of all phases; gives the state in which the first one runs. */
    private State planPhases(State taskState) {
        State state = taskState;
        State start = taskState;
        for (PhaseSource source : task.phases()) {
            PhasePlan plan = plan(source, state, taskState.cpus());
            state = state.entering(plan);
            checkCgroup(source.member(), state);
            if (plans.isEmpty()) {
                start = state;
            }
            plans.add(plan);
        }
        return start;
    }

    private PhasePlan plan(PhaseSource source, State state, List<Integer> taskCpus) {
        if (!task.phased()) {
            return new PhasePlan(source, null, state.cpus(), null);
        }
        Properties.noteIgnored(source.object(), false, true, false, dialect, notices);
        SchedulingKeys keys = SchedulingKeys.read(source.object(), dialect);
        List<Integer> cpus = Properties.cpus(source.object());
        return new PhasePlan(
                source,
                keys.present()
                        ? keys.apply(state.params(), source.member(), dialect, notices)
                        : null,
                cpus == null ? taskCpus : cpus,
                Properties.taskgroup(source.object()));
    }

    private void checkCgroup(Member owner, State state) {
        if (state.cgroup().equals("/")) {
            return;
        }
        SchedPolicy policy = state.params().policy();
        if (!policy.isFair() && policy != SchedPolicy.EXT) {
            throw owner.wrong(
                    "is in taskgroup " + state.cgroup() + " with a policy that has none",
                    "use taskgroups with fair policies only");
        }
        cgroups.add(state.cgroup());
        if (cgroups.size() > Properties.MAX_TASKGROUPS) {
            throw owner.wrong(
                    "brings the number of taskgroups to " + cgroups.size(),
                    "use at most " + Properties.MAX_TASKGROUPS);
        }
    }

    private List<Step> program(State start) {
        State firstTurn = start;
        State laterTurn = start;
        for (PhasePlan plan : plans) {
            laterTurn = laterTurn.entering(plan);
        }
        boolean repeats = task.loop() != 0 && task.loop() != 1;
        List<Step> turn = new ArrayList<>();
        for (PhasePlan plan : plans) {
            addChanges(plan, firstTurn, repeats ? laterTurn : firstTurn, turn);
            firstTurn = firstTurn.entering(plan);
            laterTurn = laterTurn.entering(plan);
            addRepeated(plan.source().loop(), iteration(plan.source()), turn);
        }
        if (task.phased() && dialect.iterationIsWholeTask()) {
            turn.add(new Step.Mark(""));
        }
        List<Step> program = new ArrayList<>();
        addRepeated(task.loop(), turn, program);
        return program;
    }

    private static void addChanges(PhasePlan plan, State first, State later, List<Step> steps) {
        SchedParams params = plan.params();
        if (params != null && !(params.equals(first.params()) && params.equals(later.params()))) {
            steps.add(new Step.SetScheduler(params));
        }
        if (!plan.cpus().equals(first.cpus()) || !plan.cpus().equals(later.cpus())) {
            steps.add(new Step.SetAffinity(plan.cpus()));
        }
        String cgroup = plan.cgroup();
        if (cgroup != null && !(cgroup.equals(first.cgroup()) && cgroup.equals(later.cgroup()))) {
            steps.add(new Step.SetCgroup(cgroup));
        }
    }

    private static void addRepeated(int turns, List<Step> body, List<Step> steps) {
        if (turns == 1) {
            steps.addAll(body);
        } else {
            steps.add(new Step.Repeat(turns, body));
        }
    }

    /**
     * One turn of a phase, marked at its end. Where its one timer is its last event, the mark
     * stands before it: the work of the turn is done, and the time since the timer's last expiry is
     * its response time.
     */
    private List<Step> iteration(PhaseSource phase) {
        List<Step> steps = new ArrayList<>(events.read(task, phase));
        if (task.phased() && dialect.iterationIsWholeTask()) {
            return steps;
        }
        Step.Timer only = onlyTimer(steps);
        int end = steps.size();
        if (only != null && steps.getLast() instanceof Step.Timer) {
            end--;
        }
        steps.add(end, new Step.Mark(only == null ? "" : only.ref()));
        return steps;
    }

    private static Step.@Nullable Timer onlyTimer(List<Step> steps) {
        Step.Timer found = null;
        for (Step step : steps) {
            if (step instanceof Step.Timer timer) {
                if (found != null) {
                    return null;
                }
                found = timer;
            }
        }
        return found;
    }
}
