package org.scxfleet.cluster.placement;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.cluster.resource.PodRequest;

/** A policy that looks at all pods of a gang before it places the first. */
public interface GangPlacement extends Placement {
    /**
     * Where so many equal pods go together now; null if not all of them find room. The state is not
     * changed.
     *
     * @param pods at least 1
     */
    @Nullable Together decideTogether(PodRequest request, int pods);

    /**
     * Places for a gang.
     *
     * @param places one for each pod
     * @param text how close they are to each other and why not closer, for people
     */
    record Together(List<Decision.Placed> places, String text) {
        public Together {
            places = List.copyOf(places);
        }
    }
}
