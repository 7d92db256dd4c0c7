package org.scxfleet.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FairSharesTest {
    private static final int LINKS = 6;

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    /** Flows of a random network, and what each got. */
    private record Network(long[] capacity, List<List<Integer>> ways, long[] ceiling, long[] rate) {
        static Network of(long seed) {
            var random = new SplittableRandom(seed);
            int flows = random.nextInt(1, 12);
            var shares = new FairShares(LINKS);
            shares.clear();
            List<List<Integer>> ways = new ArrayList<>();
            long[] ceiling = new long[flows];
            for (int flow = 0; flow < flows; flow++) {
                ceiling[flow] = random.nextLong(1_000_000, 200_000_000);
                shares.add(ceiling[flow]);
                List<Integer> way = new ArrayList<>();
                for (int link = 0; link < LINKS; link++) {
                    if (random.nextInt(3) == 0) {
                        way.add(link);
                        shares.passes(link);
                    }
                }
                ways.add(way);
            }
            long[] capacity = random.longs(LINKS, 10_000_000, 200_000_000).toArray();
            for (int link = 0; link < LINKS; link++) {
                shares.setCapacity(link, capacity[link]);
            }
            shares.divide();
            long[] rate = new long[flows];
            for (int flow = 0; flow < flows; flow++) {
                rate[flow] = shares.rate(flow);
            }
            return new Network(capacity, ways, ceiling, rate);
        }

        long load(int link) {
            long load = 0;
            for (int flow = 0; flow < rate.length; flow++) {
                load += ways.get(flow).contains(link) ? rate[flow] : 0;
            }
            return load;
        }

        /** Nobody on the link has more than this flow, and the link is full. */
        boolean isBottleneck(int link, int flow) {
            for (int other = 0; other < rate.length; other++) {
                if (ways.get(other).contains(link) && rate[other] > rate[flow] + rate.length) {
                    return false;
                }
            }
            return load(link) >= capacity[link] - rate.length;
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldFillNoLinkBeyondItsCapacity(long seed) {
        Network network = Network.of(seed);
        for (int link = 0; link < LINKS; link++) {
            assertThat(network.load(link)).isLessThanOrEqualTo(network.capacity[link]);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldHoldNobodyBackWhoseWayHasRoom(long seed) {
        Network network = Network.of(seed);
        for (int flow = 0; flow < network.rate.length; flow++) {
            int number = flow;
            assertThat(network.rate[flow]).isPositive();
            assertThat(
                            network.rate[flow] == network.ceiling[flow]
                                    || network.ways.get(flow).stream()
                                            .anyMatch(link -> network.isBottleneck(link, number)))
                    .isTrue();
        }
    }
}
