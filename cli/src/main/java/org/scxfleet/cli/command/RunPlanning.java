package org.scxfleet.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cli.report.ExternalDecisions;
import org.scxfleet.cli.scenario.ExternalPlacement;
import org.scxfleet.cli.scenario.Scenario;
import org.scxfleet.cli.yaml.InputException;
import org.scxfleet.cluster.placement.Placement;
import org.scxfleet.cluster.placement.external.AskedPlacement;
import org.scxfleet.cluster.placement.external.LoggedDecision;
import org.scxfleet.cluster.placement.external.UnusableAnswerException;
import org.scxfleet.cluster.placement.policy.PlacementPolicy;
import org.scxfleet.cluster.plan.RunPlan;
import org.scxfleet.cluster.plan.WindowLook;
import org.scxfleet.cluster.run.RunSpec;
import org.scxfleet.coordinator.rpc.RemotePolicy;
import org.scxfleet.coordinator.run.RunControl;
import org.scxfleet.engine.SeedTree;
import org.scxfleet.fleet.EnvironmentException;

/**
 * Plans a run. A placement policy outside the program is asked here and nowhere else: its decisions
 * then belong to the run, so a coordinator elsewhere repeats them.
 */
final class RunPlanning {
    private final String source;
    private final @Nullable List<LoggedDecision> replayed;

    /**
     * @param source of the scenario, for messages
     * @param replayed decisions to repeat instead of asking; null to ask
     */
    RunPlanning(String source, @Nullable List<LoggedDecision> replayed) {
        this.source = source;
        this.replayed = replayed;
    }

    /**
     * A run with its plan.
     *
     * @param run with the decisions of an external policy
     * @param decisions null with a policy of the program
     */
    record Planned(RunSpec run, RunPlan plan, @Nullable ExternalDecisions decisions) {}

    /** Plans, and asks whoever has to be asked. */
    Planned plan(Scenario scenario, WindowLook look, RunControl control) {
        ExternalPlacement external = scenario.external();
        if (external == null) {
            if (replayed != null) {
                throw new InputException(
                        "--replay-decisions",
                        "the scenario has no placement.external, so there is nothing to repeat");
            }
            return new Planned(scenario.run(), made(() -> RunPlan.of(scenario.run(), look)), null);
        }
        boolean mayFallBack = external.fallback() != null;
        if (replayed != null) {
            RunSpec run = scenario.run().withDecisions(replayed);
            RunPlan plan = made(() -> RunPlan.of(run, look));
            return new Planned(run, plan, new ExternalDecisions(replayed, true, mayFallBack));
        }
        return ask(scenario.run(), external, look, control);
    }

    /** A plan for an estimate: an external policy is not asked, its stand-in decides. */
    RunPlan estimate(Scenario scenario, WindowLook look) {
        ExternalPlacement external = scenario.external();
        if (external == null) {
            return made(() -> RunPlan.of(scenario.run(), look));
        }
        return made(() -> RunPlan.of(scenario.run(), standIn(external), look));
    }

    /** Who decides in an estimate. */
    static PlacementPolicy standIn(ExternalPlacement external) {
        PlacementPolicy fallback = external.fallback();
        return fallback == null ? PlacementPolicy.LEAST_ALLOCATED : fallback;
    }

    private Planned ask(
            RunSpec run, ExternalPlacement external, WindowLook look, RunControl control) {
        PlacementPolicy fallback = external.fallback();
        List<AskedPlacement> asked = new ArrayList<>();
        try (RemotePolicy policy =
                RemotePolicy.at(
                        external.address(), external.timeoutMs(), fallback != null, control)) {
            long seed = SeedTree.derive(run.seed(), "external placement");
            RunPlan plan =
                    made(() ->
                            RunPlan.of(
                                    run,
                                    (state, expected, random) -> {
                                        policy.start(run.name(), seed, state);
                                        Placement other =
                                                fallback == null
                                                        ? null
                                                        : fallback.create(state, expected, random);
                                        asked.add(new AskedPlacement(state, policy, other));
                                        return asked.getLast();
                                    },
                                    look));
            List<LoggedDecision> log = asked.isEmpty() ? List.of() : asked.getLast().log();
            return new Planned(
                    run.withDecisions(log),
                    plan,
                    new ExternalDecisions(log, false, fallback != null));
        } catch (UnusableAnswerException e) {
            throw new EnvironmentException(
                    "the placement policy at " + external.address().text() + " " + e.text(), e);
        }
    }

    /** Makes a plan. */
    private interface Maker {
        RunPlan make();
    }

    private RunPlan made(Maker maker) {
        try {
            return maker.make();
        } catch (IllegalArgumentException e) {
            throw new InputException(source, String.valueOf(e.getMessage()));
        }
    }
}
