/**
 * JSON as people write it by hand: comments, trailing commas, single quotes, missing values,
 * duplicate keys.
 *
 * <p>Knows nothing of what the keys mean. The tree keeps every member in its order, twice if it is
 * there twice, with the place where it stands. Start at {@link
 * org.scxfleet.workload.laxjson.LaxJson}.
 */
@NullMarked
package org.scxfleet.workload.laxjson;

import org.jspecify.annotations.NullMarked;
