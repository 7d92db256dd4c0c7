package org.scxfleet.workload.openb;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.tracejob.TraceJob;

/**
 * When the pods of the trace come and how long they run: from {@code creation_time} on, for the
 * time between {@code scheduled_time} (else creation) and {@code deletion_time}. A pod that was
 * deleted before it ran is left out and counted.
 */
public final class OpenbArrivals {
    private static final List<String> COLUMNS =
            List.of("name", "creation_time", "deletion_time", "scheduled_time");
    private static final long SECONDS_MAX = 1L << 32;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private record Stay(long createdNs, long runNs) {}

    private OpenbArrivals() {}

    /**
     * The pods as jobs.
     *
     * @param in the list once more; UTF-8; not closed
     * @param pods of the same list
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static List<TraceJob> read(
            InputStream in, String file, List<OpenbPod> pods, NoticeLog notices)
            throws IOException {
        Map<String, Stay> stays = new HashMap<>();
        CsvTable.read(
                in,
                file,
                COLUMNS,
                row -> {
                    Stay stay = stay(row);
                    if (stay.runNs() < 1) {
                        notices.add(
                                OpenbNotice.NEVER_RAN, row.place().toString(), row.name("name"));
                    } else {
                        stays.put(row.name("name"), stay);
                    }
                });
        List<TraceJob> jobs = new ArrayList<>();
        for (OpenbPod pod : pods) {
            Stay stay = stays.get(pod.pod().name());
            if (stay != null) {
                jobs.add(
                        new TraceJob(
                                pod.pod().name(),
                                stay.createdNs(),
                                stay.runNs(),
                                new TraceJob.Asked.OnePod(pod.pod().request()),
                                new TraceJob.Work.Unknown(),
                                pod.quality(),
                                List.of(),
                                0));
            }
        }
        return jobs;
    }

    private static Stay stay(CsvRow row) {
        long created = row.wholeNumber("creation_time", 0, SECONDS_MAX);
        long deleted = row.wholeNumber("deletion_time", created, SECONDS_MAX);
        long begun = row.optionalWholeNumber("scheduled_time", 0, SECONDS_MAX).orElse(created);
        return new Stay(
                created * NS_PER_SECOND, (deleted - Math.max(created, begun)) * NS_PER_SECOND);
    }
}
