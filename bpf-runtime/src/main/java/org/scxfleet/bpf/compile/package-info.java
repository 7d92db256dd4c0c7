/**
 * The compiler from BPF to JVM byte code, by {@code java.lang.classfile}.
 *
 * <p>Knows the image and the machine of {@link org.scxfleet.bpf.code}, nothing of object files or
 * scheduling. Start reading at {@link org.scxfleet.bpf.compile.ImageCompiler}.
 */
@NullMarked
package org.scxfleet.bpf.compile;

import org.jspecify.annotations.NullMarked;
