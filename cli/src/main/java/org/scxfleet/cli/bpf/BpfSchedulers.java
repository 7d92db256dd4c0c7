package org.scxfleet.cli.bpf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.ProgramRefused;
import org.scxfleet.bpf.profile.Expression;
import org.scxfleet.bpf.profile.LoaderProfile;
import org.scxfleet.bpf.profile.OptionValues;
import org.scxfleet.bpf.profile.ProfileOption;
import org.scxfleet.bpf.profile.ShippedProfiles;
import org.scxfleet.bpf.scx.BpfSchedulerFactory;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.node.assembly.ObjectLoader;
import org.scxfleet.ops.SchedulerEnvironment;
import org.scxfleet.ops.SchedulerFactory;
import org.scxfleet.ops.SchedulerOps;

/**
 * Loads the BPF objects of this process.
 *
 * <p>An object is compiled once for each of its loader profiles, however many runs, hosts and
 * guests use it, because compiling costs more than many hosts do. The profile travels as one more
 * option of the scheduler, so that a process that only has the run's description loads the same
 * thing; the scheduler itself never sees that option. What was used longest ago is forgotten when
 * there are too many. Any number of threads may ask; one that asks while another compiles waits.
 */
public final class BpfSchedulers implements ObjectLoader {
    /** Option under which the text of a loader profile travels with its object. */
    public static final String PROFILE_OPTION = "profile";

    /** Those of this process. */
    public static final BpfSchedulers SHARED = new BpfSchedulers();

    /** Compiled objects that are kept: those of a large comparison. */
    private static final int KEPT_MAX = 64;

    private final LinkedHashMap<Key, Loaded> loaded = new LinkedHashMap<>(KEPT_MAX, 0.75f, true);

    private BpfSchedulers() {}

    /** What makes a difference to the compiled object. */
    private record Key(String name, String objectSha256, String profile) {}

    /** A compiled object with what was read to make it. */
    private record Loaded(LoaderProfile profile, BpfSchedulerFactory factory) {}

    /** The shipped profile that fits the object, as text; null if there is none. */
    public static @Nullable String shippedProfile(String name, byte[] object) {
        return ShippedProfiles.yaml(BpfSchedulerFactory.inspect(name, object).name());
    }

    @Override
    public SchedulerFactory load(SchedulerSpec scheduler, byte[] object) {
        BpfSchedulerFactory factory = loaded(scheduler, object).factory();
        return new SchedulerFactory() {
            @Override
            public SchedulerOps create(SchedulerEnvironment environment) {
                return factory.create(
                        new SchedulerEnvironment(
                                environment.topology(),
                                withoutProfile(environment.options()),
                                environment.hz(),
                                environment.seed(),
                                environment.loaderPid()));
            }

            @Override
            public boolean bringsThreads() {
                return factory.bringsThreads();
            }
        };
    }

    /**
     * Loads an object and checks the options, before anything runs.
     *
     * @return what a user should know about how it was loaded, one sentence each
     * @throws IllegalArgumentException if it cannot run, or an option is wrong
     */
    public List<String> check(SchedulerSpec scheduler, byte[] object) {
        Loaded checked = loaded(scheduler, object);
        List<ProfileOption> known =
                checked.profile().options().stream().map(BpfSchedulers::withoutDefault).toList();
        OptionValues.of(
                scheduler.name(),
                known,
                withoutProfile(scheduler.options()),
                (name, _) -> {
                    throw new IllegalStateException("no default needs " + name);
                });
        return checked.factory().notices();
    }

    /**
     * The options that an object takes with its profile.
     *
     * @throws IllegalArgumentException if it cannot run
     */
    public List<ProfileOption> options(SchedulerSpec scheduler, byte[] object) {
        return loaded(scheduler, object).profile().options();
    }

    private Loaded loaded(SchedulerSpec scheduler, byte[] object) {
        String profile = scheduler.options().getOrDefault(PROFILE_OPTION, "");
        Key key = new Key(scheduler.name(), scheduler.objectSha256(), profile);
        synchronized (loaded) {
            Loaded known = loaded.get(key);
            if (known == null) {
                known = compiled(scheduler.name(), object, profile);
                loaded.put(key, known);
                if (loaded.size() > KEPT_MAX) {
                    loaded.remove(loaded.firstEntry().getKey());
                }
            }
            return known;
        }
    }

    private static Loaded compiled(String name, byte[] object, String text) {
        LoaderProfile profile =
                text.isEmpty() ? LoaderProfile.NONE : ProfileYaml.read("of " + name, text);
        BpfSchedulerFactory factory;
        try {
            factory = BpfSchedulerFactory.of(name, object, profile).sharing(new SharedPages());
        } catch (ProgramRefused refused) {
            throw new IllegalArgumentException(String.valueOf(refused.getMessage()), refused);
        }
        return new Loaded(profile, factory);
    }

    /** Defaults may depend on the kernel, given values do not. */
    private static ProfileOption withoutDefault(ProfileOption option) {
        return new ProfileOption(
                option.letter(),
                option.name(),
                option.kind(),
                Expression.of(0),
                option.min(),
                option.max(),
                option.choices(),
                option.meaning());
    }

    private static SortedMap<String, String> withoutProfile(SortedMap<String, String> options) {
        SortedMap<String, String> own = new TreeMap<>(options);
        own.remove(PROFILE_OPTION);
        return own;
    }
}
