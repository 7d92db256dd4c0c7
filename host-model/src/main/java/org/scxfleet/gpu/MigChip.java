package org.scxfleet.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A chip that is or can be partitioned, while time goes on.
 *
 * <p><b>What.</b> The chip has a number of places, each a device number of the host; its instances
 * are at the first of them, in their order. A new partition takes effect as a whole or not at all:
 * an instance that stays (same place in the list, same size, same memory slices) may be in use, one
 * that goes must be idle, that is, no context is open on it. Instances that stay keep their memory
 * slices, so a chip can be too fragmented for a partition that would fit an empty one; those that
 * are idle are then moved. New instances come into being after a while.
 *
 * <p><b>Slices.</b> Free are compute slices of no instance. Stranded are those among them that no
 * further instance can use, because the memory slices that it needs are taken or begin in the wrong
 * place. Both are integrated over time.
 */
final class MigChip {
    final GpuSpec chip;
    final int firstDevice;
    final int places;
    private final List<MigPart> parts = new ArrayList<>();
    private int freeCompute;
    private int stranded;
    private int freeMemory;
    private long freeSliceNs;
    private long strandedSliceNs;
    private long accountedNs;
    private long settledNs;
    private int repartitions;
    private int refusals;

    /**
     * @param specs of all devices of the host; those of the chip are consecutive
     */
    MigChip(List<GpuSpec> specs, int firstDevice) {
        this.firstDevice = firstDevice;
        MigPart first = part(specs.get(firstDevice));
        chip = first.chip();
        int device = firstDevice;
        while (device < specs.size()
                && specs.get(device).mig() != null
                && specs.get(device).wiring().chip() == chip.wiring().chip()) {
            parts.add(part(specs.get(device++)));
        }
        places = parts.size();
        count();
    }

    private static MigPart part(GpuSpec spec) {
        MigPart part = spec.mig();
        if (part == null) {
            throw new IllegalArgumentException("GPU " + spec.model() + " cannot be partitioned");
        }
        return part;
    }

    boolean has(int device) {
        return device >= firstDevice && device < firstDevice + places;
    }

    MigPart part(int device) {
        return parts.get(device - firstDevice);
    }

    void account(long nowNs) {
        freeSliceNs += (nowNs - accountedNs) * freeCompute;
        strandedSliceNs += (nowNs - accountedNs) * stranded;
        accountedNs = nowNs;
    }

    /**
     * What the chip would be.
     *
     * @param instances sizes; none for the whole chip
     * @param isBusy whether a device has an open context
     * @return the parts, one for each place
     * @throws IllegalArgumentException if that is not possible now; the message says why
     */
    List<MigPart> plan(List<String> instances, IntPredicate isBusy, long nowNs) {
        if (nowNs < settledNs) {
            throw new IllegalArgumentException("it is still being partitioned");
        }
        if (instances.size() > places) {
            throw new IllegalArgumentException(
                    instances.size() + " instances, but it has " + places + " device numbers");
        }
        List<MigPart> next = layout(instances, place -> true);
        if (next.isEmpty()) {
            next = layout(instances, place -> isBusy.test(firstDevice + place));
        }
        if (next.isEmpty()) {
            throw new IllegalArgumentException(
                    "the instances in use leave no place for " + String.join(", ", instances));
        }
        for (int place = 0; place < places; place++) {
            boolean goes = !next.get(place).equals(parts.get(place));
            if (goes && !parts.get(place).isAbsent() && isBusy.test(firstDevice + place)) {
                throw new IllegalArgumentException(
                        "GPU "
                                + (firstDevice + place)
                                + " ("
                                + parts.get(place).profile()
                                + ") is in use");
            }
        }
        return next;
    }

    /** The parts if those instances stay where they are that may; none if there is no place. */
    private List<MigPart> layout(List<String> instances, IntPredicate stays) {
        List<MigPart> next = new ArrayList<>(empty());
        if (instances.isEmpty()) {
            next.set(0, new MigPart(chip, MigPart.WHOLE, 0));
            return next;
        }
        MigLayout layout = new MigLayout(chip.model());
        try {
            for (int place = 0; place < instances.size(); place++) {
                if (stays.test(place) && parts.get(place).is(instances.get(place))) {
                    layout.add(parts.get(place).placed());
                    next.set(place, parts.get(place));
                }
            }
            for (int place = 0; place < instances.size(); place++) {
                if (next.get(place).isAbsent()) {
                    int start = layout.add(instances.get(place));
                    String size = layout.instances().getLast().name();
                    next.set(place, new MigPart(chip, size, start));
                }
            }
        } catch (IllegalArgumentException noPlace) {
            return List.of();
        }
        return next;
    }

    private List<MigPart> empty() {
        List<MigPart> none = new ArrayList<>();
        for (int place = 0; place < places; place++) {
            none.add(new MigPart(chip, MigPart.ABSENT, 0));
        }
        return none;
    }

    /** The chip is partitioned anew, and usable at that time. */
    void become(List<MigPart> next, long nowNs, long usableNs) {
        account(nowNs);
        parts.clear();
        parts.addAll(next);
        settledNs = usableNs;
        repartitions++;
        count();
    }

    void refused() {
        refusals++;
    }

    private void count() {
        if (parts.getFirst().profile().equals(MigPart.WHOLE)) {
            freeCompute = 0;
            stranded = 0;
            freeMemory = 0;
            return;
        }
        MigLayout layout = new MigLayout(chip.model());
        for (MigPart part : parts) {
            if (part.isInstance()) {
                layout.add(part.placed());
            }
        }
        freeCompute = layout.freeComputeSlices();
        stranded = layout.strandedComputeSlices();
        freeMemory = layout.freeMemorySlices();
    }

    MigTally tally() {
        return new MigTally(
                chip.model(),
                MigProfile.computeSlices(chip.model()),
                freeCompute,
                stranded,
                freeMemory,
                freeSliceNs,
                strandedSliceNs,
                repartitions,
                refusals);
    }
}
