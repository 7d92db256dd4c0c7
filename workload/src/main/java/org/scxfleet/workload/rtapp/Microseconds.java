package org.scxfleet.workload.rtapp;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.scxfleet.workload.laxjson.Member;

/** Times of the grammar: microseconds in the file, nanoseconds in the model. */
final class Microseconds {
    static final long NS_PER_US = 1_000;

    /** rt-app keeps times in a C int. */
    static final long MAX_US = Integer.MAX_VALUE;

    private static final BigDecimal NS = BigDecimal.valueOf(NS_PER_US);

    private Microseconds() {}

    /** The time of a member, in ns, at least {@code minUs}. */
    static long toNs(Member member, long minUs, Dialect dialect) {
        if (dialect.realNumbers()) {
            return roundedNs(member.number(minUs, MAX_US).multiply(NS));
        }
        return member.wholeNumber(minUs, MAX_US) * NS_PER_US;
    }

    static long roundedNs(BigDecimal ns) {
        return ns.setScale(0, RoundingMode.HALF_EVEN).longValueExact();
    }
}
