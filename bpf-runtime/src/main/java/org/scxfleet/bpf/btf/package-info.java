/**
 * BTF type information: reading it, comparing types, and CO-RE relocation of field accesses from
 * the types an object was compiled against to the types of a kernel.
 *
 * <p>Knows nothing of object files beyond the two sections it is handed. Start reading at {@link
 * org.scxfleet.bpf.btf.Btf}.
 */
@NullMarked
package org.scxfleet.bpf.btf;

import org.jspecify.annotations.NullMarked;
