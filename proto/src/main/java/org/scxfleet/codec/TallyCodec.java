package org.scxfleet.codec;

import java.util.List;
import org.scxfleet.stats.GroupTally;
import org.scxfleet.stats.LogHistogram;
import org.scxfleet.v1.RunProto;

/** Counters and histograms of task groups. */
final class TallyCodec {
    private TallyCodec() {}

    static RunProto.GroupTally encode(GroupTally tally) {
        return RunProto.GroupTally.newBuilder()
                .setName(tally.name)
                .setTasks(tally.tasks)
                .setRunNs(tally.runNs)
                .setRunDelayNs(tally.runDelayNs)
                .setSwitchedIn(tally.switchedIn)
                .setPreempted(tally.preempted)
                .setBlocked(tally.blocked)
                .setMigrations(tally.migrations)
                .setWakeups(tally.wakeups)
                .setIterations(tally.iterations)
                .setGpuNs(tally.gpuNs)
                .setWakeLatency(encode(tally.wakeLatency))
                .setSegments(encode(tally.segments))
                .setResponses(encode(tally.responses))
                .build();
    }

    static GroupTally decode(RunProto.GroupTally encoded) {
        GroupTally tally = new GroupTally(encoded.getName());
        tally.tasks = encoded.getTasks();
        tally.runNs = encoded.getRunNs();
        tally.runDelayNs = encoded.getRunDelayNs();
        tally.switchedIn = encoded.getSwitchedIn();
        tally.preempted = encoded.getPreempted();
        tally.blocked = encoded.getBlocked();
        tally.migrations = encoded.getMigrations();
        tally.wakeups = encoded.getWakeups();
        tally.iterations = encoded.getIterations();
        tally.gpuNs = encoded.getGpuNs();
        decode(encoded.getWakeLatency(), tally.wakeLatency);
        decode(encoded.getSegments(), tally.segments);
        decode(encoded.getResponses(), tally.responses);
        return tally;
    }

    static long[] longs(List<Long> encoded) {
        long[] values = new long[encoded.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = encoded.get(i);
        }
        return values;
    }

    private static RunProto.Histogram encode(LogHistogram histogram) {
        RunProto.Histogram.Builder out =
                RunProto.Histogram.newBuilder()
                        .setSumNs(histogram.sumNs())
                        .setMaxNs(histogram.maxNs());
        for (long count : histogram.counts()) {
            out.addCounts(count);
        }
        return out.build();
    }

    private static void decode(RunProto.Histogram encoded, LogHistogram into) {
        into.add(longs(encoded.getCountsList()), encoded.getSumNs(), encoded.getMaxNs());
    }
}
