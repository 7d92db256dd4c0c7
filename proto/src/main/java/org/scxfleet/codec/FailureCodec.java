package org.scxfleet.codec;

import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.DefectException;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.FleetException;
import org.scxfleet.fleet.RunStoppedException;
import org.scxfleet.v1.CommonProto.Failure;

/** Failures, so that they are the same to the user wherever they happened. */
public final class FailureCodec {
    private FailureCodec() {}

    public static Failure encode(FleetException failure) {
        Failure.Builder out = Failure.newBuilder().setMessage(failure.text());
        return switch (failure) {
            case BadRunException f -> out.setKind(Failure.Kind.KIND_BAD_INPUT).build();
            case EnvironmentException f -> out.setKind(Failure.Kind.KIND_ENVIRONMENT).build();
            case DefectException f ->
                    out.setKind(Failure.Kind.KIND_DEFECT).setDetail(f.detail()).build();
            case RunStoppedException f -> out.setKind(Failure.Kind.KIND_STOPPED).build();
        };
    }

    public static FleetException decode(Failure failure) {
        String message = failure.getMessage();
        return switch (failure.getKind()) {
            case KIND_BAD_INPUT -> new BadRunException(message);
            case KIND_ENVIRONMENT -> new EnvironmentException(message);
            case KIND_DEFECT -> new DefectException(message, failure.getDetail(), null);
            case KIND_STOPPED -> new RunStoppedException(message);
            case KIND_UNSPECIFIED, UNRECOGNIZED -> throw Unknown.value("kind of failure");
        };
    }
}
