/**
 * The classes that protoc and its gRPC plugin make of the {@code .proto} files.
 *
 * <p>Only {@link org.scxfleet.codec} and the packages called {@code rpc} may use them; to everyone
 * else a message is a record of the model. Start at the {@code .proto} files.
 */
package org.scxfleet.v1;
