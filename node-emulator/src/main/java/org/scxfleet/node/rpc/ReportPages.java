package org.scxfleet.node.rpc;

import java.util.List;
import org.scxfleet.codec.ReportCodec;
import org.scxfleet.fleet.WireLimits;
import org.scxfleet.host.HostReport;
import org.scxfleet.v1.NodeProto;
import org.scxfleet.v1.RunProto;

/** Reports of hosts, as many in a message as fit. */
final class ReportPages {
    private ReportPages() {}

    static NodeProto.Reports page(List<HostReport> all, int first, boolean withTasks) {
        if (first < 0 || first > all.size()) {
            throw new IllegalArgumentException(
                    "report " + first + " of " + all.size() + " does not exist");
        }
        NodeProto.Reports.Builder page = NodeProto.Reports.newBuilder();
        int next = first;
        long bytes = 0;
        while (next < all.size() && bytes < WireLimits.CHUNK_BYTES) {
            RunProto.HostReport report = ReportCodec.encode(all.get(next), withTasks);
            page.addReports(report);
            bytes += report.getSerializedSize();
            next++;
        }
        return page.setNext(next).build();
    }
}
