package org.scxfleet.bpf.object;

import org.scxfleet.bpf.btf.Btf;
import org.scxfleet.bpf.btf.BtfType;
import org.scxfleet.bpf.code.AllocationTypes;

/** Sizes of the structs of an object, for allocation. */
record ObjectTypes(Btf btf) implements AllocationTypes {
    @Override
    public long sizeBytes(long typeId) {
        return typeId > 0
                        && typeId < btf.size()
                        && btf.resolved((int) typeId) instanceof BtfType.Composite composite
                ? composite.sizeBytes()
                : 0;
    }
}
