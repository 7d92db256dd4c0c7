/**
 * The functions of the kernel that programs call and that have nothing to do with scheduling:
 * helpers by number, kfuncs by name.
 *
 * <p>Each class is one family. None holds state: state is in the machine, its maps and its
 * environment. Start reading at {@link org.scxfleet.bpf.call.CallTable}.
 */
@NullMarked
package org.scxfleet.bpf.call;

import org.jspecify.annotations.NullMarked;
