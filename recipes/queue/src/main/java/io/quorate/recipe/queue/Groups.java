package io.quorate.recipe.queue;

import io.quorate.recipe.ApplyContext;
import io.quorate.recipe.Table;
import java.util.Optional;

/** Groups, whose items go one by one: only the first one of each is in a line, so that nobody who takes passes over the others. */
final class Groups {
    static final Table<String, Group> TABLE = Table.of("groups", String.class, Group.class);

    /** All items of a group, the first one too. */
    static final Table<Member, Boolean> MEMBERS = Table.of("group-items", Member.class, Boolean.class);

    private Groups() {}

    /**
     * A group that has items.
     *
     * @param first the one that is not behind others
     */
    public record Group(long first, long count) {}

    /** An item of a group. */
    public record Member(String group, long id) {}

    /** Adds an item behind all others; true when it is the first, or has no group. */
    static boolean join(ApplyContext context, String group, long id) {
        if (group.isEmpty()) {
            return true;
        }
        Optional<Group> before = TABLE.get(context, group);
        boolean first = before.isEmpty();
        TABLE.put(
                context,
                group,
                first
                        ? new Group(id, 1)
                        : new Group(before.get().first(), before.get().count() + 1));
        MEMBERS.put(context, new Member(group, id), true);
        return first;
    }

    /** Takes an item out; when it was the first, the next one has its turn. */
    static void leave(ApplyContext context, String group, long id) {
        if (group.isEmpty()) {
            return;
        }
        MEMBERS.remove(context, new Member(group, id));
        Group before = TABLE.get(context, group).orElseThrow();
        if (before.count() == 1) {
            TABLE.remove(context, group);
        } else if (before.first() == id) {
            long next = MEMBERS.firstFrom(context, new Member(group, id))
                    .orElseThrow()
                    .key()
                    .id();
            TABLE.put(context, group, new Group(next, before.count() - 1));
            Shelf.line(context, next, Shelf.ITEMS.get(context, next).orElseThrow());
        } else {
            TABLE.put(context, group, new Group(before.first(), before.count() - 1));
        }
    }
}
