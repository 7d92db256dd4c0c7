package org.scxfleet.workload.gwf;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.scxfleet.cluster.simulation.JobSpec;
import org.scxfleet.cluster.simulation.TimedJob;
import org.scxfleet.workload.csvtable.CsvRow;
import org.scxfleet.workload.csvtable.CsvTable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.JobTrace;
import org.scxfleet.workload.input.NoticeLog;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.input.Predecessors;
import org.scxfleet.workload.input.UniqueNames;

/**
 * Reads jobs: {@code WorkflowID, JobID, SubmitTime, RunTime, NProcs, ReqNProcs, Dependencies},
 * times in seconds, blanks around the fields allowed. Dependencies are numbers of jobs of the same
 * workflow, with blanks between them, -1 for none: the job arrives when all of them have ended, and
 * not before its submission.
 */
public final class GwfReader {
    private static final List<String> COLUMNS =
            List.of("WorkflowID", "JobID", "SubmitTime", "RunTime", "NProcs", "Dependencies");
    private static final String NONE = "-1";
    private static final long SECONDS_MAX = 1L << 32;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final String file;
    private final NoticeLog notices = new NoticeLog();
    private final UniqueNames names = new UniqueNames();
    private final List<TimedJob> jobs = new ArrayList<>();

    private GwfReader(String file) {
        this.file = file;
    }

    /**
     * @param in UTF-8; not closed
     * @param file name for messages
     * @throws BadInputException if the file has to be mended
     */
    public static JobTrace read(InputStream in, String file) throws IOException {
        GwfReader reader = new GwfReader(file);
        CsvTable.read(in, file, COLUMNS, reader::add);
        if (reader.jobs.isEmpty()) {
            throw new BadInputException(
                    Place.wholeFile(file), "", "has no job that ran", "add one line for each job");
        }
        List<TimedJob> ordered =
                new Predecessors(file, "Dependencies", GwfNotice.DEPENDENCY_LEFT_OUT)
                        .checked(reader.jobs, reader.notices);
        return new JobTrace(ordered, reader.notices.notices());
    }

    private void add(CsvRow row) {
        row.noteUnused(COLUMNS, GwfNotice.FIELD_IGNORED, file, notices);
        String name = row.name("WorkflowID") + "/" + row.name("JobID");
        names.require(name, row.place(), "JobID");
        long submit = row.wholeNumber("SubmitTime", 0, SECONDS_MAX);
        long run = row.wholeNumber("RunTime", -1, SECONDS_MAX);
        long processors = row.wholeNumber("NProcs", -1, JobSpec.GPUS_MAX);
        if (run < 1 || processors < 1) {
            notices.add(GwfNotice.NEVER_RAN, row.place().toString(), name);
            return;
        }
        jobs.add(
                new TimedJob(
                                new JobSpec(name, submit * NS_PER_SECOND, (int) processors, 1),
                                run * NS_PER_SECOND,
                                false,
                                List.of())
                        .after(dependencies(row), 0));
    }

    private static List<String> dependencies(CsvRow row) {
        List<String> names = new ArrayList<>();
        for (String job : row.text("Dependencies").split("[ ;]+", -1)) {
            if (!job.isEmpty() && !job.equals(NONE)) {
                names.add(row.name("WorkflowID") + "/" + job);
            }
        }
        return names;
    }
}
