package org.scxfleet.cluster.goodput;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.scxfleet.cluster.simulation.JobPlacement;

/**
 * How long a step takes on given GPUs, from measured ones.
 *
 * <p>A placement that was measured, up to the rotation of its nodes, is linear over the local
 * batch. Any other one lies between the (nodes, replicas) that were measured: exactly on one of
 * them it is again linear over the batch; elsewhere the three around it count, those whose
 * circumcircle holds no fourth (Delaunay), by their distance. The published simulator does this
 * with a triangulation in three dimensions whose choice among equally good tetrahedra is arbitrary,
 * so figures agree closely, not to the bit.
 */
public final class StepTimes {
    /** Nodes beyond which no placement was measured. */
    public static final int NODES_MAX = 16;

    private static final long REPLICAS = 0xffff_ffffL;

    private final Map<String, BatchCurve> byPlacement = new HashMap<>();
    private final Map<Long, BatchCurve> byShape = new TreeMap<>();
    private final Map<Long, Neighbour[]> neighboursOf = new HashMap<>();

    /** A measured shape and its part in a value. */
    private record Neighbour(long shape, double weight) {}

    /**
     * @param placements samples by placement, digits are GPUs of each node
     * @param scalability samples of which only nodes and replicas are known
     */
    public StepTimes(Map<String, List<StepSample>> placements, List<StepSample> scalability) {
        Map<Long, List<StepSample>> shapes = new TreeMap<>();
        for (Map.Entry<String, List<StepSample>> entry : placements.entrySet()) {
            byPlacement.put(entry.getKey(), new BatchCurve(entry.getValue()));
            for (StepSample sample : entry.getValue()) {
                shapes.computeIfAbsent(shape(sample), key -> new ArrayList<>()).add(sample);
            }
        }
        for (StepSample sample : scalability) {
            shapes.computeIfAbsent(shape(sample), key -> new ArrayList<>()).add(sample);
        }
        if (shapes.isEmpty()) {
            throw new IllegalArgumentException("no measured steps");
        }
        shapes.forEach((key, samples) -> byShape.put(key, new BatchCurve(samples)));
    }

    private static long shape(StepSample sample) {
        return shape(sample.nodes(), sample.replicas());
    }

    private static long shape(int nodes, int replicas) {
        return ((long) nodes << Integer.SIZE) | replicas;
    }

    private static long nodes(long shape) {
        return shape >>> Integer.SIZE;
    }

    private static long replicas(long shape) {
        return shape & REPLICAS;
    }

    /** A step with so many samples on each GPU of the placement. */
    public StepTime at(JobPlacement placement, int localBatch) {
        BatchCurve measured = byPlacement.get(smallestRotation(placement.gpus()));
        if (measured != null) {
            return measured.at(localBatch);
        }
        int nodes = Math.min(placement.nodes().length, NODES_MAX);
        long wanted = shape(nodes, placement.gpuCount());
        BatchCurve same = byShape.get(wanted);
        if (same != null) {
            return same.at(localBatch);
        }
        double step = 0;
        double sync = 0;
        for (Neighbour neighbour : neighboursOf.computeIfAbsent(wanted, this::neighbours)) {
            StepTime time = curve(neighbour.shape()).at(localBatch);
            step += neighbour.weight() * time.stepSeconds();
            sync += neighbour.weight() * time.syncSeconds();
        }
        return new StepTime(step, sync);
    }

    private BatchCurve curve(long shape) {
        BatchCurve curve = byShape.get(shape);
        if (curve == null) {
            throw new IllegalStateException("shape " + shape + " was not measured");
        }
        return curve;
    }

    private static String smallestRotation(int[] gpus) {
        String best = "";
        for (int from = 0; from < gpus.length; from++) {
            StringBuilder digits = new StringBuilder();
            for (int i = 0; i < gpus.length; i++) {
                digits.append(gpus[(from + i) % gpus.length]);
            }
            if (best.isEmpty() || digits.compareTo(new StringBuilder(best)) < 0) {
                best = digits.toString();
            }
        }
        return best;
    }

    /** The triangle around the shape; outside all of them the nearest shape alone. */
    private Neighbour[] neighbours(long wanted) {
        long[] shapes = byShape.keySet().stream().mapToLong(Long::longValue).toArray();
        for (int a = 0; a < shapes.length; a++) {
            for (int b = a + 1; b < shapes.length; b++) {
                for (int c = b + 1; c < shapes.length; c++) {
                    double[] weights = weights(wanted, shapes[a], shapes[b], shapes[c]);
                    if (weights.length > 0 && isEmpty(shapes, a, b, c)) {
                        return new Neighbour[] {
                            new Neighbour(shapes[a], weights[0]),
                            new Neighbour(shapes[b], weights[1]),
                            new Neighbour(shapes[c], weights[2])
                        };
                    }
                }
            }
        }
        long nearest = shapes[0];
        for (long shape : shapes) {
            if (distance(shape, wanted) < distance(nearest, wanted)) {
                nearest = shape;
            }
        }
        return new Neighbour[] {new Neighbour(nearest, 1)};
    }

    private static long distance(long a, long b) {
        long nodes = nodes(a) - nodes(b);
        long replicas = replicas(a) - replicas(b);
        return nodes * nodes + replicas * replicas;
    }

    /** Barycentric coordinates, empty if the point is outside. */
    private static double[] weights(long point, long a, long b, long c) {
        long area = cross(a, b, c);
        if (area == 0) {
            return new double[0];
        }
        double first = cross(point, b, c) / (double) area;
        double second = cross(a, point, c) / (double) area;
        double third = cross(a, b, point) / (double) area;
        return first < 0 || second < 0 || third < 0
                ? new double[0]
                : new double[] {first, second, third};
    }

    private static long cross(long a, long b, long c) {
        long abNodes = nodes(b) - nodes(a);
        long acNodes = nodes(c) - nodes(a);
        long abReplicas = replicas(b) - replicas(a);
        long acReplicas = replicas(c) - replicas(a);
        return abNodes * acReplicas - abReplicas * acNodes;
    }

    private static boolean isEmpty(long[] shapes, int a, int b, int c) {
        long orientation = Long.signum(cross(shapes[a], shapes[b], shapes[c]));
        for (long other : shapes) {
            if (inCircle(shapes[a], shapes[b], shapes[c], other) * orientation > 0) {
                return false;
            }
        }
        return true;
    }

    /** Positive if the fourth is inside the circle of three that turn left. */
    private static long inCircle(long a, long b, long c, long d) {
        long ax = nodes(a) - nodes(d);
        long ay = replicas(a) - replicas(d);
        long bx = nodes(b) - nodes(d);
        long by = replicas(b) - replicas(d);
        long cx = nodes(c) - nodes(d);
        long cy = replicas(c) - replicas(d);
        long a2 = ax * ax + ay * ay;
        long b2 = bx * bx + by * by;
        long c2 = cx * cx + cy * cy;
        return ax * (by * c2 - cy * b2) - ay * (bx * c2 - cx * b2) + a2 * (bx * cy - cx * by);
    }
}
