package org.scxfleet.cluster.placement.locality;

/** How close the pods of a gang are, the closest first. */
public enum Closeness {
    /** Devices of one node that NVLink joins. */
    ISLAND("one NVLink domain of one node"),
    /** Nodes of one NVLink domain. */
    NVLINK("one NVLink domain"),
    /** One node, over its PCIe bus. */
    NODE("one node"),
    /** Nodes below one switch. */
    RACK("one rack"),
    /** Anywhere. */
    CLUSTER("several racks");

    private final String text;

    Closeness(String text) {
        this.text = text;
    }

    /** For messages. */
    public String text() {
        return text;
    }
}
