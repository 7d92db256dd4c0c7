package org.scxfleet.cli.command;

import org.scxfleet.node.assembly.HostAssembly;
import org.scxfleet.node.assembly.NodeAssembly;
import org.scxfleet.paravirt.GuestMachine;

/** Makes hosts with everything that this program has: built-in schedulers and guests. */
final class Assemblies {
    private Assemblies() {}

    static HostAssembly.Factory all() {
        return NodeAssembly.with(
                (scheduler, _) -> {
                    throw new IllegalArgumentException(
                            "scheduler "
                                    + scheduler.name()
                                    + ": this build cannot run BPF objects yet");
                },
                _ -> new GuestMachine());
    }
}
