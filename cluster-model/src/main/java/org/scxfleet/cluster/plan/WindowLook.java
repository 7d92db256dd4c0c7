package org.scxfleet.cluster.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.scxfleet.cluster.queue.PaceMeter.OpenWindow;
import org.scxfleet.cluster.queue.WindowRules;

/**
 * The close looks at a run at job level: when, by whom, and what came of them.
 *
 * <p>Whoever emulates hosts implements {@link Emulation}; it is called while the run is planned,
 * window after window.
 */
public final class WindowLook {
    private final WindowRules rules;
    private final Emulation emulation;
    private final List<Looked> looked = new ArrayList<>();

    /** Emulates the hosts of a window. */
    @FunctionalInterface
    public interface Emulation {
        /** The paces of the window's stays, as {@link WindowHosts#paces} finds them. */
        int[] emulate(OpenWindow window, WindowHosts hosts);
    }

    /**
     * A window that is over.
     *
     * @param hosts of the run that were emulated
     * @param paces of its stays in parts per million, or {@link
     *     org.scxfleet.cluster.queue.PaceMeter#UNMEASURED}; of each pod by itself, gang or not
     */
    public record Looked(OpenWindow window, int hosts, List<Integer> paces) {
        public Looked {
            paces = List.copyOf(paces);
        }
    }

    public WindowLook(WindowRules rules, Emulation emulation) {
        this.rules = rules;
        this.emulation = emulation;
    }

    /** No windows: hosts are emulated all the time. */
    public static WindowLook none() {
        return new WindowLook(
                WindowRules.NONE,
                (_, _) -> {
                    throw new IllegalStateException("a window of a run without");
                });
    }

    boolean isNone() {
        return rules.areNone();
    }

    WindowRules rules() {
        return rules;
    }

    int[] look(OpenWindow window, WindowHosts hosts) {
        int[] paces = hosts.hosts().isEmpty() ? new int[0] : emulation.emulate(window, hosts);
        List<Integer> list = new ArrayList<>();
        for (int pace : paces) {
            list.add(pace);
        }
        looked.add(new Looked(window, hosts.sharedCount(), list));
        return paces;
    }

    /** All windows so far, in order. */
    public List<Looked> looked() {
        return Collections.unmodifiableList(looked);
    }
}
