package org.scxfleet.coordinator.rpc;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.scxfleet.codec.ReportCodec;
import org.scxfleet.coordinator.run.RunResult;
import org.scxfleet.fleet.EnvironmentException;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.host.HostReport;
import org.scxfleet.v1.CoordinatorProto.ResultPart;
import org.scxfleet.v1.CoordinatorProto.RunSummary;

/** A result as a row of messages: reports, some in each, then the summary. */
final class ResultParts {
    private ResultParts() {}

    static Iterator<ResultPart> of(RunResult result) {
        return new Row(result);
    }

    /**
     * Puts the parts together again.
     *
     * @throws EnvironmentException if the row ends too early
     */
    static RunResult read(Iterator<ResultPart> parts) {
        List<HostReport> reports = new ArrayList<>();
        RunSummary summary = null;
        while (parts.hasNext()) {
            ResultPart part = parts.next();
            part.getReportsList().forEach(report -> reports.add(ReportCodec.decode(report)));
            summary = part.hasSummary() ? part.getSummary() : summary;
        }
        if (summary == null) {
            throw new EnvironmentException("the result ended in the middle");
        }
        return new RunResult(
                summary.getDigest(),
                reports,
                summary.getWindows(),
                summary.getMessages(),
                summary.getMessagesUnderWay(),
                summary.getWallNs());
    }

    /** Makes the parts one by one. */
    private static final class Row implements Iterator<ResultPart> {
        private final RunResult result;
        private int next;
        private boolean ended;

        Row(RunResult result) {
            this.result = result;
        }

        @Override
        public boolean hasNext() {
            return !ended;
        }

        @Override
        public ResultPart next() {
            if (ended) {
                throw new NoSuchElementException();
            }
            ResultPart.Builder part = ResultPart.newBuilder();
            long bytes = 0;
            while (next < result.reports().size() && bytes < WireLimits.CHUNK_BYTES) {
                var report = ReportCodec.encode(result.reports().get(next++), true);
                part.addReports(report);
                bytes += report.getSerializedSize();
            }
            if (next == result.reports().size()) {
                ended = true;
                part.setSummary(summary(result));
            }
            return part.build();
        }
    }

    private static RunSummary summary(RunResult result) {
        return RunSummary.newBuilder()
                .setDigest(result.digest())
                .setWindows(result.windows())
                .setMessages(result.messages())
                .setMessagesUnderWay(result.messagesUnderWay())
                .setWallNs(result.wallNs())
                .build();
    }
}
