package org.scxfleet.coordinator.rpc;

import org.jspecify.annotations.Nullable;
import org.scxfleet.codec.FailureCodec;
import org.scxfleet.coordinator.run.RunProgress;
import org.scxfleet.coordinator.run.RunState;
import org.scxfleet.fleet.FleetException;
import org.scxfleet.v1.CoordinatorProto;
import org.scxfleet.v1.CoordinatorProto.RunState.Phase;

/** Where a submitted run stands, as a message. */
final class RunStateCodec {
    private RunStateCodec() {}

    static CoordinatorProto.RunState encode(RunState state) {
        CoordinatorProto.RunState.Builder out =
                CoordinatorProto.RunState.newBuilder()
                        .setKey(CoordinatorProto.RunKey.newBuilder().setNumber(state.number()))
                        .setName(state.name())
                        .setPhase(phase(state));
        RunProgress progress = state.progress();
        if (progress != null) {
            out.setSimulatedNs(progress.simulatedNs())
                    .setEndNs(progress.endNs())
                    .setWallNs(progress.wallNs())
                    .setRunningNs(progress.runningNs())
                    .setEvents(progress.events())
                    .setWindows(progress.windows())
                    .setMessages(progress.messages());
        }
        FleetException failure = state.failure();
        if (failure != null) {
            out.setFailure(FailureCodec.encode(failure));
        }
        return out.build();
    }

    static RunState decode(CoordinatorProto.RunState encoded) {
        Phase phase = encoded.getPhase();
        return new RunState(
                encoded.getKey().getNumber(),
                encoded.getName(),
                stage(phase),
                progress(encoded, phase),
                encoded.hasFailure() ? FailureCodec.decode(encoded.getFailure()) : null);
    }

    private static Phase phase(RunState state) {
        return switch (state.stage()) {
            case QUEUED -> Phase.PHASE_QUEUED;
            case UNDER_WAY -> phase(state.progress());
            case DONE -> Phase.PHASE_DONE;
            case FAILED -> Phase.PHASE_FAILED;
        };
    }

    private static Phase phase(@Nullable RunProgress progress) {
        if (progress == null) {
            return Phase.PHASE_LOADING;
        }
        return switch (progress.phase()) {
            case LOADING -> Phase.PHASE_LOADING;
            case RUNNING -> Phase.PHASE_RUNNING;
            case COLLECTING -> Phase.PHASE_COLLECTING;
        };
    }

    private static RunState.Stage stage(Phase phase) {
        return switch (phase) {
            case PHASE_QUEUED -> RunState.Stage.QUEUED;
            case PHASE_LOADING, PHASE_RUNNING, PHASE_COLLECTING -> RunState.Stage.UNDER_WAY;
            case PHASE_DONE -> RunState.Stage.DONE;
            case PHASE_FAILED -> RunState.Stage.FAILED;
            case PHASE_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalArgumentException("unknown phase of a run");
        };
    }

    private static @Nullable RunProgress progress(CoordinatorProto.RunState encoded, Phase phase) {
        if (encoded.getEndNs() == 0) {
            return null;
        }
        RunProgress.Phase doing =
                switch (phase) {
                    case PHASE_UNSPECIFIED, PHASE_QUEUED, PHASE_LOADING, UNRECOGNIZED ->
                            RunProgress.Phase.LOADING;
                    case PHASE_RUNNING -> RunProgress.Phase.RUNNING;
                    case PHASE_COLLECTING, PHASE_DONE, PHASE_FAILED -> RunProgress.Phase.COLLECTING;
                };
        return new RunProgress(
                doing,
                encoded.getSimulatedNs(),
                encoded.getEndNs(),
                encoded.getWallNs(),
                encoded.getRunningNs(),
                encoded.getEvents(),
                encoded.getWindows(),
                encoded.getMessages());
    }
}
