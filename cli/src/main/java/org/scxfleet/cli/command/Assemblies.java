package org.scxfleet.cli.command;

import org.scxfleet.cli.bpf.BpfSchedulers;
import org.scxfleet.cli.scenario.ScenarioReader;
import org.scxfleet.node.assembly.HostAssembly;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.paravirt.GuestMachine;

/** Makes hosts with everything that this program has: schedulers, BPF objects and guests. */
final class Assemblies {
    private Assemblies() {}

    static HostAssembly.Factory all() {
        return NodeAssembly.with(BpfSchedulers.SHARED, _ -> new GuestMachine());
    }

    /** Reads scenarios for this machine; their objects are loaded, so that a bad one is named. */
    static ScenarioReader scenarios() {
        return new ScenarioReader(Runtime.getRuntime().maxMemory(), BpfSchedulers.SHARED::check);
    }
}
