package org.scxfleet.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.scxfleet.sync.Barrier;
import org.scxfleet.sync.Gate;
import org.scxfleet.sync.KernelMutex;
import org.scxfleet.sync.Pipe;
import org.scxfleet.sync.Semaphore;
import org.scxfleet.sync.WaitQueue;
import org.scxfleet.task.Step;

/**
 * The named things of one kernel that programs share, by number. Names are resolved when programs
 * are compiled.
 */
final class Resources {
    final List<KernelMutex> mutexes = new ArrayList<>();
    final List<WaitQueue> conditions = new ArrayList<>();
    final List<Barrier> barriers = new ArrayList<>();
    final List<Semaphore> semaphores = new ArrayList<>();
    final List<Pipe> pipes = new ArrayList<>();
    final List<Gate> gates = new ArrayList<>();

    /** Next expiry of shared timers; -1 = not started. */
    final List<long[]> sharedTimers = new ArrayList<>();

    private final TreeMap<String, Integer> numbers = new TreeMap<>();

    int mutex(String name, boolean priorityInheritance) {
        Integer known = numbers.get("mutex " + name);
        if (known == null) {
            known = mutexes.size();
            mutexes.add(new KernelMutex(known, priorityInheritance));
            numbers.put("mutex " + name, known);
        }
        return known;
    }

    int condition(String name) {
        return number("condition " + name, conditions, new WaitQueue());
    }

    int barrier(String name, int parties) {
        int number = number("barrier " + name, barriers, new Barrier(parties));
        if (barriers.get(number).parties() != parties) {
            throw new IllegalArgumentException(
                    "barrier '"
                            + name
                            + "' has "
                            + barriers.get(number).parties()
                            + " parties at one place and "
                            + parties
                            + " at another");
        }
        return number;
    }

    int semaphore(String name) {
        return number("semaphore " + name, semaphores, new Semaphore());
    }

    int pipe(String name) {
        return number("pipe " + name, pipes, new Pipe(Step.PIPE_CAPACITY));
    }

    int gate(String name, boolean counting) {
        int number = number("gate " + name, gates, new Gate(counting));
        if (gates.get(number).isCounting() != counting) {
            throw new IllegalArgumentException(
                    "suspend/resume '" + name + "' is counting at one place and not at another");
        }
        return number;
    }

    int sharedTimer(String name) {
        return number("timer " + name, sharedTimers, new long[] {-1});
    }

    private <T> int number(String key, List<T> list, T fresh) {
        Integer known = numbers.get(key);
        if (known == null) {
            known = list.size();
            list.add(fresh);
            numbers.put(key, known);
        }
        return known;
    }
}
