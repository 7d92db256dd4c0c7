package org.scxfleet.bpf.code;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.map.BpfMap;
import org.scxfleet.bpf.map.Errno;
import org.scxfleet.bpf.map.MapSpec;
import org.scxfleet.bpf.map.SpecialField;
import org.scxfleet.bpf.memory.AddressSpace;

/**
 * The timers of one scheduler instance.
 *
 * <p>A {@code bpf_timer} in a map value holds the number of its entry here; when it fires is the
 * environment's business. Work for a queue ({@code bpf_wq}) is a timer that is due at once. Rules
 * as in kernel/bpf/helpers.c of Linux 7.3: initialise once, set the callback before starting,
 * cancel from the own callback is a deadlock.
 */
public final class TimerTable {
    /** Most timers of one instance. */
    public static final int TIMERS_MAX = 1 << 20;

    /** Start flag: the time is absolute. */
    public static final long START_ABSOLUTE = 1;

    /** Start flag: fire on the CPU that started it. */
    public static final long START_PINNED = 2;

    /**
     * The soonest that a timer fires: clock devices are programmed a microsecond ahead at least,
     * and a timer that starts itself for now would never let time pass.
     */
    private static final long DELAY_MIN_NS = 1_000;

    private static final int CLOCK_MONOTONIC = 1;
    private static final int CLOCK_BOOTTIME = 7;

    /** One timer. */
    static final class Timer {
        private final long address;
        private final long map;
        private long callback;
        private boolean armed;
        private boolean running;
        private long value;

        Timer(long address, long map) {
            this.address = address;
            this.map = map;
        }

        long map() {
            return map;
        }

        long callback() {
            return callback;
        }

        /** The start of the map value that the timer lies in. */
        long value() {
            return value;
        }
    }

    private final Machine machine;
    private final List<@Nullable Timer> timers = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();

    TimerTable(Machine machine) {
        this.machine = machine;
    }

    /** Initialises the timer at an address inside a value of a map. */
    public int initialise(long address, long map, long flags) {
        long clock = flags & 0xf;
        if (flags != clock || (clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME && clock != 0)) {
            return Errno.EINVAL;
        }
        if (at(address) != null) {
            return Errno.EBUSY;
        }
        return add(address, map);
    }

    /** Initialises the work at an address inside a value of a map. */
    public int initialiseWork(long address, long map) {
        return at(address) != null ? Errno.EBUSY : add(address, map);
    }

    private int add(long address, long map) {
        BpfMap owner = machine.map(map);
        int element = owner.elementAt(address);
        if (element < 0) {
            return Errno.EINVAL;
        }
        int number;
        if (free.isEmpty()) {
            if (timers.size() == TIMERS_MAX) {
                return Errno.ENOMEM;
            }
            number = timers.size();
            timers.add(null);
        } else {
            number = free.removeLast();
        }
        Timer timer = new Timer(address, map);
        timer.value = owner.elementValue(element, 0);
        timers.set(number, timer);
        machine.memory().store64(address, number + 1L);
        return 0;
    }

    /** Sets the function to call. */
    public int setCallback(long address, long function) {
        Timer timer = at(address);
        if (timer == null) {
            return Errno.EINVAL;
        }
        timer.callback = function;
        return 0;
    }

    /** Arms the timer. */
    public int start(long address, long ns, long flags) {
        Timer timer = at(address);
        if (timer == null || timer.callback == 0 || (flags & ~3L) != 0) {
            return Errno.EINVAL;
        }
        Environment environment = machine.environment();
        int number = numberAt(address);
        if (timer.armed) {
            environment.cancelTimer(number);
        }
        timer.armed = true;
        long now = environment.nowNs();
        long asked = (flags & START_ABSOLUTE) != 0 ? ns : now + Math.max(0, ns);
        long expiry = asked < 0 ? Long.MAX_VALUE : Math.max(asked, now + DELAY_MIN_NS);
        boolean pinned = (flags & START_PINNED) != 0;
        environment.armTimer(number, expiry, pinned ? environment.cpu() : -1);
        return 0;
    }

    /**
     * Queues work for a worker thread. Queued work that has not run yet is not queued again.
     *
     * <p>The workers of the kernel are no tasks here: one takes the work a moment later, on the CPU
     * that asked for it, and what it does takes no CPU from anybody.
     */
    public int startWork(long address) {
        Timer work = at(address);
        if (work == null || work.callback == 0) {
            return Errno.EINVAL;
        }
        if (!work.armed) {
            work.armed = true;
            Environment environment = machine.environment();
            environment.armTimer(
                    numberAt(address), environment.nowNs() + DELAY_MIN_NS, environment.cpu());
        }
        return 0;
    }

    /** Disarms the timer; returns 1 if it was armed, 0 if not. */
    public int cancel(long address) {
        Timer timer = at(address);
        if (timer == null) {
            return Errno.EINVAL;
        }
        if (timer.running) {
            return Errno.EDEADLK;
        }
        return disarm(timer, numberAt(address)) ? 1 : 0;
    }

    /** Disarms every timer: the scheduler instance is gone. */
    public void cancelAll() {
        for (int number = 0; number < timers.size(); number++) {
            Timer timer = timers.get(number);
            if (timer != null) {
                disarm(timer, number);
            }
        }
    }

    /** A map value goes: its timers go with it. */
    void valueDeleted(long valueAddress, MapSpec spec) {
        AddressSpace memory = machine.memory();
        for (SpecialField field : spec.specials()) {
            long address = valueAddress + field.offset();
            if (field.kind() == SpecialField.Kind.TIMER
                    || field.kind() == SpecialField.Kind.WORKQUEUE) {
                Timer timer = at(address);
                if (timer != null) {
                    int number = numberAt(address);
                    disarm(timer, number);
                    timers.set(number, null);
                    free.add(number);
                    memory.store64(address, 0);
                }
            } else if (field.kind() == SpecialField.Kind.KPTR) {
                machine.heap().release(memory.load64(address));
                memory.store64(address, 0);
            }
        }
    }

    @Nullable Timer expire(int number) {
        Timer timer = number >= 0 && number < timers.size() ? timers.get(number) : null;
        if (timer == null || !timer.armed) {
            return null;
        }
        timer.armed = false;
        timer.running = true;
        return timer;
    }

    void finished(int number) {
        Timer timer = timers.get(number);
        if (timer != null) {
            timer.running = false;
        }
    }

    void writeKey(BpfMap map, Timer timer, long to) {
        map.elementKey(map.elementAt(timer.value), to);
    }

    private boolean disarm(Timer timer, int number) {
        boolean wasArmed = timer.armed;
        timer.armed = false;
        if (wasArmed) {
            machine.environment().cancelTimer(number);
        }
        return wasArmed;
    }

    private int numberAt(long address) {
        return (int) machine.memory().load64(address) - 1;
    }

    private @Nullable Timer at(long address) {
        int number = numberAt(address);
        Timer timer = number >= 0 && number < timers.size() ? timers.get(number) : null;
        return timer != null && timer.address == address ? timer : null;
    }
}
