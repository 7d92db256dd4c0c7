package org.scxfleet.bpf.scx;

import org.scxfleet.bpf.code.AddressLayout;
import org.scxfleet.bpf.code.Machine;
import org.scxfleet.bpf.object.BpfObject;
import org.scxfleet.bpf.object.GlobalSection;

/** Reads global variables of a scheduler that was loaded. */
final class Globals {
    private Globals() {}

    static long number(BpfSchedulerFactory factory, BpfScheduler scheduler, String name) {
        return number(factory, scheduler, name, 0);
    }

    /** The number at an offset of a variable, wherever the object has it. */
    static long number(
            BpfSchedulerFactory factory, BpfScheduler scheduler, String name, int offset) {
        BpfObject object = factory.linked().object();
        Machine machine = scheduler.machine();
        for (int map = 0; map < object.maps().size(); map++) {
            GlobalSection section = object.maps().get(map).section();
            GlobalSection.Variable variable = section == null ? null : section.variable(name);
            if (variable != null) {
                long address = AddressLayout.mapValue(map, variable.offset() + offset);
                return variable.sizeBytes() == 8
                        ? machine.memory().load64(address)
                        : variable.sizeBytes() == 1
                                ? machine.memory().load8(address)
                                : machine.memory().load32(address);
            }
        }
        throw new IllegalArgumentException(name);
    }
}
