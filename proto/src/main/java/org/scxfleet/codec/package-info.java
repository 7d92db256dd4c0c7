/**
 * Translation between the records of the model and the messages of the {@code .proto} files, both
 * ways, and nothing else.
 *
 * <p>What is decoded equals what was encoded. What cannot be decoded (an unknown kind, an index
 * outside its table, columns of different length) is an {@link IllegalArgumentException} that says
 * what is wrong, never a guess. Knows no connection, thread or actor. Start at {@link
 * org.scxfleet.codec.HostsCodec} and {@link org.scxfleet.codec.TableWriter}.
 */
@NullMarked
package org.scxfleet.codec;

import org.jspecify.annotations.NullMarked;
