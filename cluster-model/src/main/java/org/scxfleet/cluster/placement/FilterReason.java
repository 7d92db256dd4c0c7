package org.scxfleet.cluster.placement;

/** Why a node cannot take a pod. A node counts for the first reason in this order that holds. */
public enum FilterReason {
    /** Less CPU is free than asked for. */
    CPU("too little free CPU"),
    /** Less memory is free than asked for. */
    MEMORY("too little free memory"),
    /** A GPU is asked for and the node has none. */
    GPU_NONE("no GPU"),
    /** The node's GPUs are of a model that will not do. */
    GPU_MODEL("another GPU model"),
    /** Too few GPUs have enough left. */
    GPU("too little free GPU");

    private final String text;

    FilterReason(String text) {
        this.text = text;
    }

    /** For messages. */
    public String text() {
        return text;
    }
}
