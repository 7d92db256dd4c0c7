package org.scxfleet.workload.laxjson;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.scxfleet.workload.input.BadInputException;
import org.scxfleet.workload.input.Place;

/** An object; its members in the order of the text, duplicates included. */
public record LaxObject(Place place, List<Member> members) implements LaxValue {
    public LaxObject {
        members = List.copyOf(members);
    }

    /** The first member with that key. */
    public @Nullable Member find(String key) {
        for (Member member : members) {
            if (member.key().equals(key)) {
                return member;
            }
        }
        return null;
    }

    /** The first member with that key; its absence is the user's error. */
    public Member require(String key, String remedy) {
        Member member = find(key);
        if (member == null) {
            throw new BadInputException(place, key, "is missing", remedy);
        }
        return member;
    }

    @Override
    public String describe() {
        return "an object";
    }
}
