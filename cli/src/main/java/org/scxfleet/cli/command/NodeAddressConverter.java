package org.scxfleet.cli.command;

import org.scxfleet.coordinator.rpc.NodeAddresses;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where a node is, or a name that stands for many. */
final class NodeAddressConverter implements ITypeConverter<NodeAddresses.Entry> {
    @Override
    public NodeAddresses.Entry convert(String text) {
        try {
            return NodeAddresses.Entry.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
