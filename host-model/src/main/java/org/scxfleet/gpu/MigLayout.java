package org.scxfleet.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one partitioned chip, and where they lie.
 *
 * <p>An instance takes compute slices, of which only the number matters, and a run of memory slices
 * that may begin at few places only. So a chip can have room enough and no place: a 1g at memory
 * slice 4 keeps a second 3g out although three compute slices are free. Instances are placed where
 * the user says, else at the start after which the largest size still fits; among equals the last.
 */
public final class MigLayout {
    private final String model;
    private final List<MigProfile> instances = new ArrayList<>();
    private final List<Integer> starts = new ArrayList<>();
    private final boolean[] taken;
    private int freeCompute;

    /**
     * @throws IllegalArgumentException if the model cannot be partitioned
     */
    public MigLayout(String model) {
        if (MigProfile.of(model).isEmpty()) {
            throw new IllegalArgumentException(
                    "GPU model '"
                            + model
                            + "' has no MIG; those that have are "
                            + String.join(", ", MigProfile.models()));
        }
        this.model = model;
        taken = new boolean[MigProfile.memorySlices(model)];
        freeCompute = MigProfile.computeSlices(model);
    }

    /** The instances, in the order in which they were added. */
    public List<MigProfile> instances() {
        return List.copyOf(instances);
    }

    /** First memory slice of each instance. */
    public List<Integer> starts() {
        return List.copyOf(starts);
    }

    public int freeComputeSlices() {
        return freeCompute;
    }

    public int freeMemorySlices() {
        int free = 0;
        for (boolean used : taken) {
            free += used ? 0 : 1;
        }
        return free;
    }

    /** Sizes of which one more fits. */
    public List<String> fitting() {
        return MigProfile.of(model).stream()
                .filter(profile -> bestStart(profile) >= 0)
                .map(MigProfile::name)
                .toList();
    }

    /** Compute slices that no further instance can use, with the present ones where they are. */
    public int strandedComputeSlices() {
        int largest = 0;
        MigLayout rest = copy();
        for (boolean more = true; more; ) {
            more = false;
            for (MigProfile profile : MigProfile.of(model).reversed()) {
                int start = rest.bestStart(profile);
                if (start >= 0) {
                    rest.put(profile, start);
                    largest += profile.computeSlices();
                    more = true;
                    break;
                }
            }
        }
        return freeCompute - largest;
    }

    /**
     * Adds an instance.
     *
     * @param what a size, for example 3g.40gb, or a size and its first memory slice: 3g.40gb@4
     * @return its first memory slice
     * @throws IllegalArgumentException if there is no such size, or no place for it
     */
    public int add(String what) {
        int at = what.indexOf('@');
        MigProfile profile = profile(at < 0 ? what : what.substring(0, at));
        int start = at < 0 ? bestStart(profile) : given(what.substring(at + 1), profile);
        if (start < 0 || !fits(profile, start)) {
            throw new IllegalArgumentException(
                    "no place for MIG instance "
                            + what
                            + ": free are "
                            + freeCompute
                            + " compute slices and the memory slices "
                            + freeSlices()
                            + (fitting().isEmpty()
                                    ? "; nothing fits any more"
                                    : "; what fits is " + String.join(", ", fitting())));
        }
        put(profile, start);
        return start;
    }

    private MigProfile profile(String name) {
        MigProfile found = find(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "GPU model "
                            + model
                            + " has no MIG size '"
                            + name
                            + "'; it has "
                            + String.join(
                                    ", ",
                                    MigProfile.of(model).stream().map(MigProfile::name).toList()));
        }
        return found;
    }

    private @Nullable MigProfile find(String name) {
        for (MigProfile profile : MigProfile.of(model)) {
            if (profile.name().equals(name)) {
                return profile;
            }
        }
        return null;
    }

    private int given(String start, MigProfile profile) {
        for (int possible : profile.starts()) {
            if (Integer.toString(possible).equals(start)) {
                return possible;
            }
        }
        throw new IllegalArgumentException(
                "a MIG instance "
                        + profile.name()
                        + " begins at memory slice "
                        + profile.starts()
                        + ", not at "
                        + start);
    }

    private boolean fits(MigProfile profile, int start) {
        if (profile.computeSlices() > freeCompute || count(profile) >= profile.maxInstances()) {
            return false;
        }
        for (int slice = start; slice < start + profile.memorySlices(); slice++) {
            if (slice >= taken.length || taken[slice]) {
                return false;
            }
        }
        return true;
    }

    private int count(MigProfile profile) {
        return (int) instances.stream().filter(profile::equals).count();
    }

    /** Where the most compute slices of one further instance remain possible; -1 if nowhere. */
    private int bestStart(MigProfile profile) {
        int best = -1;
        int bestRest = -1;
        for (int start : profile.starts()) {
            if (fits(profile, start)) {
                MigLayout after = copy();
                after.put(profile, start);
                int rest = after.largestFitting();
                if (rest >= bestRest) {
                    bestRest = rest;
                    best = start;
                }
            }
        }
        return best;
    }

    private int largestFitting() {
        int largest = 0;
        for (MigProfile profile : MigProfile.of(model)) {
            for (int start : profile.starts()) {
                if (fits(profile, start)) {
                    largest = Math.max(largest, profile.computeSlices());
                }
            }
        }
        return largest;
    }

    private void put(MigProfile profile, int start) {
        instances.add(profile);
        starts.add(start);
        freeCompute -= profile.computeSlices();
        for (int slice = start; slice < start + profile.memorySlices(); slice++) {
            taken[slice] = true;
        }
    }

    private MigLayout copy() {
        MigLayout copy = new MigLayout(model);
        for (int i = 0; i < instances.size(); i++) {
            copy.put(instances.get(i), starts.get(i));
        }
        return copy;
    }

    private String freeSlices() {
        TreeMap<Integer, Integer> free = new TreeMap<>();
        for (int slice = 0; slice < taken.length; slice++) {
            if (!taken[slice]) {
                free.put(slice, slice);
            }
        }
        return free.keySet().toString();
    }

    /**
     * The devices that the instances are, in their order, of a chip with the given properties.
     *
     * @param places device numbers of the chip; those past the instances are for later ones
     */
    public List<GpuSpec> devices(GpuSpec chip, int places) {
        List<GpuSpec> devices = new ArrayList<>();
        for (int place = 0; place < Math.max(places, instances.size()); place++) {
            boolean there = place < instances.size();
            String size = there ? instances.get(place).name() : MigPart.ABSENT;
            devices.add(device(new MigPart(chip, size, there ? starts.get(place) : 0)));
        }
        return devices;
    }

    /** The devices of a chip that is not partitioned yet. */
    public static List<GpuSpec> whole(GpuSpec chip, int places) {
        List<GpuSpec> devices = new ArrayList<>();
        for (int place = 0; place < places; place++) {
            String part = place == 0 ? MigPart.WHOLE : MigPart.ABSENT;
            devices.add(device(new MigPart(chip, part, 0)));
        }
        return devices;
    }

    /** The device that a part of a chip is. */
    static GpuSpec device(MigPart part) {
        GpuSpec chip = part.chip();
        if (!part.isInstance()) {
            return chip.as(part);
        }
        GpuModel known = GpuModel.of(chip.model());
        int processors = known == null ? 1 : known.processors();
        MigProfile profile = new MigLayout(chip.model()).profile(part.profile());
        return chip.instance(profile, processors, MigProfile.memorySlices(chip.model())).as(part);
    }
}
