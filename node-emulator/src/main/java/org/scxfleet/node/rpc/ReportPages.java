package org.scxfleet.node.rpc;

import java.util.List;
import org.scxfleet.codec.ReportCodec;
import org.scxfleet.fleet.BadRunException;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.host.HostReport;
import org.scxfleet.v1.NodeProto;
import org.scxfleet.v1.RunProto;

/** Reports of hosts, as many in a message as fit. */
final class ReportPages {
    private static final int REPORT_BYTES_MAX = WireLimits.MESSAGE_BYTES_MAX / 2;

    private ReportPages() {}

    static NodeProto.Reports page(List<HostReport> all, int first, boolean withTasks) {
        if (first < 0 || first > all.size()) {
            throw new IllegalArgumentException(
                    "report " + first + " of " + all.size() + " does not exist");
        }
        NodeProto.Reports.Builder page = NodeProto.Reports.newBuilder();
        int next = first;
        long bytes = 0;
        while (next < all.size()) {
            RunProto.HostReport report = ReportCodec.encode(all.get(next), withTasks);
            int size = report.getSerializedSize();
            if (size > REPORT_BYTES_MAX) {
                throw new BadRunException(
                        "host %s: its report has %d bytes, the most is %d; it has too many tasks"
                                .formatted(all.get(next).name(), size, REPORT_BYTES_MAX));
            }
            if (next > first && bytes + size > WireLimits.CHUNK_BYTES) {
                break;
            }
            page.addReports(report);
            bytes += size;
            next++;
        }
        return page.setNext(next).build();
    }
}
