package org.scxfleet.node.assembly;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.engine.Envelope;
import org.scxfleet.engine.EnvelopeSink;
import org.scxfleet.fleet.SchedulerObjects;
import org.scxfleet.host.GuestSpec;
import org.scxfleet.host.Host;
import org.scxfleet.host.HostReport;
import org.scxfleet.host.HostSpec;
import org.scxfleet.host.SchedulerResolver;
import org.scxfleet.host.VirtualMachineMonitor;
import org.scxfleet.paravirt.GuestMachine;
import org.scxfleet.policy.PolicyCatalog;
import org.scxfleet.trace.TraceSink;

/** Makes real hosts: the kernel model, its schedulers, and a monitor for each guest. */
public final class NodeAssembly implements HostAssembly {
    private final SchedulerResolver schedulers;
    private final MonitorFactory monitors;

    /** Makes the monitor of a guest. */
    @FunctionalInterface
    public interface MonitorFactory {
        /**
         * @throws IllegalArgumentException if there is none for such a guest
         */
        VirtualMachineMonitor create(GuestSpec guest);
    }

    private NodeAssembly(SchedulerResolver schedulers, MonitorFactory monitors) {
        this.schedulers = schedulers;
        this.monitors = monitors;
    }

    /** Assemblies with the built-in schedulers and monitor, without BPF objects. */
    public static Factory builtIn() {
        return with(
                (scheduler, object) -> {
                    throw new IllegalArgumentException(
                            "scheduler "
                                    + scheduler.name()
                                    + ": this program cannot load BPF objects");
                },
                _ -> new GuestMachine());
    }

    /** Assemblies with built-in schedulers, and with these for the rest. */
    public static Factory with(ObjectLoader objects, MonitorFactory monitors) {
        PolicyCatalog catalog = new PolicyCatalog();
        return (SchedulerObjects ofRun) ->
                new NodeAssembly(new SchedulerLoader(catalog, ofRun, objects), monitors);
    }

    @Override
    public EmulatedHost assemble(HostSpec spec) {
        List<VirtualMachineMonitor> ofGuests = new ArrayList<>();
        for (GuestSpec guest : spec.guests()) {
            ofGuests.add(monitors.create(guest));
        }
        return new ModelHost(Host.assemble(spec, schedulers, ofGuests));
    }

    /** A host of the model. */
    private record ModelHost(Host host) implements EmulatedHost {
        @Override
        public long nextEventNs() {
            return host.nextEventNs();
        }

        @Override
        public void advance(long boundNs, Iterable<Envelope> in, EnvelopeSink out) {
            host.advance(boundNs, in, out);
        }

        @Override
        public HostReport report() {
            return host.report();
        }

        @Override
        public long eventCount() {
            return host.eventCount();
        }

        @Override
        public void traceTo(@Nullable TraceSink sink) {
            host.traceTo(sink);
        }
    }
}
