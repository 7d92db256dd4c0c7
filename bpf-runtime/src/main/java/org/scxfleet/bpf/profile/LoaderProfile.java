package org.scxfleet.bpf.profile;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a scheduler's user-space half does between opening its object and leaving the kernel to work
 * with it, as far as that is setting things.
 *
 * <p>Always done, whatever the profile says: the constants of the kernel are filled in, and the
 * buffer for the exit dump is sized.
 *
 * @param source where it comes from, for messages
 * @param lenient whether variables, maps, sections, programs and counters that an object lacks are
 *     left out; for schedulers of which there are many versions
 * @param options options of the user-space half
 * @param requirements what must hold on the host, with the message of the loader if it does not
 * @param ops numbers of the ops: flags, timeout_ms, dispatch_max_batch, exit_dump_len, hotplug_seq,
 *     cid_shard_size
 * @param attached name of the variable with the ops, where an object has several; empty for the
 *     first
 * @param dropped members of the ops that are cleared, so that the kernel's default applies
 * @param variables global variables by name, whatever section they are in
 * @param sections sections whose last array gets another number of elements, by section name
 * @param maps settings of maps, by name
 * @param programs optional programs that are loaded
 * @param beforeAttach programs run before the scheduler is attached
 * @param afterAttach programs run once it is
 * @param changes variables that are written once it is attached, where the value is another one
 * @param statistics what its program shows while the scheduler runs, in that order
 * @param agent name of the user-space half that works while the scheduler runs; empty for none
 */
public record LoaderProfile(
        String source,
        boolean lenient,
        List<ProfileOption> options,
        List<Requirement> requirements,
        SortedMap<String, Expression> ops,
        String attached,
        List<String> dropped,
        SortedMap<String, ProfileValue> variables,
        SortedMap<String, Expression> sections,
        SortedMap<String, MapSetting> maps,
        List<String> programs,
        List<ProgramRun> beforeAttach,
        List<ProgramRun> afterAttach,
        SortedMap<String, ProfileValue> changes,
        List<Counter> statistics,
        String agent) {
    /** Nothing is set. Sections that look like arrays over CPUs get one element for each CPU. */
    public static final LoaderProfile NONE = read("no profile", Collections.emptyMap());

    public LoaderProfile {
        options = List.copyOf(options);
        requirements = List.copyOf(requirements);
        ops = Collections.unmodifiableSortedMap(new TreeMap<>(ops));
        dropped = List.copyOf(dropped);
        variables = Collections.unmodifiableSortedMap(new TreeMap<>(variables));
        sections = Collections.unmodifiableSortedMap(new TreeMap<>(sections));
        maps = Collections.unmodifiableSortedMap(new TreeMap<>(maps));
        programs = List.copyOf(programs);
        beforeAttach = List.copyOf(beforeAttach);
        afterAttach = List.copyOf(afterAttach);
        changes = Collections.unmodifiableSortedMap(new TreeMap<>(changes));
        statistics = List.copyOf(statistics);
    }

    /**
     * Reads a profile.
     *
     * @param source file name or the like, for messages
     * @param tree the document: maps with text keys, lists, numbers, booleans, texts
     * @throws IllegalArgumentException if it is not a profile; the message names source, key and
     *     what would be right
     */
    public static LoaderProfile read(String source, Map<?, ?> tree) {
        return new ProfileReader(source).read(tree);
    }

    /** Whether this is the absence of a profile. */
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * Something that must hold.
     *
     * @param message what the loader says otherwise
     */
    public record Requirement(Expression condition, String message) {}

    /**
     * How a map differs from its definition.
     *
     * @param maxEntries its size; a negative number keeps the object's
     * @param entries what it holds before the scheduler starts
     * @param inner whether every element of a map of maps holds an empty map of its own
     */
    public record MapSetting(Expression maxEntries, List<MapEntry> entries, boolean inner) {
        public MapSetting {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A counter: a variable, or an element of an array map, summed over the CPUs if they have one
     * each.
     *
     * @param name what the program calls it
     * @param variable a global variable or a member of it, as in C; empty for an element of a map
     * @param map its name
     * @param element index in the map
     */
    public record Counter(String name, String variable, String map, int element) {}

    /**
     * One entry of a map, or several.
     *
     * @param count how many; {@code $i} counts them, in the key and in the value
     */
    public record MapEntry(Expression count, ProfileValue key, ProfileValue value) {}

    /**
     * One run of a syscall program, or several.
     *
     * @param program its name
     * @param count how often; {@code $i} counts the runs
     * @param arguments members of the program's context, by the struct's name for its type
     * @param expected the result without which loading fails
     */
    public record ProgramRun(
            String program,
            Expression count,
            SortedMap<String, ProfileValue> arguments,
            Expression expected) {
        public ProgramRun {
            arguments = Collections.unmodifiableSortedMap(new TreeMap<>(arguments));
        }
    }
}
