package org.scxfleet.cli.fidelity;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.Place;
import org.scxfleet.workload.measured.GroupHistograms;
import org.scxfleet.workload.measured.GroupHistograms.Bucket;
import org.scxfleet.workload.measured.GroupKey;
import org.scxfleet.workload.measured.GroupSummary;

/** The figures of one or several task groups of a case, over all repetitions. */
final class GroupFigures {
    private static final double NS_PER_S = 1e9;
    private static final double NS_PER_US = 1e3;

    private GroupFigures() {}

    /** As measured. */
    record Measured(
            double share,
            double shareMin,
            double shareMax,
            List<Bucket> segments,
            List<Bucket> wakeWaits,
            double wakeMaxUs,
            double switchesPerS,
            double migrationsPerS,
            OptionalDouble loopsPerS) {
        Measured {
            segments = List.copyOf(segments);
            wakeWaits = List.copyOf(wakeWaits);
        }

        /** The named groups of the case together. */
        static Measured of(Measurements data, String caseName, List<String> groups) {
            double share = 0;
            double shareMin = Double.MAX_VALUE;
            double shareMax = 0;
            double wakeMaxUs = 0;
            double switchesPerS = 0;
            double migrationsPerS = 0;
            double loopsPerS = 0;
            boolean loops = true;
            int tasks = 0;
            List<List<Bucket>> segments = new ArrayList<>();
            List<List<Bucket>> waits = new ArrayList<>();
            for (String group : groups) {
                GroupKey key = new GroupKey(caseName, group);
                GroupSummary summary = summary(data, key);
                tasks += summary.tasks();
                share += summary.shareOfWindow().mean() * summary.tasks();
                shareMin = Math.min(shareMin, summary.shareOfWindow().min());
                shareMax = Math.max(shareMax, summary.shareOfWindow().max());
                wakeMaxUs = Math.max(wakeMaxUs, summary.wakeLatency().maxUs().orElse(0));
                switchesPerS += summary.switchedInPerS();
                migrationsPerS += summary.migrationsPerS();
                loops &= summary.loopsPerS().isPresent();
                loopsPerS += summary.loopsPerS().orElse(0) * summary.tasks();
                GroupHistograms histograms = data.histograms().get(key);
                if (histograms != null) {
                    segments.add(histograms.segment());
                    waits.add(histograms.wake());
                }
            }
            return new Measured(
                    share / tasks,
                    shareMin,
                    shareMax,
                    Distribution.merge(segments),
                    Distribution.merge(waits),
                    wakeMaxUs,
                    switchesPerS,
                    migrationsPerS,
                    loops ? OptionalDouble.of(loopsPerS / tasks) : OptionalDouble.empty());
        }

        private static GroupSummary summary(Measurements data, GroupKey key) {
            @Nullable GroupSummary summary = data.summaries().get(key);
            if (summary == null) {
                throw new BadInputException(
                        Place.wholeFile("summary.csv"),
                        key.caseName(),
                        "has no line for task group " + key.group(),
                        "fetch the whole folder");
            }
            return summary;
        }
    }

    /** As emulated, or as measured once more. */
    record Emulated(
            double share,
            long[] segmentsNs,
            long[] wakeWaitsNs,
            double wakeMaxUs,
            double switchesPerS,
            double migrationsPerS,
            double loopsPerS) {

        /** The named groups together, over all runs of the case. */
        static Emulated of(List<EmulatedRun> runs, List<String> groups, long windowNs) {
            LongSamples segments = new LongSamples();
            LongSamples waits = new LongSamples();
            long runNs = 0;
            long switches = 0;
            long migrations = 0;
            long loops = 0;
            int tasks = 0;
            for (EmulatedRun run : runs) {
                for (int i = 0; i < run.groups().size(); i++) {
                    if (groups.contains(run.groups().get(i))) {
                        TaskSamples task = run.tasks().get(i);
                        segments.addAll(task.segmentsNs);
                        waits.addAll(task.wakeWaitsNs);
                        runNs += task.runNs;
                        switches += task.switchedIn;
                        migrations += task.migrations;
                        loops += task.loops;
                        tasks++;
                    }
                }
            }
            double seconds = windowNs / NS_PER_S;
            return new Emulated(
                    (double) runNs / windowNs / tasks,
                    segments.sorted(),
                    waits.sorted(),
                    waits.max() / NS_PER_US,
                    switches / seconds / runs.size(),
                    migrations / seconds / runs.size(),
                    loops / seconds / tasks);
        }

        /**
         * A second measurement in the place of a run of the model. A sample lies at the lower edge
         * of its bucket, which no edge that is compared tells from any other place in it.
         */
        static Emulated again(Measured second) {
            return new Emulated(
                    second.share(),
                    samplesNs(second.segments()),
                    samplesNs(second.wakeWaits()),
                    second.wakeMaxUs(),
                    second.switchesPerS(),
                    second.migrationsPerS(),
                    second.loopsPerS().orElse(0));
        }

        private static long[] samplesNs(List<Bucket> buckets) {
            LongSamples samples = new LongSamples();
            for (Bucket bucket : buckets) {
                for (long i = 0; i < bucket.count(); i++) {
                    samples.add(bucket.fromUs() * (long) NS_PER_US);
                }
            }
            return samples.sorted();
        }
    }
}
