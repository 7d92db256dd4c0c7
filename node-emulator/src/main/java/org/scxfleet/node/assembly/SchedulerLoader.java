package org.scxfleet.node.assembly;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.host.SchedulerSpec;
import org.scxfleet.ops.SchedulerFactory;

/**
 * Where the schedulers of a run come from: the catalogue, or a BPF object of the run.
 *
 * <p>An object is loaded once and its factory shared by all hosts, because compiling it costs more
 * than many hosts do. Hosts are assembled by several threads; which of them loads an object makes
 * no difference to the result.
 */
final class SchedulerLoader implements SchedulerResolver {
    private final SchedulerResolver builtIn;
    private final SchedulerObjects objects;
    private final ObjectLoader loader;
    private final Map<SchedulerSpec, SchedulerFactory> loaded = new ConcurrentHashMap<>();

    SchedulerLoader(SchedulerResolver builtIn, SchedulerObjects objects, ObjectLoader loader) {
        this.builtIn = builtIn;
        this.objects = objects;
        this.loader = loader;
    }

    @Override
    public SchedulerFactory resolve(SchedulerSpec scheduler) {
        return scheduler.objectSha256().isEmpty()
                ? builtIn.resolve(scheduler)
                : loaded.computeIfAbsent(scheduler, this::load);
    }

    private SchedulerFactory load(SchedulerSpec scheduler) {
        return loader.load(scheduler, objects.bytes(scheduler.objectSha256()));
    }
}
