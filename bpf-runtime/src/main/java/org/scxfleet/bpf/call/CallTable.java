package org.scxfleet.bpf.call;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.scxfleet.bpf.code.HostFunction;

/**
 * Which helpers and generic kfuncs exist.
 *
 * <p>Semantics follow Linux 7.3 (kernel/bpf/helpers.c and the map implementations), for a machine
 * on which one callback runs at a time: locks always succeed, and disabling preemption or reading
 * under RCU does nothing.
 */
public final class CallTable {
    private final Map<Integer, HostFunction> helpers = new LinkedHashMap<>();
    private final Map<String, HostFunction> functions = new LinkedHashMap<>();

    private CallTable() {
        MapCalls.addTo(this);
        HostCalls.addTo(this);
        MemoryCalls.addTo(this);
        PrintCalls.addTo(this);
        StringFunctions.addTo(this);
        StorageCalls.addTo(this);
        TimerCalls.addTo(this);
        RingCalls.addTo(this);
        DynptrFunctions.addTo(this);
        AbsentCalls.addTo(this);
        CpumaskFunctions.addTo(this);
        IteratorFunctions.addTo(this);
        BitIterator.addTo(this);
        ObjectFunctions.addTo(this);
        TreeFunctions.addTo(this);
        ListFunctions.addTo(this);
        ArenaFunctions.addTo(this);
        LockFunctions.addTo(this);
    }

    /** The table; there is one, since it holds no state. */
    public static final CallTable GENERIC = new CallTable();

    /** Returns the helper with a number, or null. */
    public @Nullable HostFunction helper(int number) {
        return helpers.get(number);
    }

    /** Returns the kfunc with a name, or null. */
    public @Nullable HostFunction function(String name) {
        return functions.get(name);
    }

    void helper(int number, HostFunction function) {
        if (helpers.put(number, function) != null) {
            throw new IllegalStateException("helper " + number + " is listed twice");
        }
    }

    void function(String name, HostFunction function) {
        if (functions.put(name, function) != null) {
            throw new IllegalStateException("kfunc " + name + " is listed twice");
        }
    }
}
